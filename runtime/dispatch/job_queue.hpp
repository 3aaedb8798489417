// The queued jobs, and which of them is next.
//
// Jobs of equal method, priority, worker and exclusiveness form a group and start as they came, so
// that only the first of each group has to be looked at: with g groups a choice takes O(g), however
// many jobs there are. What the choice needs of each group lies side by side in `heads_`:
//
//   heads_   [ a ][ c ][ b ]            in any order; a group that runs empty is gone
//              |    |    |
//   groups_  a: 1 2 7   b: 4   c: 3 5 6     job slots, linked through the job table
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "dispatch/estimates.hpp"
#include "dispatch/index_list.hpp"
#include "dispatch/job_table.hpp"
#include "dispatch/worker_set.hpp"

namespace weft::dispatch {

/// Some jobs of a group are waiting.
struct waiting_group {
  group_key key;
  std::size_t jobs;
  time_point longest_since;  // when the first of them came
};

class job_queue {
 public:
  /// Keeps its links in `jobs` and judges jobs by `expected`; both must outlive this.
  job_queue(order by, job_table& jobs, const estimates& expected)
      : order_(by), jobs_(jobs), estimates_(expected) {}

  /// Adds an unlisted job of the table behind its group.
  void push(job_slot slot);
  /// Takes out a queued job, wherever in its group it stands. It is unlisted then.
  void remove(job_slot slot);

  /// The job whose turn it is at `now`, among those that can start on one of `workers`, and the
  /// exclusive ones that can have one set aside.
  std::optional<job_slot> choose(time_point now, const worker_set& workers) const noexcept;

  /// A worker is, or is no longer, set aside for a queued job, which is the first of its group.
  void set_aside(job_slot slot, std::optional<worker_id> worker) noexcept;

  std::size_t size() const noexcept { return size_; }
  std::vector<waiting_group> groups() const;
  /// The queued jobs that name `worker`, by group and then as they came.
  std::vector<job_slot> jobs_naming(worker_id worker) const;

 private:
  struct group {
    index_list jobs;
    std::size_t size = 0;
    std::size_t head_at = 0;  // in `heads_`
  };

  struct key_hash {
    std::size_t operator()(const group_key& key) const noexcept;
  };

  using group_map = std::unordered_map<group_key, group, key_hash>;  // its entries never move

  struct head {
    group_map::value_type* of;
    time_point queued_at;  // of the first of the group, as these three
    std::uint64_t order;
    job_slot first;
    std::optional<worker_id> set_aside;
    double weight;  // what a wait is worth at the group's priority
    method_index method;
    std::optional<worker_id> worker;
    bool exclusive;
  };

  static bool may_go(const head& each, const worker_set& workers) noexcept;
  double urgency(const head& each, time_point now) const noexcept;
  void add_head(group_map::value_type& of);
  void remove_head(std::size_t at) noexcept;
  /// The first job of a group has changed.
  void refresh_head(group_map::value_type& of) noexcept;

  const order order_;
  job_table& jobs_;
  const estimates& estimates_;
  group_map groups_;
  std::vector<head> heads_;
  std::size_t size_ = 0;
  std::size_t exclusive_groups_ = 0;
};

}  // namespace weft::dispatch
