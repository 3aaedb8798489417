// The pool of workers while it changes: who is a member, who is on the way out, who comes in.
//
//     gone ──set_pool_size──> member ──set_pool_size──> leaving ──drained──> gone
//                               ^────────set_pool_size─────┘
//
// A worker object, once made, stays until the end of its runtime. Only worker 0, which is always a
// member, asks the host to pump others: the host starts them from the flow of control that it drives.
#include <algorithm>
#include <stdexcept>
#include <string>

#include "sched/scheduler.hpp"

namespace weft::detail {

using membership = worker::membership;

void scheduler::set_pool_size(unsigned wanted) {
  if (wanted == 0) wanted = host_.worker_count();
  const std::lock_guard lock(pool_lock_);
  const unsigned before = pool_size();
  const auto size = static_cast<unsigned>(std::min<std::size_t>(wanted, workers_.size()));
  for (unsigned i = before; i < size; ++i) take_in(i);
  pool_size_.store(size, std::memory_order_release);
  for (unsigned i = size; i < before; ++i) {
    membership present = membership::member;
    workers_[i]->pool_membership.compare_exchange_strong(present, membership::leaving);
    wake(*workers_[i]);
  }
  if (driven_ && workers_pending_.load()) wake(*workers_.front());
}

void scheduler::take_in(unsigned index) {
  if (workers_[index] == nullptr) {
    workers_[index] = std::make_unique<worker>(*this, index);
    worker_count_.store(index + 1, std::memory_order_release);
  }
  membership present = membership::leaving;
  workers_[index]->pool_membership.compare_exchange_strong(present, membership::member);
  if (present == membership::gone) workers_pending_.store(true);
}

void scheduler::add_pending_workers() {
  if (!workers_pending_.load(std::memory_order_relaxed) || finished()) return;
  const std::lock_guard lock(pool_lock_);
  workers_pending_.store(false);
  for (const auto& comes : workers()) {
    const bool wanted = comes->index() < pool_size();
    // One that was wanted for a moment only may have got fibers that run nowhere else.
    if (comes->pool_membership.load() != membership::gone || !(wanted || comes->has_mail()))
      continue;
    try {
      comes->pool_membership.store(wanted ? membership::member : membership::leaving);
      host_.add(*comes);
    } catch (...) {
      // No more threads are to be had: the pool stays as large as it is.
      comes->pool_membership.store(membership::gone);
      pool_size_.store(std::min(pool_size(), comes->index()));
      return;
    }
  }
}

bool scheduler::leave(worker& drained) noexcept {
  const std::lock_guard lock(pool_lock_);
  if (drained.has_mail()) return false;
  membership present = membership::leaving;
  if (!drained.pool_membership.compare_exchange_strong(present, membership::gone)) return false;
  // Whoever posts without the lock sees that it is gone, or this sees the post.
  if (!drained.has_mail()) return true;
  drained.pool_membership.store(membership::leaving);
  return false;
}

/// It belongs to a worker that may have left the pool while the fiber rested: that comes back for as long as
/// the fiber runs.
void scheduler::run_again_pinned(worker& home, fiber_core& rested) noexcept {
  home.run_again_pinned(rested);
  if (home.pool_membership.load(std::memory_order_seq_cst) != membership::gone) return;
  workers_pending_.store(true);
  wake(*workers_.front());
}

void scheduler::launch_on(unsigned index, fiber_core& fiber) {
  const std::lock_guard lock(pool_lock_);  // so that the worker does not leave meanwhile
  if (index >= pool_size())
    throw std::out_of_range("there is no worker " + std::to_string(index) + "; this runtime has " +
                            std::to_string(pool_size()));
  workers_[index]->launch_pinned(fiber);
}

}  // namespace weft::detail
