// How a worker runs fibers on stacks: carriers, which run one fiber after another.
#include <cstdio>
#include <new>
#include <utility>

#include <weft/fiber.hpp>

#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

/// Carriers of one class kept for the next fibers; more give their stacks back.
constexpr std::size_t idle_carriers_max = 1024;

/// A carrier lies at the top of its own stack.
carrier& make_carrier(std::size_t stack_bytes) {
  platform::stack_span stack = platform::acquire_stack(stack_bytes);
  constexpr std::size_t room = (sizeof(carrier) + 63) / 64 * 64;
  return *new (stack.top() - room) carrier(stack, stack_class(stack_bytes));
}

bool is_cancelled(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const cancelled&) {
    return true;
  } catch (...) {
    return false;
  }
}

void destroy(carrier& carrier) {
  carrier.context.discard();
  const platform::stack_span stack = carrier.stack;
  carrier.~carrier();
  platform::release_stack(stack);
}

}  // namespace

worker::~worker() {
  while (has_mail()) inbox_.deliver(*this);  // cancellations that came after the end
  discard_idle_carriers();
}

/// The next pump may be another thread's, and a context stays with the thread that made it.
void worker::discard_idle_carriers() noexcept {
  for (auto& [first, count] : idle_carriers_) {
    while (first != nullptr) destroy(*std::exchange(first, first->next_idle));
    count = 0;
  }
}

/// Gives a fresh fiber an idle carrier, or a new one. False: no stack was to be had, and the fiber has
/// failed for it.
bool worker::provide_carrier(fiber_core& fresh) {
  try {
    assign(idle_carrier(stack_bytes_of(fresh)), fresh);
    return true;
  } catch (const std::bad_alloc&) {
    ++started_;
    fresh.failure_ = std::current_exception();
    finish(fresh, fiber_state::failed);
    return false;
  }
}

void worker::assign(carrier& carrier, fiber_core& fiber) {
  carrier.fiber = &fiber;
  fiber.carrier_ = &carrier;
}

std::size_t worker::stack_bytes_of(const fiber_core& fiber) const noexcept {
  return fiber.stack_class_ == 0 ? default_stack_bytes_ : std::size_t{1} << fiber.stack_class_;
}

carrier& worker::idle_carrier(std::size_t stack_bytes) {
  auto& [idle, count] = idle_carriers_[stack_class(stack_bytes)];
  if (idle != nullptr) {
    --count;
    return *std::exchange(idle, idle->next_idle);
  }
  carrier& made = make_carrier(stack_bytes);
  made.context.create({made.stack.base, static_cast<std::size_t>(
                                            reinterpret_cast<std::byte*>(&made) - made.stack.base)},
                      carry, &made);
  return made;
}

/// What runs on every carrier: the fiber it was given, then whatever comes next that needs such a
/// stack, for ever.
///
/// This and `run_to_end` lie at the bottom of every fiber's stack. They are kept small: WebAssembly
/// saves and restores their variables at every switch.
void worker::carry(void* self) {
  carrier& here = *static_cast<carrier*>(self);
  for (;;) {
    current_worker->run_to_end(*here.fiber);
    if (platform::fiber_context* there = current_worker->go_on_with(here))
      platform::fiber_context::switch_to(here.context, *there);
  }
}

/// What comes after the fiber of `here` has ended: null if `here` carries it, too.
[[gnu::noinline]] platform::fiber_context* worker::go_on_with(carrier& here) {
  running_ = nullptr;
  fiber_core* const next = pick(prefer::started);
  if (next != nullptr && next->carrier_ == nullptr &&
      stack_class(stack_bytes_of(*next)) == here.size_class) {
    assign(here, *next);
    return nullptr;
  }
  put_idle(here);
  return &context_to(next);
}

void worker::put_idle(carrier& carrier) {
  auto& [idle, count] = idle_carriers_[carrier.size_class];
  if (count < idle_carriers_max)
    ++count;
  else
    destroy(*std::exchange(idle, idle->next_idle));  // not this one: it is still on its own stack
  carrier.fiber = nullptr;
  carrier.next_idle = std::exchange(idle, &carrier);
}

void worker::run_to_end(fiber_core& fiber) {
  if (!begin(fiber)) return;
  const bool returned = platform::fiber_context::contain(
      [&fiber] { fiber.run(); },
      [&fiber](std::exception_ptr thrown) { current_worker->conclude(fiber, std::move(thrown)); });
  if (returned) current_worker->conclude(fiber);
}

/// Whether the body of `fiber` is to be run; if not, the fiber has ended.
[[gnu::noinline]] bool worker::begin(fiber_core& fiber) {
  running_ = &fiber;
  if (escaped_ != nullptr) {
    conclude(fiber, std::exchange(escaped_, nullptr));
    return false;
  }
  if (fiber.home_.load(std::memory_order_relaxed) == nullptr) {
    fiber.home_.store(this, std::memory_order_release);
    platform::light_fence();  // before the look at its cancellation; see fiber_core::notice_cancel
  }
  ++started_;
  if (!must_cancel(fiber)) {
    fiber.state_.store(fiber_state::running, std::memory_order_relaxed);
    return true;
  }
  let_go(fiber);
  if (fiber.cancel_requested()) fiber.failure_ = fiber.cancel_reason_;
  finish(fiber, fiber_state::cancelled);
  return false;
}

/// Destroys what the running fiber holds, as long as it can still wait. Its destructors must not throw.
void worker::let_go(fiber_core& fiber) {
  fiber.drop_body();
  if (fiber.locals == nullptr) return;
  const cancel_region shield(cancel_region::kind::shield);
  fiber.locals.reset();
}

/// Ends the running fiber, whose body has returned; a recurring one rests.
[[gnu::noinline]] void worker::conclude(fiber_core& fiber) {
  if (fiber.recurs_) return let_rest(fiber);
  let_go(fiber);
  finish(fiber, fiber_state::finished);
}

void worker::let_rest(fiber_core& fiber) {
  leave_list(*fiber.carrier_);
  --started_;
  running_ = nullptr;
  fiber.carrier_ = nullptr;
  if (!fiber.pinned_) fiber.home_.store(nullptr, std::memory_order_relaxed);
  fiber.state_.store(fiber_state::fresh, std::memory_order_relaxed);
  fiber.rest();
}

/// Ends the running fiber, whose body has thrown `thrown`.
[[gnu::noinline]] void worker::conclude(fiber_core& fiber, std::exception_ptr thrown) {
  let_go(fiber);
  const bool reason_given = fiber.cancel_requested() && fiber.cancel_reason_ != nullptr;
  const bool unwound = is_cancelled(thrown) || (reason_given && fiber.cancel_reason_ == thrown);
  if (!unwound)
    fiber.failure_ = std::move(thrown);
  else if (reason_given)
    fiber.failure_ = fiber.cancel_reason_;
  finish(fiber, unwound ? fiber_state::cancelled : fiber_state::failed);
}

/// An exception has left the running fiber, and with it the fiber's carrier: another one ends the
/// fiber.
platform::fiber_context& worker::replace_carrier(std::exception_ptr escaped) {
  fiber_core& fiber = *running_;
  escaped_ = std::move(escaped);
  leave_list(*fiber.carrier_);
  destroy(*fiber.carrier_);
  assign(idle_carrier(stack_bytes_of(fiber)), fiber);
  return fiber.carrier_->context;
}

/// What a fiber failed with, or was cancelled for, is in it already.
void worker::finish(fiber_core& fiber, fiber_state how) {
  if (fiber.carrier_ != nullptr) leave_list(*fiber.carrier_);
  if (fiber.watched_) fiber.concluded(how);
  const bool was_root = scheduler_.is_root(fiber);
  --started_;
  exited_.store(exited_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  fiber.end(how);
  if (was_root) scheduler_.root_ended();
  fiber.carrier_ = nullptr;  // what cancels it late finds it off its stack
  fiber.drop_reference();
}

}  // namespace weft::detail
