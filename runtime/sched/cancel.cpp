// Who is to unwind, for what, and from where: the regions of a fiber and its own request.
#include <utility>

#include <weft/detail/cancel_leaf.hpp>
#include <weft/detail/cancel_region.hpp>
#include <weft/fiber.hpp>

#include "base/check.hpp"
#include "sched/scheduler.hpp"

namespace weft::detail {

cancel_region::cancel_region(kind what)
    : fiber_(require_fiber("a scope, a limit or a shield")),
      outer_(fiber_.regions_),
      shields_(what == kind::shield),
      limited_(what == kind::limit || (outer_ != nullptr && outer_->limited_)) {
  fiber_.regions_ = this;
}

cancel_region::cancel_region(fiber_core& fresh, kind what) noexcept
    : fiber_(fresh),
      outer_(nullptr),
      shields_(what == kind::shield),
      limited_(what == kind::limit) {
  fresh.regions_ = this;
}

cancel_region::~cancel_region() { fiber_.regions_ = outer_; }

void cancel_region::request(std::exception_ptr reason) noexcept {
  bool unclaimed = false;
  if (!replace(claimed_, unclaimed, true)) return;
  reason_ = std::move(reason);
  requested_.store(true, std::memory_order_release);
  fiber_.notice_cancel();
}

void cancel_region::look_at_limits(const fiber_core& running) {
  if (running.regions_ != nullptr && running.regions_->limited_)
    current_worker->timers().advance(clock::now());
}

bool cancel_region::cancelled_outside() const noexcept {
  return !shields_ && current_worker->must_cancel(fiber_, outer_);
}

// ----------------------------------------------------------------------------------------------------------------

bool worker::must_cancel(const fiber_core& fiber, const cancel_region* innermost) const noexcept {
  for (const cancel_region* region = innermost; region != nullptr; region = region->outer_) {
    if (region->requested()) return true;
    if (region->shields_) return false;
  }
  return cancelled_itself(fiber);
}

void worker::throw_cancelled() const {
  const fiber_core& fiber = *running_;
  const std::exception_ptr* reason = nullptr;
  bool shielded = false;
  for (const cancel_region* region = fiber.regions_; region != nullptr && !shielded;
       region = region->outer_) {
    if (region->requested()) reason = &region->reason_;
    shielded = region->shields_;
  }
  if (!shielded && fiber.cancel_requested()) reason = &fiber.cancel_reason_;
  if (reason != nullptr && *reason != nullptr) std::rethrow_exception(*reason);
  throw cancelled();
}

void worker::deliver_cancel(fiber_core& fiber) noexcept {
  if (fiber.carrier_ == nullptr) return;  // has not started, or has ended
  waiter* const waiting = fiber.carrier_->waiting;
  if (waiting != nullptr && must_cancel(fiber)) {
    if (waiting->claim(wake_reason::cancelled)) waiting->wake();
    return;
  }
  wait_node* const watch = fiber.carrier_->cancel_watch;
  if (watch != nullptr && cancelled_anywhere(fiber) &&
      watch->who->claim(wake_reason::signalled, watch))
    watch->who->wake();
}

bool worker::cancelled_anywhere(const fiber_core& fiber) const noexcept {
  for (const cancel_region* region = fiber.regions_; region != nullptr; region = region->outer_)
    if (region->requested()) return true;
  return cancelled_itself(fiber);
}

void worker::cancel_all() {
  cancelling_all_ = true;
  if (index_ == 0) scheduler_.rouse_resting();
  for (carrier* each = listed_first_; each != nullptr; each = each->next_listed)
    deliver_cancel(*each->fiber);
}

// ----------------------------------------------------------------------------------------------------------------

bool cancel_leaf::attempt() {
  WEFT_CHECK(current_fiber() == fiber_, "this_fiber::cancel_op was performed by another fiber");
  cancel_region::look_at_limits(*fiber_);
  return current_worker->cancelled_anywhere(*fiber_);
}

op_leaf::published cancel_leaf::publish() {
  // Requests are delivered on this thread, so none comes in between.
  fiber_->carrier_->cancel_watch = &node;
  return published::waits;
}

void cancel_leaf::withdraw() noexcept { fiber_->carrier_->cancel_watch = nullptr; }

}  // namespace weft::detail
