// What the runtime tells actors about each other.
#pragma once

#include <cstdint>
#include <functional>
#include <typeinfo>
#include <utility>

#include <weft/actor_ref.hpp>
#include <weft/exit_reason.hpp>

namespace weft {

/// One act of monitoring.
class monitor_ref {
 public:
  monitor_ref(actor_ref watched, std::uint64_t id) noexcept
      : watched_(std::move(watched)), id_(id) {}

  const actor_ref& watched() const noexcept { return watched_; }
  std::uint64_t id() const noexcept { return id_; }
  friend bool operator==(const monitor_ref& a, const monitor_ref& b) noexcept {
    return a.id_ == b.id_;
  }

 private:
  actor_ref watched_;
  std::uint64_t id_;  // unique in this program
};

/// Comes once for each monitor, when the actor has ended: as a message, in the order of its last ones.
struct down {
  monitor_ref monitor;
  actor_ref actor;
  exit_reason reason;
};

/// An exit signal, as a message to an actor that traps exits.
struct exited {
  actor_ref actor;  ///< who ended, or sent the signal; the receiver itself if no actor did
  exit_reason reason;
};

/// What could not be delivered, or was dropped by a bounded mailbox.
struct dead_letter {
  actor_ref to;
  const std::type_info& type;  ///< of the message
};

}  // namespace weft

template <>
struct std::hash<weft::monitor_ref> {
  std::size_t operator()(const weft::monitor_ref& ref) const noexcept {
    return std::hash<std::uint64_t>()(ref.id());
  }
};
