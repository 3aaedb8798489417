// Fiber contexts on Binaryen's asyncify, driven from inside the module.
//
// WebAssembly cannot switch stacks. Asyncify rewrites functions so that they can *unwind*, writing
// their locals to a save area, and *rewind*, reading them back. `enter`, called by the base, is the
// trampoline: it calls into a context, gets control back when that unwinds, and calls into the one
// that was asked for.
//
//     enter(base, a) ── a runs ── switch_to(a, b): unwinds ──┐
//        ^   ^  └────── b rewinds, runs ── switch_to(b, base): unwinds ──┐
//        │   └────────────────────────────────────────────────┘          │
//        └ returns <─────────────────────────────────────────────────────┘
//
// A context has a C stack in linear memory, for what the compiler must keep addressable. Its frames
// stay in the room they were unwound into until another context needs that room; then they move to
// a copy of exactly their size. So a few fibers that take turns copy nothing, and a million parked
// ones hold no more than they need. Nothing on this path leaves WebAssembly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <vector>

#include <weft/platform/stack_pool.hpp>
#include <weft_backend/exception_state.hpp>

namespace weft::platform {

class fiber_context {
 public:
  using entry_function = void (*)(void* argument);

  fiber_context() = default;
  fiber_context(const fiber_context&) = delete;
  fiber_context& operator=(const fiber_context&) = delete;

  static void adopt_thread(fiber_context&) {}
  void create(stack_span stack, entry_function entry, void* argument);

  static std::exception_ptr enter(fiber_context& base, fiber_context& to);
  template <class F, class Caught>
  static bool contain(F f, Caught) {
    f();  // what it throws comes out of `enter`
    return true;
  }
  static void switch_to(fiber_context& from, fiber_context& to);
  void discard();
  bool unwinding() const noexcept {
    return exception_state::live_ != 0 && std::uncaught_exceptions() > 0;
  }

  /// Whether the instance trapped while a context's frames were being saved, that is, because they
  /// did not fit.
  static bool trapped_while_saving() noexcept;

 private:
  static void run_until_base(fiber_context& base, fiber_context& first);

  struct room;
  struct rooms;

  entry_function entry_ = nullptr;
  void* argument_ = nullptr;
  stack_span stack_;
  std::uintptr_t stack_pointer_ = 0;
  room* room_ = nullptr;  // where its frames are saved, until another context takes it over
  std::vector<std::byte> evicted_frames_;  // then here
  bool started_ = false;
  exception_state exceptions_;
};

}  // namespace weft::platform
