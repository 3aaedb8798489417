// Barriers: a place where a fixed number of fibers and threads wait for each other, again and again.
#pragma once

#include <cstddef>

#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>

namespace weft {

/// The last of `count` to arrive lets all of them go on, and the next round begins. May be shared by
/// fibers of any workers and by plain threads, and be destroyed once every `arrive_and_wait` has
/// returned.
class barrier {
 public:
  /// Errors: std::invalid_argument for a count of 0.
  explicit barrier(std::size_t count);
  barrier(const barrier&) = delete;
  barrier& operator=(const barrier&) = delete;

  /// Waits until `count` have arrived in this round, the caller included.
  ///
  /// Errors:  `cancelled`; the caller has not arrived then, unless the last one arrived at that very
  ///          moment.
  /// Threads: any. Suspends a fiber, blocks a plain thread. A suspension point.
  void arrive_and_wait();

 private:
  void take_back(detail::wait_node& arrival) noexcept;

  const std::size_t count_;
  detail::spinlock lock_;
  std::size_t arrived_ = 0;     // guarded by lock_, like what follows
  detail::wait_queue waiting_;  // those who arrived in this round
};

}  // namespace weft
