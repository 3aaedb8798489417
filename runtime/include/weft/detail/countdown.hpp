// A count that waiters want to be zero.
#pragma once

#include <cstdint>

#include <weft/detail/op_node.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>

namespace weft::detail {

/// Looks to a `gate_leaf` like a gate that is open at zero. Nobody touches it after it has woken the
/// last waiter, so that one may destroy it. Any thread.
class countdown {
 public:
  countdown() = default;
  countdown(const countdown&) = delete;
  countdown& operator=(const countdown&) = delete;

  /// Errors: std::logic_error for a count below zero, std::overflow_error.
  void add(std::int64_t more);
  bool try_enter() noexcept;
  /// Suspends a fiber, blocks a plain thread. Errors: `cancelled`.
  void enter();

  wait_kind waits_for() const noexcept { return wait_kind::wait_group; }
  op_leaf::published publish(wait_node& node) noexcept;
  void withdraw(wait_node& node) noexcept;

 private:
  spinlock lock_;
  std::int64_t count_ = 0;  // guarded by lock_
  wait_queue waiting_;      // guarded by lock_; empty while the count is zero
};

}  // namespace weft::detail
