// The deadlines of queued jobs, earliest first.
//
// A binary heap. A job that leaves the queue stays in it as a stale entry, until that comes to the
// top, or more than half of the entries are stale and all of those are swept out. So leaving needs
// no search, memory is bounded by the queue, and the earliest entry is never a stale one.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "dispatch/job_table.hpp"

namespace weft::dispatch {

class deadlines {
 public:
  /// `jobs` says which entries are stale, and must outlive this.
  explicit deadlines(const job_table& jobs) : jobs_(jobs) {}

  /// A queued job of the table. One without a deadline is not kept.
  void add(const job_record& queued);
  /// A job with this deadline, or without one, has left the queue; the table says so already.
  void left(time_point deadline);

  /// The earliest deadline of a queued job; `time_point::max()` when none has one.
  time_point earliest() const noexcept {
    return heap_.empty() ? time_point::max() : heap_.front().at;
  }
  /// The queued job with the earliest deadline, if that is not after `now`.
  std::optional<job_id> due(time_point now) const noexcept;

 private:
  struct entry {
    time_point at;
    job_id job;
  };

  static bool is_later(const entry& one, const entry& other) noexcept { return one.at > other.at; }
  bool is_stale(const entry& each) const noexcept;
  void drop_earliest();
  void sweep();

  const job_table& jobs_;
  std::vector<entry> heap_;
  std::size_t stale_ = 0;
};

}  // namespace weft::dispatch
