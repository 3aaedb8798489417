// The actors of this program that other nodes know, by the numbers under which they do.
//
// An actor's number is its own, unless another node has spawned it and has chosen one. Actors that have
// ended are cleared away when the table has doubled.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include <weft/detail/actor_core.hpp>
#include <weft/exit_reason.hpp>

namespace weft::detail {

/// Under the node's lock. Nothing here ends the life of an actor's object.
class export_table {
 public:
  /// The numbers that others choose for what they spawn.
  static constexpr std::uint64_t chosen_min = std::uint64_t{1} << 52;
  static constexpr std::uint64_t chosen_max = (std::uint64_t{1} << 53) - 1;

  /// Makes `actor`, of this program, known; its number. Those that have been cleared away are added to
  /// `ended`, to be let go of without the lock.
  std::uint64_t add(actor_core& actor, std::vector<actor_pointer>& ended);
  /// False: the number cannot be chosen.
  bool may_choose(std::uint64_t number) const noexcept;
  void add_chosen(std::uint64_t number, actor_core& actor);
  /// The actor of that number could not be started. The latest such reasons are kept.
  void add_unstarted(std::uint64_t number, exit_reason why);

  /// Null: no such actor is known, or it has ended long ago.
  actor_pointer find(std::uint64_t number) const noexcept;
  /// Of an actor that was not found.
  exit_reason reason_of(std::uint64_t number) const;

 private:
  struct by_itself {  // numbers are spread well enough
    std::size_t operator()(std::uint64_t number) const noexcept {
      return static_cast<std::size_t>(number);
    }
  };
  void clear_away(std::vector<actor_pointer>& ended);

  std::unordered_map<std::uint64_t, actor_pointer, by_itself> actors_;
  std::unordered_map<const actor_core*, std::uint64_t> chosen_;  // of those of `actors_`
  std::unordered_map<std::uint64_t, exit_reason> unstarted_;
  std::deque<std::uint64_t> unstarted_order_;
  std::size_t clear_at_ = 64;
};

}  // namespace weft::detail
