// An actor in another node: every signal becomes a frame.
//
// There is one object for each as long as somebody refers to it. Who monitors or links it is kept as for
// an actor of this program (actor_core), and told when the frame comes that says so, or when the node is
// lost. Operations that wait for its end have one monitor of their own, which its names use, too.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>

#include <weft/detail/actor_core.hpp>
#include <weft/detail/reference.hpp>

#include "peer.hpp"

namespace weft::detail {

class remote_actor final : public actor_core {
 public:
  remote_actor(peer& in, std::uint64_t number) noexcept : peer_(&in), number_(number) {}
  /// One that cannot be reached, or is not there.
  static actor_pointer ended_in(peer& lost, std::uint64_t number);

  void send(std::unique_ptr<message> mail) override;
  std::expected<void, send_error> try_send(std::unique_ptr<message>& mail) override;
  void signal_exit(actor_core* from, const exit_reason& reason, bool linked) override;
  std::uint64_t number() const noexcept override { return number_; }
  bool add_bond(bond_key key, std::unique_ptr<bond> who) override;
  bool remove_bond(bond_key key) override;
  op_leaf::published publish_watcher(wait_node& node) override;
  /// Has its node tell of its end.
  bool take_name() override;

  peer& home() const noexcept { return *peer_; }
  /// Without a frame: it was the other node that linked.
  bool add_link_of(actor_core& here, std::unique_ptr<bond> who);
  std::unique_ptr<bond> take_link_of(const actor_core& here);
  /// It has ended, or cannot be reached any more: tells everyone.
  void end(const exit_reason& reason) noexcept;
  /// It has ended; who is told next finds it under no name.
  void free_names() noexcept;

 private:
  friend class peer;
  ~remote_actor() override = default;
  void discard() noexcept override;
  void send_frame(message& mail);
  void refuse(message& mail) noexcept;
  void watch();
  static bond_key link_key(const actor_core& here) noexcept { return {here.number(), &here, 0}; }
  static actor_core& actor_of(const bond_key& key) noexcept {
    return const_cast<actor_core&>(*static_cast<const actor_core*>(key.who));
  }

  const reference<peer> peer_;
  const std::uint64_t number_;
  std::uint64_t watch_ =
      0;  // guarded by the node's lock; the monitor for operations and names, 0: none
};

}  // namespace weft::detail
