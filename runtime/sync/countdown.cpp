#include <weft/detail/countdown.hpp>

#include <limits>
#include <mutex>
#include <stdexcept>
#include <string>

#include <weft/detail/fiber_core.hpp>

#include "sync/wake_list.hpp"

namespace weft::detail {

void countdown::add(std::int64_t more) {
  wake_list released;
  {
    const std::lock_guard lock(lock_);
    if (more > 0 && count_ > std::numeric_limits<std::int64_t>::max() - more)
      throw std::overflow_error("weft::wait_group: adding " + std::to_string(more) +
                                " would make more than it can count");
    if (count_ + more < 0)
      throw std::logic_error("weft::wait_group: the count is " + std::to_string(count_) + ", and " +
                             std::to_string(more) + " would take it below zero");
    count_ += more;
    if (count_ == 0) released.claim_all(waiting_);
  }
  released.wake();
}

bool countdown::try_enter() noexcept {
  const std::lock_guard lock(lock_);
  return count_ == 0;
}

void countdown::enter() {
  suspension_point();
  waiter self;
  wait_node node(self);
  {
    const std::lock_guard lock(lock_);
    if (count_ == 0) return;
    waiting_.push_back(node);
  }
  if (self.wait(wait_kind::wait_group) == wake_reason::signalled) return;
  withdraw(node);
  throw_cancelled_here();
}

op_leaf::published countdown::publish(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  if (count_ != 0) {
    waiting_.push_back(node);
    return op_leaf::published::waits;
  }
  return node.who->claim(wake_reason::signalled, &node) ? op_leaf::published::committed
                                                        : op_leaf::published::taken;
}

void countdown::withdraw(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  waiting_.withdraw(node);
}

}  // namespace weft::detail
