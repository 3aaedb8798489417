#include <weft/detail/gate.hpp>

#include <limits>
#include <mutex>

#include <weft/detail/fiber_core.hpp>

namespace weft::detail {

bool gate::take() noexcept {
  if (units_ == 0) return false;
  if (!latched_) --units_;
  return true;
}

bool gate::try_enter() noexcept {
  const std::lock_guard lock(lock_);
  return take();
}

void gate::enter() {
  suspension_point();
  std::unique_lock lock(lock_);
  if (take()) return;
  waiter self;
  wait_node node(self);
  waiting_.push_back(node);
  lock.unlock();
  if (self.wait(waits_for_) == wake_reason::signalled) return;
  withdraw(node);
  throw_cancelled_here();
}

bool gate::put(std::uint64_t units) noexcept {
  wait_node* to_wake = nullptr;
  wait_node** end = &to_wake;
  {
    const std::lock_guard lock(lock_);
    if (latched_)
      units_ = 1;
    else if (units > std::numeric_limits<std::uint64_t>::max() - units_)
      return false;
    else
      units_ += units;
    while (units_ > 0) {
      wait_node* const node = waiting_.claim_first();
      if (node == nullptr) break;
      take();
      node->next = nullptr;
      *end = node;
      end = &node->next;
    }
  }
  while (wait_node* node = to_wake) {
    to_wake = node->next;  // before the wake, after which the node is gone
    node->who->wake();
  }
  return true;
}

void gate::shut() noexcept {
  const std::lock_guard lock(lock_);
  units_ = 0;
}

std::uint64_t gate::units() const noexcept {
  const std::lock_guard lock(lock_);
  return units_;
}

op_leaf::published gate::publish(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  if (units_ == 0) {
    waiting_.push_back(node);
    return op_leaf::published::waits;
  }
  if (!node.who->claim(wake_reason::signalled, &node)) return op_leaf::published::taken;
  take();
  return op_leaf::published::committed;
}

void gate::withdraw(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  waiting_.withdraw(node);
}

}  // namespace weft::detail
