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

void destroy(carrier& carrier) {
  carrier.context.discard();
  const platform::stack_span stack = carrier.stack;
  carrier.~carrier();
  platform::release_stack(stack);
}

}  // namespace

worker::~worker() {
  while (has_mail()) inbox_.deliver(*this);  // cancellations that came after the end
  for (auto& [first, count] : idle_carriers_)
    while (first != nullptr) destroy(*std::exchange(first, first->next_idle));
}

/// Gives a fresh fiber an idle carrier, or a new one. False: no stack was to be had, and the fiber has
/// failed for it.
bool worker::provide_carrier(fiber_core& fresh) {
  try {
    assign(idle_carrier(stack_bytes_of(fresh)), fresh);
    return true;
  } catch (const std::bad_alloc&) {
    ++started_;
    finish(fresh, fiber_state::failed, std::current_exception());
    return false;
  }
}

void worker::assign(carrier& carrier, fiber_core& fiber) {
  carrier.fiber = &fiber;
  fiber.carrier_ = &carrier;
}

std::size_t worker::stack_bytes_of(const fiber_core& fiber) const noexcept {
  return fiber.stack_bytes_ == 0 ? default_stack_bytes_ : fiber.stack_bytes_;
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
void worker::carry(void* self) {
  carrier& here = *static_cast<carrier*>(self);
  for (;;) {
    worker& worker = *current_worker;
    worker.running_ = here.fiber;
    worker.run_to_end(*here.fiber);
    fiber_core* next = worker.pick_after_end();
    if (next != nullptr && next->carrier_ == nullptr &&
        stack_class(worker.stack_bytes_of(*next)) == here.size_class) {
      assign(here, *next);
      continue;
    }
    worker.put_idle(here);
    platform::fiber_context::switch_to(here.context, worker.context_to(next));
  }
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
  if (fiber.home_.load(std::memory_order_relaxed) == nullptr) {
    fiber.home_.store(this, std::memory_order_release);
    platform::light_fence();  // before the look at its cancellation; see fiber_core::notice_cancel
  }
  ++started_;
  fiber_state how = fiber_state::cancelled;
  std::exception_ptr failure;
  if (!must_cancel(fiber)) {
    fiber.state_.store(fiber_state::running, std::memory_order_relaxed);
    try {
      fiber.run();
      how = fiber_state::finished;
    } catch (const cancelled&) {
    } catch (...) {
      failure = std::current_exception();
      const bool given = fiber.cancel_requested() && fiber.cancel_reason_ == failure;
      if (!given) how = fiber_state::failed;
    }
  }
  if (how == fiber_state::cancelled && failure == nullptr && fiber.cancel_requested())
    failure = fiber.cancel_reason_;
  finish(fiber, how, std::move(failure));
  running_ = nullptr;
}

void worker::finish(fiber_core& fiber, fiber_state how, std::exception_ptr failure) {
  leave_list(fiber);
  fiber.locals.reset();
  const bool was_root = scheduler_.is_root(fiber);
  --started_;
  exited_.store(exited_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  fiber.end(how, std::move(failure));
  if (was_root) scheduler_.root_ended();
  fiber.drop_reference();
}

}  // namespace weft::detail
