// Locks: a mutex and a condition variable that park the fiber and leave its worker to the others.
//
//   std::unique_lock lock(mutex);
//   changed.wait(lock, [&] { return !orders.empty(); });
//
// Both may be shared by fibers of any workers and by plain threads, and may be destroyed once every
// call on them has returned.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <weft/clock.hpp>
#include <weft/detail/gate.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>
#include <weft/operation.hpp>

namespace weft {

namespace detail {
class lock_leaf;
}

/// One owner at a time; a fiber, or a plain thread. Who waits gets it in the order of arrival, past
/// all who come later.
class mutex {
 public:
  mutex() = default;
  mutex(const mutex&) = delete;
  mutex& operator=(const mutex&) = delete;

  /// Waits until the caller owns the mutex.
  ///
  /// Errors:  std::system_error (resource_deadlock_would_occur) when it does already; `cancelled`, and
  ///          then it does not own it.
  /// Threads: any. Suspends a fiber, blocks a plain thread. A suspension point.
  void lock();
  /// Whether the caller owns the mutex now and did not before. Any thread; never suspends.
  bool try_lock() noexcept;
  /// Hands the mutex to the one who has waited longest. Ends the program when the caller is not its
  /// owner. Never suspends.
  void unlock() noexcept;

  /// `lock` as an operation. The mutex must outlive it.
  operation<void> lock_op();

 private:
  friend class detail::lock_leaf;

  void refuse_owner() const;
  void take_ownership() noexcept;

  detail::gate gate_{detail::gate::kind::counting, 1, detail::wait_kind::mutex};
  std::atomic<const void*> owner_{nullptr};  // the owner writes; equal only for the owner itself
};

/// Where those wait who hold a mutex and need what only another can change.
class condition_variable {
 public:
  condition_variable() = default;
  condition_variable(const condition_variable&) = delete;
  condition_variable& operator=(const condition_variable&) = delete;

  /// Unlocks, waits for a notification, and locks again, also when it throws: a cancelled waiter
  /// unwinds with the lock held, and a notification that it did not take reaches the next. Never wakes
  /// by itself.
  ///
  /// Errors:  std::system_error (operation_not_permitted) when `lock` is not locked; `cancelled`.
  /// Threads: any. Suspends a fiber, blocks a plain thread. A suspension point.
  void wait(std::unique_lock<mutex>& lock) { wait_until(lock, time_point::max()); }
  /// The same until `ready()`, which is called with the lock held.
  template <class Ready>
  void wait(std::unique_lock<mutex>& lock, Ready ready) {
    while (!ready()) wait(lock);
  }

  /// As `wait`, at most until `deadline`. A notification that was taken counts, however late.
  std::cv_status wait_until(std::unique_lock<mutex>& lock, time_point deadline);
  /// The same until `ready()`: what that returned last.
  template <class Ready>
  bool wait_until(std::unique_lock<mutex>& lock, time_point deadline, Ready ready) {
    while (!ready())
      if (wait_until(lock, deadline) == std::cv_status::timeout) return ready();
    return true;
  }

  template <class Rep, class Period>
  std::cv_status wait_for(std::unique_lock<mutex>& lock, std::chrono::duration<Rep, Period> wait) {
    return wait_until(lock, detail::deadline_after(detail::to_wait(wait)));
  }
  template <class Rep, class Period, class Ready>
  bool wait_for(std::unique_lock<mutex>& lock, std::chrono::duration<Rep, Period> wait,
                Ready ready) {
    return wait_until(lock, detail::deadline_after(detail::to_wait(wait)), std::move(ready));
  }

  /// Wakes the one who has waited longest. Any thread, with or without the lock; never suspends.
  void notify_one() noexcept;
  void notify_all() noexcept;

 private:
  detail::spinlock lock_;
  detail::wait_queue waiting_;  // guarded by lock_
};

}  // namespace weft
