// Receives as a base operation.
#pragma once

#include <utility>

#include <weft/detail/local_actor.hpp>
#include <weft/detail/mailbox.hpp>
#include <weft/detail/op_node.hpp>

namespace weft::detail {

/// For the actor's own fiber. Exit signals that are not trapped are none of its business: they cancel the
/// wait as a whole.
class receive_leaf final : public leaf_of<receive_leaf> {
 public:
  receive_leaf(local_actor& actor, interests wanted) noexcept
      : leaf_of(wait_kind::message), actor_(&actor), wanted_(wanted) {}
  receive_leaf(receive_leaf&& other) noexcept
      : leaf_of(std::move(other)), actor_(other.actor_), wanted_(other.wanted_) {}

  bool attempt() override;
  published publish() override;
  void withdraw() noexcept override;
  void complete() override;

 private:
  bool claimed() const noexcept {
    return node.who->reason() == wake_reason::signalled && node.who->winner() == &node;
  }

  local_actor* actor_;
  interests wanted_;
  mailbox::found taken_;
  seat seat_;
  bool seated_ = false;
};

}  // namespace weft::detail
