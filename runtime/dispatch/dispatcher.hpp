// The scheduler of a job pool: which job starts next, and on which worker.
//
// It decides and keeps account, and does nothing else: who owns it starts the job, tells when it
// ended, passes the time in, and keeps what a job is to do under the job's id. A job is queued, then
// under way on one worker, then forgotten; from the queue it may also be cancelled or expire.
//
//   submit -> queued --next--> running --waits--> waiting --finish--> (forgotten)
//               |                 |'--finish--------------------'
//               |                 '--remove_worker, as `running`; from `waiting` too
//               '--cancel, take_expired, remove_worker as `naming_it`
//
// The choice is highest response ratio next (Brinch Hansen, 1971): a job's ratio is the time it
// will have taken in all, waiting included, over the time it needs. Short jobs go first, but a long
// one's ratio grows until it is the highest, so none starves.
//
// How long jobs hold their workers is measured here. From that follows how many a worker is given
// before it has ended the first: short ones several, so that it never runs dry and they travel
// together; long ones one at a time, so that they do not wait where they cannot be chosen again.
//
// An exclusive job starts on a worker with nothing under way. If there is none when its turn comes, a
// worker is set aside: it gets no other job until the exclusive one has started, there or on one that
// was idle earlier. So it waits for the ends of jobs that have started, and for no others.
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
  /// A worker that holds jobs gets more while those are expected to take less than this. From 0, for
  /// one job at a time, to `worker_set::ahead_max`.
  clock::duration ahead = std::chrono::milliseconds(2);
  /// Jobs that may be queued, or expired and not yet taken.
  std::size_t queued_max = 100'000;
};

enum class submit_error {
  queue_full,      // `queued_max` is reached, or `job_table::jobs_max` for all jobs known
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
  std::vector<job_id> running;    // or waiting on it, in the order in which they started
  std::vector<job_id> naming_it;  // queued, and no other worker may run them
};

struct group_statistics {
  std::string module;
  std::string method;
  dispatch::priority priority;
  std::optional<worker_id> worker;  // when its jobs name one
  bool exclusive;
  std::size_t queued;
  std::optional<clock::duration> duration_mean;  // of the method, once it is known
  clock::duration longest_wait;                  // among those queued
};

struct statistics {
  std::size_t queued;
  std::size_t running;  // those that hold a worker
  std::size_t waiting;  // those under way that do not
  std::size_t workers;
  std::size_t free_workers;              // those with room
  clock::duration longest_wait;          // of any job that has started, or is queued
  std::vector<group_statistics> groups;  // those with queued jobs, in no particular order
};

/// Threads: one at a time. Never calls back. Times are of one clock that does not go back.
class dispatcher {
 public:
  /// `ahead` out of range is a broken contract.
  explicit dispatcher(dispatcher_options options = {});
  dispatcher(const dispatcher&) = delete;
  dispatcher& operator=(const dispatcher&) = delete;

  /// Adds a worker that is idle. A number out of range or in use is a broken contract.
  void add_worker(worker_id worker) { workers_.add(worker); }

  /// The worker has died or left. Other queued jobs stay. A worker that is not there lost nothing.
  lost_jobs remove_worker(worker_id worker);

  /// Queues a job. On error nothing was kept. A job whose deadline has passed is accepted, and
  /// expires.
  std::expected<job_id, submit_error> submit(const job& submitted, time_point now);

  /// Forgets a job that is still queued. False, and nothing happens, for any other.
  bool cancel(job_id id);

  /// The next job to start and its worker, which it now holds; nothing while there is no worker for
  /// any queued job. To be repeated until then, after a submission, a `waits`, an end, or a new worker.
  std::optional<assignment> next(time_point now);

  /// A running job waits for something, and lets others have its worker; an exclusive one does not let
  /// them. False, and nothing happens, for a job that does not run, or waits already.
  bool waits(job_id id, time_point now);

  /// A job under way has ended, however. False, and nothing happens, for a job that is not: its worker
  /// may have died meanwhile.
  ///
  /// It has taken the time since it started or, if that was later, since the last job before it on its
  /// worker ended or began to wait; of one that waited, what was before counts.
  bool finish(job_id id, time_point now);

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
  void stop(job_slot slot, time_point now) noexcept;
  void forget(job_slot slot);

  /// Where a job whose turn it is can start.
  std::optional<worker_id> worker_for(const job_record& job) const noexcept;
  /// A worker is set aside for a queued job, and is no longer.
  void set_aside_for(job_slot slot) noexcept;
  void give_back(job_slot slot) noexcept;

  void expire_until(time_point now);
  clock::duration expected(method_index method) const noexcept;
  /// What a running job has taken until `now` counts for its method.
  void measure(const job_record& running, time_point now) noexcept;

  const std::size_t queued_max_;
  const clock::duration ahead_;
  job_table jobs_;
  estimates estimates_;
  worker_set workers_;
  job_queue queue_;
  deadlines deadlines_;
  std::vector<job_id> expired_;  // not reported yet
  std::size_t waiting_ = 0;
  clock::duration longest_wait_{};
};

}  // namespace weft::dispatch
