// A pool inside: the dispatcher, and the fibers of the jobs that it knows.
//
// A pool has no fibers of its own that stay. Whoever submits or ends a job starts the next ones. The
// fiber of a job is made when the job is submitted and launched at its turn; one that is not to run any
// more is cancelled and launched, and so ends as every fiber does. Beside a job that starts, a short
// fiber looks whether it waits. While jobs with deadlines are queued, one waits for the earliest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include <weft/detail/countdown.hpp>
#include <weft/event.hpp>
#include <weft/pool.hpp>

#include "dispatch/dispatcher.hpp"

namespace weft::detail {

class pool_core : public std::enable_shared_from_this<pool_core> {
 public:
  /// A pool of `workers`, from 1.
  pool_core(const pool_options& options, unsigned workers);

  /// Queues a job, sets its id, and starts what can start. Errors: as pool::submit; std::logic_error
  /// when the pool is closed.
  void submit(fiber_core& job, std::uint64_t& id, const job_options& options);

  /// In the fiber of a job that starts: sees to it that others start when it waits.
  void begun(std::uint64_t id, fiber_core& job) noexcept;
  void ended(std::uint64_t id) noexcept;
  void cancel(std::uint64_t id, fiber_core& job, std::exception_ptr reason);

  void close();
  /// Ends all jobs with `reason`, and takes no more.
  void end_all(std::exception_ptr reason);
  /// Suspends. Errors: `cancelled`.
  void wait_until_empty() { outstanding_.enter(); }
  bool empty() noexcept { return outstanding_.try_enter(); }

  pool_stats stats() const;

 private:
  struct known_job {
    fiber_core* fiber = nullptr;  // until it has ended
    dispatch::job_id id{};
  };

  void waits(std::uint64_t id);

  // With `lock_` held. Without memory for it, a job that was accepted cannot be seen to its end: that
  // ends the program.
  void start_next() noexcept;
  void end_expired();
  void watch_deadlines() noexcept;
  /// Has the fiber of a job that will not run end as a cancelled one.
  void end_unstarted(fiber_core& job, std::exception_ptr reason);
  void launch(unsigned worker, fiber_core& job);

  /// The body of the fiber that waits for deadlines.
  void attend_deadlines();

  known_job& at(dispatch::job_id id) { return jobs_[dispatch::slot_of(id)]; }

  const unsigned workers_;
  mutable std::mutex lock_;
  // guarded by lock_
  dispatch::dispatcher dispatcher_;
  std::vector<known_job> jobs_;  // by slot
  bool closed_ = false;
  time_point attended_ = time_point::max();  // the deadline that is waited for
  bool attending_ = false;

  // own synchronisation
  countdown outstanding_;  // jobs that have not ended
  event deadlines_changed_;
};

}  // namespace weft::detail
