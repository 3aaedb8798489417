#include <weft/detail/channel_core.hpp>

#include <limits>
#include <stdexcept>
#include <string>

namespace weft::detail {

channel_gate::channel_gate(std::size_t capacity, std::size_t element_bytes) : capacity_(capacity) {
  if (capacity > std::numeric_limits<std::ptrdiff_t>::max() / element_bytes)
    throw std::length_error("weft::channel: no memory can hold a capacity of " +
                            std::to_string(capacity));
}

bool channel_gate::close() {
  const std::lock_guard lock(lock_);
  if (std::exchange(closed_, true)) return false;
  for (wait_queue* waiting : {&senders_, &receivers_}) {
    while (wait_node* node = waiting->claim_first()) {
      node->refused = true;
      node->who.wake();
    }
  }
  return true;
}

std::size_t channel_gate::size() const {
  const std::lock_guard lock(lock_);
  return size_;
}

void channel_gate::settle(waiter& self, wait_node& node, wait_queue& queue, wait_kind what) {
  if (self.wait(what) == wake_reason::signalled) return;
  {
    const std::lock_guard lock(lock_);
    queue.withdraw(node);
  }
  throw_cancelled_here();
}

}  // namespace weft::detail
