// The scheduler of a job pool: which job starts next, and on which worker.
//
// It decides and keeps account, and does nothing else: who owns it starts the job, tells when it
// ended, measures the time and passes it in, and keeps what a job is to do under the job's id. A
// job is queued, then runs on one worker, then is forgotten; from the queue it may also be
// cancelled or expire.
//
//   submit -> queued --next--> running --finish--> (forgotten)
//               |                 '----remove_worker, as `running`
//               '--cancel, take_expired, remove_worker as `naming_it`
//
// The choice is highest response ratio next (Brinch Hansen, 1971): a job's ratio is the time it
// will have taken in all, waiting included, over the time it needs. Short jobs go first, but a long
// one's ratio grows until it is the highest, so none starves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include <weft/clock.hpp>

#include "dispatch/deadlines.hpp"
#include "dispatch/estimates.hpp"
#include "dispatch/job.hpp"
#include "dispatch/job_queue.hpp"
#include "dispatch/job_table.hpp"
#include "dispatch/worker_set.hpp"

namespace weft::dispatch {

struct dispatcher_options {
  dispatch::order order = order::hrrn;
  /// Jobs that a worker runs at a time, from 1 to `worker_set::capacity_max`.
  std::uint32_t jobs_per_worker = 1;
  /// Jobs that may be queued, or expired and not yet taken.
  std::size_t queued_max = 100'000;
};

enum class submit_error {
  queue_full,      // `queued_max` is reached, or `job_table::jobs_max` for queued and running jobs
  no_such_worker,  // the job names a worker that the pool does not have
};

/// `job` is to start on `worker` now.
struct assignment {
  job_id job;
  worker_id worker;

  bool operator==(const assignment&) const = default;
};

/// The jobs that went with a worker. Both are forgotten.
struct lost_jobs {
  std::vector<job_id> running;    // on it, in the order in which they started
  std::vector<job_id> naming_it;  // queued, and no other worker may run them
};

struct group_statistics {
  std::string module;
  std::string method;
  dispatch::priority priority;
  std::optional<worker_id> worker;  // when its jobs name one
  std::size_t queued;
  std::optional<clock::duration> duration_mean;  // of the method, once it is known
  clock::duration longest_wait;                  // among those queued
};

struct statistics {
  std::size_t queued;
  std::size_t running;
  std::size_t workers;
  std::size_t free_workers;
  clock::duration longest_wait;          // of any job that has started, or is queued
  std::vector<group_statistics> groups;  // those with queued jobs, in no particular order
};

/// Threads: one at a time. Never calls back. Times are of one clock that does not go back.
class dispatcher {
 public:
  /// `jobs_per_worker` out of range is a broken contract.
  explicit dispatcher(dispatcher_options options = {});
  dispatcher(const dispatcher&) = delete;
  dispatcher& operator=(const dispatcher&) = delete;

  /// Adds a worker that is free. A number out of range or in use is a broken contract.
  void add_worker(worker_id worker) { workers_.add(worker); }

  /// The worker has died or left. Other queued jobs stay. A worker that is not there lost nothing.
  lost_jobs remove_worker(worker_id worker);

  /// Queues a job. On error nothing was kept. A job whose deadline has passed is accepted, and
  /// expires.
  std::expected<job_id, submit_error> submit(const job& submitted, time_point now);

  /// Forgets a job that is still queued. False, and nothing happens, for any other.
  bool cancel(job_id id);

  /// The next job to start and its worker, which now runs it; nothing while no queued job has a
  /// free worker. To be repeated until then, after a submission, an end, or a new worker.
  std::optional<assignment> next(time_point now);

  /// A running job has ended, however, after `duration` of work. Its worker has room again. False,
  /// and nothing happens, for a job that does not run: its worker may have died meanwhile.
  bool finish(job_id id, clock::duration duration);

  /// The jobs whose deadline came, up to `now`, while they were queued; each is reported once. None
  /// of them is handed out, even where `next` is called first.
  std::vector<job_id> take_expired(time_point now);
  /// When `take_expired` will have more: the earliest deadline in the queue; `time_point::max()` if
  /// there is none.
  time_point next_deadline() const noexcept { return deadlines_.earliest(); }

  statistics stats(time_point now) const;

 private:
  // Each takes a job by one step of the drawing above.
  void unqueue(job_slot slot);
  void start(job_slot slot, worker_id worker, time_point now);
  void stop(job_slot slot) noexcept;
  void forget(job_slot slot);

  void expire_until(time_point now);

  const std::size_t queued_max_;
  job_table jobs_;
  estimates estimates_;
  worker_set workers_;
  job_queue queue_;
  deadlines deadlines_;
  std::vector<job_id> expired_;  // not reported yet
  clock::duration longest_wait_{};
};

}  // namespace weft::dispatch
