// Waiters that were claimed under a lock and are woken when it has been given up.
#pragma once

#include <weft/detail/waiter.hpp>

namespace weft::detail {

/// Once the lock is free, the object that it guards may go with the first waiter that is woken; so the
/// waiters form a list of their own.
class wake_list {
 public:
  wake_list() = default;
  wake_list(const wake_list&) = delete;
  wake_list& operator=(const wake_list&) = delete;

  void add(wait_node& claimed) noexcept {
    claimed.next = nullptr;
    *end_ = &claimed;
    end_ = &claimed.next;
  }

  /// Claims every waiter of `queue` that can still be claimed; the rest leaves it, too.
  void claim_all(wait_queue& queue) noexcept {
    while (wait_node* node = queue.claim_first()) add(*node);
  }

  /// In the order of their arrival. Once.
  void wake() noexcept {
    while (wait_node* node = first_) {
      first_ = node->next;  // before the wake, after which the node is gone
      node->who->wake();
    }
  }

 private:
  wait_node* first_ = nullptr;
  wait_node** end_ = &first_;
};

}  // namespace weft::detail
