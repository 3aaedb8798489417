#include <thread>

#include <weft/detail/cancel_leaf.hpp>
#include <weft/fiber.hpp>

#include "sched/scheduler.hpp"

namespace weft::this_fiber {

void yield() {
  detail::worker* const here = detail::current_worker;
  if (here == nullptr || here->running() == nullptr) return std::this_thread::yield();
  here->yield();
}

void sleep_until(time_point deadline) {
  if (deadline <= clock::now()) return yield();
  detail::suspension_point();
  detail::waiter self;
  if (self.wait(detail::wait_kind::sleep, deadline) == detail::wake_reason::cancelled)
    detail::throw_cancelled_here();
}

fiber_id id() noexcept {
  const auto* fiber = detail::current_fiber();
  return fiber == nullptr ? 0 : fiber->id();
}

std::string_view name() noexcept {
  const auto* fiber = detail::current_fiber();
  return fiber == nullptr ? std::string_view() : fiber->name();
}

int priority() noexcept {
  const auto* fiber = detail::current_fiber();
  return fiber == nullptr ? 0 : fiber->priority();
}

void set_priority(int priority) {
  detail::require_fiber("this_fiber::set_priority").set_priority(priority);
}

unsigned worker() noexcept {
  return detail::current_worker == nullptr ? 0 : detail::current_worker->index();
}

bool cancel_requested() noexcept {
  const detail::fiber_core* const running = detail::current_fiber();
  if (running == nullptr) return false;
  detail::cancel_region::look_at_limits(*running);
  return detail::current_worker->must_cancel(*running);
}

void check_cancel() { detail::suspension_point(); }

operation<void> cancel_op() {
  return operation<void>(std::in_place_type<detail::cancel_leaf>,
                         detail::require_fiber("this_fiber::cancel_op"));
}

}  // namespace weft::this_fiber
