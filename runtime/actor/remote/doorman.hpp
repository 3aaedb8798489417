// What waits for an actor with a full mailbox, under overflow::block.
//
// Who takes a post may not wait for one actor: others are meant, too. So a message that finds no room is
// held back, with a fiber that waits in its place; and as long as there is such a queue, all signals of
// that peer for that actor go to its end, but for a kill. So their order is kept. The bound itself does
// not keep what comes from elsewhere from growing: askers wait for their answers anyway, and a peer that
// has very many messages waiting is given up.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include <weft/detail/actor_core.hpp>
#include <weft/detail/message.hpp>

namespace weft::detail {

struct doorman {
  /// Of all queues of a peer together.
  static constexpr std::size_t waiting_max = 1 << 20;

  struct held {
    std::unique_ptr<message> mail;  // else:
    std::function<void()> act;      // another signal
  };

  explicit doorman(actor_pointer of) : actor(std::move(of)) {}

  const actor_pointer actor;
  std::deque<held> waiting;  // guarded by the node's lock
};

}  // namespace weft::detail
