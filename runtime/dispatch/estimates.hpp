// How long a call of each method takes, judged by its last calls.
//
// A method is known by the names of its module and itself, and has an index while it is known. It
// is kept while a job needs it; of the others, the least recently used makes room for a new one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <weft/clock.hpp>

#include "dispatch/index_list.hpp"
#include "dispatch/recent_mean.hpp"

namespace weft::dispatch {

using method_index = std::uint32_t;

class estimates {
 public:
  /// Methods remembered; more only while jobs need them all at the same time.
  static constexpr std::size_t methods_max = 1024;

  struct method_name {
    std::string_view module;
    std::string_view method;
    bool operator==(const method_name&) const = default;
  };

  /// The index of a method, for one more job that needs it until `let_go`.
  method_index hold(method_name name);
  void let_go(method_index method) noexcept;

  /// A call of `method` took `duration`.
  void record(method_index method, clock::duration duration) noexcept;

  /// Calls per nanosecond of work: one over the mean of the method's last durations. For a method
  /// that has none, of the last durations of all methods; without any, the same for every method.
  double rate(method_index method) const noexcept {
    const double own = rates_[method];
    return own != unknown_rate ? own : overall_rate_;
  }

  /// The mean of the method's last durations; nothing before the first.
  std::optional<clock::duration> mean(method_index method) const noexcept {
    return methods_[method].durations.get();
  }

  /// Valid until the method is let go.
  method_name name(method_index method) const noexcept { return methods_[method].name(); }

 private:
  static constexpr double unknown_rate = 0;

  struct method_record {
    std::string module;
    std::string method;
    recent_mean durations;
    std::size_t jobs = 0;  // that need this method
    links place;           // in `unneeded_`, while there are none

    method_name name() const noexcept { return {module, method}; }
  };

  struct name_hash {
    std::size_t operator()(const method_name& name) const noexcept;
  };

  method_index find_or_add(method_name name);
  method_index vacant_index();

  std::deque<method_record> methods_;  // never moved: the keys of `indices_` look into it
  std::vector<double> rates_;          // beside `methods_`, close together for the choice of a job
  std::unordered_map<method_name, method_index, name_hash> indices_;
  index_list unneeded_;  // least recently used first
  recent_mean overall_;
  double overall_rate_ = 1;
};

}  // namespace weft::dispatch
