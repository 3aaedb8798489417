// The children of a supervisor: in the order of their start, and found by name and by actor.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <weft/actor_ref.hpp>
#include <weft/clock.hpp>
#include <weft/supervisor.hpp>

namespace weft::detail {

struct supervised_child;
/// When children are to be started again. Null: all that wait.
using restart_plan = std::multimap<time_point, supervised_child*>;

struct supervised_child {
  child_spec spec;
  std::optional<actor_ref> actor = {};  // while it runs
  bool waits = false;                   // for its restart
  std::optional<restart_plan::iterator> planned = {};
  std::uint64_t restarts = 0;
  unsigned failures = 0;       // in a row
  time_point last_start = {};  // when that began
};

/// Nothing here takes longer when there are more children, but for the search by name. Children stay where
/// they are when the whole is moved.
class supervised_children {
 public:
  using position = std::list<supervised_child>::iterator;

  supervised_children() = default;
  supervised_children(supervised_children&&) = default;

  /// Errors: std::invalid_argument for a name that is there, or an empty `start`.
  supervised_child& add(child_spec spec);
  void remove(supervised_child& child) noexcept;
  /// Errors: std::logic_error for an actor that is a child already.
  void runs(supervised_child& child, const actor_ref& actor);
  /// Gives the actor that it was.
  actor_ref stopped(supervised_child& child) noexcept;

  supervised_child* find(std::string_view name) noexcept;
  supervised_child* find(const actor_ref& actor) noexcept;
  position position_of(const supervised_child& child) noexcept;
  position begin() noexcept { return in_order_.begin(); }
  position end() noexcept { return in_order_.end(); }

 private:
  std::list<supervised_child> in_order_;
  std::map<std::string, position, std::less<>> by_name_;
  std::unordered_map<actor_ref, supervised_child*> by_actor_;
};

}  // namespace weft::detail
