// The asyncify back end; the header has the picture.
//
// Two functions must never be inlined into instrumented code, or the program would unwind or rewind
// the wrong frames: `switch_to`, the top-most frame of a context, and `run_until_base`, the bottom-most
// one. The link step therefore runs the asyncify pass before the optimiser's inlining
// (wasm/cmake/weft_link.cmake).
#include <emscripten.h>
#include <emscripten/stack.h>

#include <algorithm>

#include <weft/platform/fiber_context.hpp>

#include "stack_limits.hpp"

// Imports that the asyncify pass turns into internal calls.
#define WEFT_ASYNCIFY(name) __attribute__((import_module("asyncify"), import_name(#name)))
extern "C" {
WEFT_ASYNCIFY(start_unwind) void asyncify_start_unwind(void* save_area);
WEFT_ASYNCIFY(stop_unwind) void asyncify_stop_unwind();
WEFT_ASYNCIFY(start_rewind) void asyncify_start_rewind(void* save_area);
WEFT_ASYNCIFY(stop_rewind) void asyncify_stop_rewind();
void _emscripten_stack_restore(std::uintptr_t stack_pointer);
}
#undef WEFT_ASYNCIFY

namespace weft::platform {

/// A place to unwind into, and to rewind from: what asyncify is given.
///
/// Fixed in size, because asyncify cannot ask for more on the way: a context whose frames do not
/// fit ends the program with an error (`weft_describe_trap`). Between a rewind and the next unwind
/// `top` is where it began.
struct fiber_context::room {
  std::byte* top = bytes;  // asyncify: where the next frame's record goes
  std::byte* end = bytes + sizeof bytes;
  fiber_context* occupant = nullptr;
  alignas(16) std::byte bytes[save_area_bytes];

  void evict() {
    occupant->evicted_frames_.assign(bytes, top);
    occupant->room_ = nullptr;
    top = bytes;
  }

  void bring_back(fiber_context& newcomer) {
    top = std::ranges::copy(newcomer.evicted_frames_, bytes).out;
    newcomer.evicted_frames_.clear();
  }
};

struct fiber_context::rooms {
  static constexpr std::size_t count = 4;

  /// Asyncify notices only after the fact that frames did not fit. What a switch can write at most
  /// is bounded by the engine's own stack, about 1 MiB: behind the last room, that much is
  /// nobody's.
  struct room_and_overrun {
    room all[count];
    std::byte overrun[1024 * 1024];
  };
  static inline room_and_overrun memory;
  static inline std::size_t next = 0;

  static room& take(fiber_context& newcomer) {
    room& taken = memory.all[next++ % count];
    if (taken.occupant != nullptr) taken.evict();
    taken.occupant = &newcomer;
    newcomer.room_ = &taken;
    taken.bring_back(newcomer);
    return taken;
  }
};

namespace {

std::uintptr_t base_stack_pointer = 0;  // in `enter`
fiber_context* target = nullptr;        // whom the context that unwinds asked for
bool rewinding = false;                 // between start_rewind and the frame that called for it

}  // namespace

[[gnu::noinline]] void fiber_context::switch_to(fiber_context& from, fiber_context& to) {
  if (rewinding) {
    rewinding = false;
    return asyncify_stop_rewind();
  }
  target = &to;
  asyncify_start_unwind(from.room_ != nullptr ? from.room_ : &rooms::take(from));
}

/// Runs `first`, and then whoever is asked for, until someone asks for `base`.
[[gnu::noinline]] void fiber_context::run_until_base(fiber_context& base, fiber_context& first) {
  for (fiber_context* context = &first; context != &base; context = target) {
    context->exceptions_.restore();
    room* const frames =
        context->started_ && context->room_ == nullptr ? &rooms::take(*context) : context->room_;
    stack_limits::of(context->stack_).apply();
    _emscripten_stack_restore(context->stack_pointer_);
    rewinding = context->started_;
    context->started_ = true;
    if (rewinding) asyncify_start_rewind(frames);
    context->entry_(context->argument_);
    asyncify_stop_unwind();
    context->stack_pointer_ = emscripten_stack_get_current();
    context->exceptions_.save();
  }
}

/// What escapes a context is caught here and not in the context: each `try` is a step into JavaScript
/// and back, and every switch passes the bottom of two stacks. JavaScript, which carries the exception,
/// moves the stack pointer back to ours while the limits are still the context's; see
/// `weft_base_stack_pointer`.
std::exception_ptr fiber_context::enter(fiber_context& base, fiber_context& first) {
  base_stack_pointer = emscripten_stack_get_current();
  const stack_limits base_limits = stack_limits::current();
  std::exception_ptr escaped;
  base.exceptions_.save();
  try {
    run_until_base(base, first);
  } catch (...) {
    escaped = std::current_exception();
  }
  base_limits.apply();
  _emscripten_stack_restore(base_stack_pointer);
  base.exceptions_.restore();
  return escaped;
}

void fiber_context::create(stack_span stack, entry_function entry, void* argument) {
  entry_ = entry;
  argument_ = argument;
  stack_ = stack;
  stack_pointer_ = reinterpret_cast<std::uintptr_t>(stack.top());
}

void fiber_context::discard() {
  if (room_ != nullptr) {
    room_->occupant = nullptr;
    room_->top = room_->bytes;
  }
  room_ = nullptr;
  evicted_frames_ = {};
}

bool fiber_context::trapped_while_saving() noexcept {
  return std::ranges::any_of(rooms::memory.all, [](const room& one) { return one.top > one.end; });
}

}  // namespace weft::platform

extern "C" {

/// Where the stack pointer goes when an exception escapes a context: out of the context's limits, and
/// yet no overflow.
EMSCRIPTEN_KEEPALIVE std::uintptr_t weft_base_stack_pointer() {
  return weft::platform::base_stack_pointer;
}

}  // extern "C"
