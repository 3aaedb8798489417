// The workers of a pool: which have room for a job, and the least busy of them, in constant time.
//
// A worker with room stands in the list of those that run as many jobs as it does; one without room
// is in no list. The first list that is not empty is mostly the one it was before, or its
// neighbour: only a worker that is removed can move it further.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dispatch/index_list.hpp"
#include "dispatch/job.hpp"

namespace weft::dispatch {

class worker_set {
 public:
  static constexpr std::size_t workers_max = 4096;
  static constexpr std::uint32_t capacity_max = 4096;

  /// A set for workers that run up to `capacity` jobs at a time, from 1 to `capacity_max`.
  explicit worker_set(std::uint32_t capacity);

  /// Adds a worker that is free. A number out of range or in use is a broken contract.
  void add(worker_id worker);
  /// Takes out a worker that `contains` knows; its number may be used again.
  void remove(worker_id worker) noexcept;

  bool contains(worker_id worker) const noexcept;
  std::size_t size() const noexcept { return size_; }

  /// Workers that have room for a job.
  std::size_t free_count() const noexcept { return free_count_; }
  bool is_free(worker_id worker) const noexcept {
    return contains(worker) && at(worker).running < capacity();
  }
  /// One of the free workers that run the fewest jobs, and of those the one that has been so for
  /// longest. There must be a free one.
  worker_id least_busy() noexcept;

  /// One more job runs on a free worker.
  void acquire(worker_id worker) noexcept;
  /// One of a worker's jobs has ended.
  void release(worker_id worker) noexcept;

  /// The jobs on a worker, by slot; for who acquires and releases to keep.
  index_list& jobs(worker_id worker) noexcept { return at(worker).jobs; }

 private:
  struct worker_record {
    bool present = false;  // some worker has this number
    std::uint32_t running = 0;
    index_list jobs;
    links place;
  };

  worker_record& at(worker_id worker) noexcept { return workers_[index_of(worker)]; }
  const worker_record& at(worker_id worker) const noexcept { return workers_[index_of(worker)]; }
  static std::uint32_t index_of(worker_id worker) noexcept {
    return static_cast<std::uint32_t>(worker);
  }
  std::size_t capacity() const noexcept { return by_running_.size(); }
  /// Into, and out of, the list for the number of jobs that the worker runs, if it has room.
  void enlist(worker_id worker) noexcept;
  void delist(worker_id worker) noexcept;

  std::vector<worker_record> workers_;  // by number
  std::vector<index_list> by_running_;  // free workers by the number of jobs they run
  std::size_t fewest_ = 0;              // no list before this one has a worker
  std::size_t size_ = 0;
  std::size_t free_count_ = 0;
};

}  // namespace weft::dispatch
