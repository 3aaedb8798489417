// The workers of a pool: which have room for a job, and the least busy of them, in constant time.
//
// What a worker holds makes its backlog: the sum of how long its jobs are expected to take. It has
// room while that is less than `ahead`, or nothing. A job that waits for something holds its worker
// no longer. A worker with room stands in one of a few lists, the best first:
//
//   idle           nothing is under way on it
//   waits          holds nothing, and some of its jobs wait
//   eighths 0..7   by how much of `ahead` its backlog is
//
// In none of them are a worker without room, one that an exclusive job has taken, and one that is set
// aside for such a job until nothing is under way on it.
#pragma once

#include <array>
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
  static constexpr clock::duration ahead_max = std::chrono::hours(1);

  /// Out of the range from 0 to `ahead_max`: a broken contract. With 0 a worker holds one job.
  explicit worker_set(clock::duration ahead);

  /// Adds a worker that is idle. A number out of range or in use is a broken contract.
  void add(worker_id worker);
  /// Takes out a worker that `contains` knows; its number may be used again.
  void remove(worker_id worker) noexcept;

  bool contains(worker_id worker) const noexcept;
  std::size_t size() const noexcept { return size_; }

  /// Workers that have room for a job.
  std::size_t free_count() const noexcept { return free_count_; }
  bool has_room(worker_id worker) const noexcept {
    return contains(worker) && at(worker).list != no_list;
  }
  /// The first of the best list: of those, the one that has been there for longest. There must be a
  /// worker with room.
  worker_id least_busy() const noexcept;
  bool any_idle() const noexcept { return !lists_[idle].empty(); }

  /// Workers that belong to no exclusive job: none has taken them, and they are set aside for none.
  std::size_t open_count() const noexcept { return open_count_; }
  bool is_open(worker_id worker) const noexcept { return contains(worker) && at(worker).is_open(); }
  /// Nothing is under way on the worker, which must be there.
  bool is_empty(worker_id worker) const noexcept { return at(worker).is_empty(); }
  /// The open worker that will probably be empty first: on which the fewest jobs wait, and of those
  /// the one with the least backlog. There must be an open one. Looks at every worker.
  worker_id soonest_empty() const noexcept;
  /// Keeps an open worker for one job, and gives it back.
  void set_aside(worker_id worker, std::uint32_t job_slot) noexcept;
  void give_back(worker_id worker) noexcept;
  /// The slot of the job that a worker is set aside for, or `no_index`.
  std::uint32_t set_aside_for(worker_id worker) const noexcept { return at(worker).kept_for; }

  /// A job starts on a worker with room; an exclusive one on an idle worker.
  void start(worker_id worker, clock::duration expected, bool exclusive) noexcept;
  /// One of the jobs that hold a worker waits from `now` on, or has ended; a waiting one has ended.
  void wait(worker_id worker, clock::duration expected, time_point now) noexcept;
  void end(worker_id worker, clock::duration expected, bool exclusive, time_point now) noexcept;
  void end_waiting(worker_id worker, bool exclusive, time_point now) noexcept;
  /// When a job of the worker last ended or began to wait.
  time_point last_turn(worker_id worker) const noexcept { return at(worker).last_turn; }

  /// The jobs under way on a worker, by slot; for who starts and ends them to keep.
  index_list& jobs(worker_id worker) noexcept { return at(worker).jobs; }

 private:
  static constexpr std::uint8_t idle = 0, waits = 1, eighths = 2, list_count = 10, no_list = 10;

  struct worker_record {
    bool present = false;               // some worker has this number
    bool taken = false;                 // by an exclusive job
    std::uint8_t list = no_list;        // that it is in
    std::uint32_t kept_for = no_index;  // the job that it is set aside for
    std::uint32_t held_by = 0;          // jobs
    std::uint32_t waiting = 0;          // jobs
    clock::duration backlog{};
    time_point last_turn = time_point::min();
    index_list jobs;
    links place;

    bool is_open() const noexcept { return !taken && kept_for == no_index; }
    bool is_empty() const noexcept { return held_by == 0 && waiting == 0; }
  };

  worker_record& at(worker_id worker) noexcept { return workers_[index_of(worker)]; }
  const worker_record& at(worker_id worker) const noexcept { return workers_[index_of(worker)]; }
  static std::uint32_t index_of(worker_id worker) noexcept {
    return static_cast<std::uint32_t>(worker);
  }
  std::uint8_t list_for(const worker_record& worker) const noexcept;
  /// Into the list where the worker belongs, out of the one where it was.
  void enlist(worker_id worker) noexcept;
  void delist(worker_id worker) noexcept;

  const clock::duration ahead_;
  std::vector<worker_record> workers_;  // by number
  std::array<index_list, list_count> lists_;
  std::size_t size_ = 0;
  std::size_t free_count_ = 0;
  std::size_t open_count_ = 0;
};

}  // namespace weft::dispatch
