// How many messages may wait for an actor, and what becomes of one too many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace weft {

/// What a full mailbox does with one message more.
enum class overflow : std::uint8_t {
  block,  ///< its sender waits until there is room; while messages are taken within microseconds,
          ///< until there is room for more senders than one, or for up to half of the capacity
  fail,   ///< the send fails
  drop_newest,  ///< it goes to dead letters
  drop_oldest,  ///< the message that has waited longest goes to dead letters instead
};

inline constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

/// Counts the messages that were sent and not yet taken. What the runtime sends (`down`, `exited`,
/// replies) is never kept out and does not count.
struct mailbox_options {
  std::size_t capacity = unbounded;  ///< at least 1
  overflow policy = overflow::block;
};

/// Why a message was not accepted.
enum class send_error : std::uint8_t {
  mailbox_full,  ///< and the sender does not wait
  noproc,        ///< the actor has ended
};

/// What `send` throws for a full mailbox under `overflow::fail`; also for an actor that sends to itself
/// and would wait for itself. Nothing was sent.
class mailbox_full : public std::runtime_error {
 public:
  explicit mailbox_full(std::size_t capacity)
      : std::runtime_error("weft: the mailbox is full: " + std::to_string(capacity) +
                           " messages wait in it") {}
};

}  // namespace weft
