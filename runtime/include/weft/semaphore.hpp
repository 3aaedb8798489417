// Semaphores: a number of permits that fibers and threads take and give back.
//
//   weft::semaphore connections(8);
//   connections.acquire();  // waits while eight are in use
//   …
//   connections.release();
#pragma once

#include <cstdint>

#include <weft/detail/gate.hpp>
#include <weft/operation.hpp>

namespace weft {

/// May be shared by fibers of any workers and by plain threads, and be destroyed once every `acquire`
/// has returned. Who waits gets its permit in the order of arrival, past all who come later.
class semaphore {
 public:
  explicit semaphore(std::uint64_t permits)
      : gate_(detail::gate::kind::counting, permits, detail::wait_kind::semaphore) {}
  semaphore(const semaphore&) = delete;
  semaphore& operator=(const semaphore&) = delete;

  /// Waits for a permit and takes it.
  ///
  /// Errors:  `cancelled`; then no permit was taken.
  /// Threads: any. Suspends a fiber, blocks a plain thread. A suspension point.
  void acquire() { gate_.enter(); }
  /// Whether there was one to take. Any thread; never suspends.
  bool try_acquire() noexcept { return gate_.try_enter(); }

  /// Adds `permits`, which need not have been acquired. Any thread; never suspends.
  ///
  /// Errors:  std::overflow_error when there would be 2^64 or more; then none was added.
  void release(std::uint64_t permits = 1);

  /// `acquire` as an operation. The semaphore must outlive it.
  operation<void> acquire_op() {
    return operation<void>(std::in_place_type<detail::gate_leaf<detail::gate*>>, &gate_);
  }

 private:
  detail::gate gate_;
};

}  // namespace weft
