// Who is to learn of an actor's end, and by what.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include <weft/detail/message.hpp>
#include <weft/detail/reference.hpp>
#include <weft/detail/waiter.hpp>
#include <weft/exit_reason.hpp>

namespace weft::detail {

class actor_core;

/// One who is told. What is needed for telling is made beforehand, so that it cannot fail.
class bond {
 public:
  virtual ~bond() = default;
  /// Once; any thread. Never suspends.
  virtual void tell(const exit_reason& reason) noexcept = 0;
};

/// A link has the number 0; a monitor one that nothing else has in this program. They are told by number,
/// so that a simulation repeats itself.
struct bond_key {
  std::uint64_t number;  // of who is told
  const void* who;
  std::uint64_t monitor;
  friend auto operator<=>(const bond_key&, const bond_key&) = default;
};

/// Those of one actor. Most actors have none.
struct bonds {
  std::map<bond_key, std::unique_ptr<bond>> told;
  wait_queue waiting;  // for the end, in an operation; slots are exit reasons
};

}  // namespace weft::detail
