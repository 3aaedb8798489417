// Pools: jobs that are more than can run at once, and in which order they start.
//
//   weft::pool pool({.workers = 4});
//   auto small = pool.submit({.method = "resize"}, [&] { return resize(image); });
//   auto other = pool.submit([&] { return 6 * 7; });
//   use(small.join(), other.join());
//
// A pool starts one job for each of its workers; what it gets beyond that is queued. It measures how
// long the jobs of each method take and starts short ones sooner, so that many of them need not wait
// for a few long ones; the long ones' turn comes too, the sooner the longer they have waited.
//
// A job runs in a fiber and may wait. Then another one starts in its place: only jobs that compute
// hold a worker.
#pragma once

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <weft/clock.hpp>
#include <weft/detail/job_ticket.hpp>
#include <weft/fiber.hpp>
#include <weft/operation.hpp>

namespace weft {

/// What the jobs end with that a pool had when it was ended by force.
class pool_death : public std::runtime_error {
 public:
  pool_death() : std::runtime_error("weft: the pool was ended by force") {}
};

/// What a job ends with whose deadline came before its turn.
class deadline_passed : public std::runtime_error {
 public:
  deadline_passed() : std::runtime_error("weft: the deadline came before the job could start") {}
};

/// What a submission throws when `pool_options::queued_max` jobs are queued already.
class pool_full : public std::runtime_error {
 public:
  pool_full() : std::runtime_error("weft: the pool's queue is full") {}
};

/// Which job starts next.
enum class pool_order {
  hrrn,      ///< highest response ratio: short ones sooner, and everyone's turn comes
  fifo,      ///< as they came; priorities do not count
  priority,  ///< the highest priority; a lower one may wait for ever
};

struct pool_options {
  /// How many jobs compute at a time, up to 4,096; 0: one on each worker of the runtime. In
  /// WebAssembly, which has one worker, more than one take turns where they yield.
  unsigned workers = 0;
  pool_order order = pool_order::hrrn;
  /// How many jobs may be queued, up to a million.
  std::size_t queued_max = 100'000;
};

struct job_options {
  /// What the job does. Jobs that say the same are expected to take as long as each other.
  std::string method = {};
  /// From -128 to 127, and what is beyond counts as those. Under `hrrn` a step doubles the worth of the
  /// time that a job has waited.
  int priority = 0;
  /// It starts before this, or ends with `deadline_passed`.
  time_point deadline = time_point::max();
  /// Starts on a worker where no other job of the pool is under way, not even one that waits, and has
  /// it for itself until it ends. Do not let it wait for other jobs of the pool, nor them for it.
  bool exclusive = false;
};

/// At one moment.
struct pool_stats {
  std::size_t queued;
  std::size_t running;
  std::size_t waiting;  ///< started, and wait for something
  unsigned workers;
  clock::duration longest_wait;  ///< that any job so far was queued for, or is
};

/// A job that was submitted. Move-only; dropping it lets the job go on.
template <class R>
class job_handle {
 public:
  job_handle(detail::job_ticket ticket, fiber_handle<R> fiber) noexcept
      : ticket_(std::move(ticket)), fiber_(std::move(fiber)) {}

  /// Waits for the job's end and returns its result; what cannot be copied is moved out by the first
  /// join.
  ///
  /// Errors:  what the job threw; `deadline_passed`; `pool_death`; `fiber_cancelled`, or the reason
  ///          given, when it was cancelled; `cancelled` when the caller is cancelled while it waits.
  /// Threads: any. Suspends a fiber, blocks a plain thread.
  R join() { return fiber_.join(); }
  /// The same as an operation. It may outlive the handle.
  operation<R> join_op() { return fiber_.join_op(); }

  /// Asks the job to end: at once if it is queued, else at its next suspension point. Any thread; a
  /// queued job cancelled by a plain thread ends at its turn. Does not wait.
  void cancel() { ticket_.cancel(fiber_.core(), nullptr); }
  /// The same, with what it is to end with.
  void cancel(std::exception_ptr reason) { ticket_.cancel(fiber_.core(), std::move(reason)); }

  bool done() const { return fiber_.done(); }
  /// `fresh` while it is queued.
  fiber_state state() const { return fiber_.state(); }

 private:
  detail::job_ticket ticket_;
  fiber_handle<R> fiber_;
};

/// Made, used and destroyed by fibers of one runtime.
class pool {
 public:
  /// Errors: std::invalid_argument for too many workers; std::logic_error outside fibers.
  explicit pool(pool_options options = {});
  pool(const pool&) = delete;
  pool& operator=(const pool&) = delete;
  /// `kill()`, if there are jobs left. Suspends.
  ~pool();

  /// Runs `body()` as a job, in a fiber that has copies of the caller's fiber-local values. The body is
  /// destroyed when the job has ended.
  ///
  /// Errors:  pool_full; std::logic_error when the pool is closed, and outside fibers; what copying a
  ///          fiber-local value throws; std::bad_alloc. Then nothing was submitted.
  /// Threads: fibers. Does not suspend.
  template <class F>
  auto submit(job_options options, F body) -> job_handle<std::invoke_result_t<F&>> {
    using R = std::invoke_result_t<F&>;
    auto* const job = new detail::job_fiber<F, R>(core_, {.name = options.method}, std::move(body));
    fiber_handle<R> handle(*job);  // takes over one reference
    detail::job_ticket ticket = submit(*job, job->ticket, options);
    return job_handle<R>(std::move(ticket), std::move(handle));
  }
  template <std::invocable F>
  auto submit(F body) -> job_handle<std::invoke_result_t<F&>> {
    return submit(job_options{}, std::move(body));
  }

  /// Takes no more jobs, and waits until those it has have ended. May be called again.
  ///
  /// Errors:  `cancelled`; the pool is closed all the same.
  /// Threads: fibers, other than jobs of this pool, which would wait for themselves. Suspends.
  void close();
  /// Takes no more jobs, ends those it has with `pool_death`, and waits until they have ended: queued
  /// ones at once, others at their next suspension point. Otherwise as `close`.
  void kill();

  pool_stats stats() const;

 private:
  /// Sets the `ticket` of the fiber and returns a copy. On error the scheduler's reference is gone.
  static detail::job_ticket submit(detail::fiber_core& job, detail::job_ticket& ticket,
                                   const job_options& options);

  std::shared_ptr<detail::pool_core> core_;
};

}  // namespace weft
