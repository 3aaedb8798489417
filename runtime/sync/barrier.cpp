#include <weft/barrier.hpp>

#include <mutex>
#include <stdexcept>

#include <weft/detail/fiber_core.hpp>

#include "sync/wake_list.hpp"

namespace weft {

barrier::barrier(std::size_t count) : count_(count) {
  if (count == 0) throw std::invalid_argument("weft::barrier: a count of 0 has nobody to wait for");
}

void barrier::arrive_and_wait() {
  detail::suspension_point();
  std::unique_lock lock(lock_);
  if (++arrived_ == count_) {
    arrived_ = 0;
    detail::wake_list others;
    others.claim_all(waiting_);
    lock.unlock();
    return others.wake();
  }
  detail::waiter self;
  detail::wait_node arrival(self);
  waiting_.push_back(arrival);
  lock.unlock();
  if (self.wait(detail::wait_kind::barrier) == detail::wake_reason::signalled) return;
  take_back(arrival);
  detail::throw_cancelled_here();
}

/// A round that was completed meanwhile has counted the arrival, and taken it out.
void barrier::take_back(detail::wait_node& arrival) noexcept {
  const std::lock_guard lock(lock_);
  if (!arrival.queued) return;
  waiting_.withdraw(arrival);
  --arrived_;
}

}  // namespace weft
