#include <weft/detail/waiter.hpp>

#include <utility>

#include "sched/thread_parker.hpp"
#include "sched/worker.hpp"

namespace weft::detail {

waiter::waiter()
    : fiber_(current_fiber()),
      thread_(fiber_ == nullptr ? thread_parker::of_this_thread() : nullptr) {}

void waiter::wake() noexcept {
  if (fiber_ != nullptr) return fiber_->home_.load(std::memory_order_relaxed)->unpark(*fiber_);
  // A copy: the thread may be gone, and the waiter with it, as soon as it is woken.
  const std::shared_ptr<thread_parker> thread = thread_;
  thread->unpark();
}

wake_reason waiter::wait(wait_kind what, time_point deadline) {
  if (fiber_ != nullptr) return current_worker->wait(*this, what, deadline);
  if (!thread_->park(deadline) && !claim(wake_reason::timed_out)) thread_->park(time_point::max());
  return reason();
}

void wait_queue::push_back(wait_node& node) noexcept {
  node.previous = last_;
  node.next = nullptr;
  (last_ == nullptr ? first_ : last_->next) = &node;
  last_ = &node;
  node.queued = true;
}

void wait_queue::withdraw(wait_node& node) noexcept {
  if (!node.queued) return;
  (node.previous == nullptr ? first_ : node.previous->next) = node.next;
  (node.next == nullptr ? last_ : node.next->previous) = node.previous;
  node.queued = false;
}

wait_node* wait_queue::claim_first() noexcept {
  while (wait_node* node = first_) {
    withdraw(*node);
    if (node->who.claim(wake_reason::signalled)) return node;
  }
  return nullptr;
}

}  // namespace weft::detail
