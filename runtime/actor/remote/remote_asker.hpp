// Who waits in another node: for an answer, and for the end of an actor here.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <utility>

#include <weft/detail/bonds.hpp>
#include <weft/detail/reply.hpp>

#include "peer.hpp"

namespace weft::detail {

class remote_asker final : public asker {
 public:
  remote_asker(peer& at, std::uint64_t id) noexcept : peer_(&at), id_(id) {}

  /// What cannot be sent fails the ask, not the actor.
  void answer(const message_type& type, void* object) override;
  void fail(std::exception_ptr failure) override;
  void gone(const exit_reason& reason) override;

 private:
  bool is_first() noexcept;
  void write_failure(const std::exception_ptr& failure);

  const reference<peer> peer_;
  const std::uint64_t id_;
  std::atomic<bool> answered_{false};
};

/// A monitor of the other node's.
class remote_watcher final : public bond {
 public:
  remote_watcher(peer& at, std::uint64_t id) noexcept : peer_(&at), id_(id) {}
  static bond_key key(const peer& at, std::uint64_t id) noexcept { return {at.id(), &at, id}; }

  void tell(const exit_reason& reason) noexcept override;

 private:
  const reference<peer> peer_;
  const std::uint64_t id_;
};

/// The frame that says so, for an ask or a monitor of the other node's.
void write_end(peer& to, frame_kind kind, std::uint64_t id, const exit_reason& reason);

}  // namespace weft::detail
