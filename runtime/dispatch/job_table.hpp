// Every job that is queued or under way, found by its id in constant time.
//
// Jobs lie in slots that are used again. An id is the slot, and above it how often the slot has been
// used: so an old id does not find a later job in its slot.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dispatch/estimates.hpp"
#include "dispatch/index_list.hpp"
#include "dispatch/job.hpp"

namespace weft::dispatch {

using job_slot = std::uint32_t;

/// What jobs of one group share: one may start in another's place, so they start as they came.
struct group_key {
  method_index method;
  dispatch::priority priority;
  std::optional<worker_id> worker;  // the only one that may run the jobs
  bool exclusive;

  bool operator==(const group_key&) const = default;
};

enum class job_state : std::uint8_t {
  unlisted,  // in no list: about to be queued, to start or to be forgotten
  queued,    // in the list of its group
  running,   // in the list of its worker, and holds it
  waiting,   // in the list of its worker, and no longer holds it
};

struct job_record {
  group_key group;
  time_point queued_at;
  time_point deadline;
  job_state state = job_state::unlisted;
  std::optional<worker_id> set_aside{};  // the worker that is kept for it while it is queued
  worker_id worker{};                    // that it is under way on
  time_point started_at{};
  clock::duration expected{};  // how long it holds its worker, judged at its start
  std::uint64_t order{};       // ascends in the order of submission
  job_id id{};
  std::uint32_t uses = 0;  // of the slot, with this one
  links place{};
};

class job_table {
 public:
  /// Jobs that can be known at a time.
  static constexpr std::size_t jobs_max = std::size_t{1} << 20;

  std::size_t size() const noexcept { return records_.size() - unused_.size(); }
  bool full() const noexcept { return size() == jobs_max; }

  /// Keeps `added` under a new id; the table must not be full.
  job_slot add(const job_record& added);
  /// Forgets an unlisted job.
  void erase(job_slot slot);

  /// Where a job is; nothing when it is not known, or no more.
  std::optional<job_slot> find(job_id id) const noexcept;

  job_record& operator[](job_slot slot) noexcept { return records_[slot]; }
  const job_record& operator[](job_slot slot) const noexcept { return records_[slot]; }

 private:
  std::vector<job_record> records_;
  std::vector<job_slot> unused_;
  std::uint64_t submissions_ = 0;
};

/// The slot that an id, known or not, names.
constexpr job_slot slot_of(job_id id) noexcept {
  return static_cast<job_slot>(static_cast<std::uint64_t>(id) % job_table::jobs_max);
}

}  // namespace weft::dispatch
