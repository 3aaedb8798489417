#include <weft/detail/channel_core.hpp>

#include <limits>
#include <stdexcept>
#include <string>

#include "sync/wake_list.hpp"

namespace weft::detail {

channel_gate::channel_gate(std::size_t capacity, std::size_t element_bytes) : capacity_(capacity) {
  if (capacity > std::numeric_limits<std::ptrdiff_t>::max() / element_bytes) refuse(capacity);
}

void channel_gate::refuse(std::size_t capacity) {
  throw std::length_error("weft::channel: no memory can hold a capacity of " +
                          std::to_string(capacity));
}

void channel_gate::throw_closed() { throw channel_closed(); }

bool channel_gate::close() {
  wake_list refused;
  {
    const std::lock_guard lock(lock_);
    if (std::exchange(closed_, true)) return false;
    for (wait_queue* waiting : {&senders_, &receivers_}) {
      while (wait_node* node = waiting->claim_first()) {
        node->refused = true;
        refused.add(*node);
      }
    }
  }
  refused.wake();
  return true;
}

void channel_gate::withdraw_sender(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  senders_.withdraw(node);
}

void channel_gate::withdraw_receiver(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  receivers_.withdraw(node);
}

void channel_gate::leave(wait_queue& queue, wait_node& node) {
  {
    const std::lock_guard lock(lock_);
    queue.withdraw(node);
  }
  throw_cancelled_here();
}

}  // namespace weft::detail
