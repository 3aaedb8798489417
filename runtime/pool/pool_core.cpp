#include "pool/pool_core.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

#include <weft/detail/reference.hpp>
#include <weft/fiber.hpp>

#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

dispatch::order order_of(pool_order wanted) {
  switch (wanted) {
    case pool_order::fifo:
      return dispatch::order::fifo;
    case pool_order::priority:
      return dispatch::order::priority;
    default:
      return dispatch::order::hrrn;
  }
}

dispatch::priority in_range(int priority) {
  using limits = std::numeric_limits<dispatch::priority>;
  return static_cast<dispatch::priority>(std::clamp<int>(priority, limits::min(), limits::max()));
}

std::uint64_t number_of(dispatch::job_id id) { return static_cast<std::uint64_t>(id); }

}  // namespace

/// One job at a time on each worker: here a job is handed over as soon as the one before has ended.
pool_core::pool_core(const pool_options& options, unsigned workers)
    : workers_(workers),
      dispatcher_({.order = order_of(options.order),
                   .ahead = clock::duration::zero(),
                   .queued_max = options.queued_max}) {
  for (unsigned i = 0; i < workers; ++i) dispatcher_.add_worker(dispatch::worker_id{i});
}

void pool_core::submit(fiber_core& job, std::uint64_t& id, const job_options& options) {
  const fiber_core& parent = require_fiber("pool::submit");
  if (parent.locals != nullptr) job.locals = parent.locals->copy();
  const std::lock_guard lock(lock_);
  if (closed_) throw std::logic_error("weft: a job was submitted to a pool that is closed");
  // Slots are used one after the other: there is room for one more, and below nothing throws.
  if (jobs_.size() == jobs_.capacity()) jobs_.reserve(2 * jobs_.size() + 1);
  const auto submitted = dispatcher_.submit({.module = {},
                                             .method = options.method,
                                             .priority = in_range(options.priority),
                                             .deadline = options.deadline,
                                             .exclusive = options.exclusive},
                                            clock::now());
  if (!submitted) throw pool_full();
  const auto slot = dispatch::slot_of(*submitted);
  if (slot >= jobs_.size()) jobs_.resize(slot + 1);
  jobs_[slot] = {.fiber = &job, .id = *submitted};
  id = number_of(*submitted);
  outstanding_.add(1);
  start_next();
  watch_deadlines();
}

void pool_core::begun(std::uint64_t id, fiber_core& job) noexcept {
  auto look = [self = shared_from_this(), id, seen = reference(&job)] {
    while (seen->state() < fiber_state::waiting) this_fiber::yield();
    if (seen->state() == fiber_state::waiting) self->waits(id);
  };
  try {
    auto* const fiber = new fiber_with_body<decltype(look), void>(std::move(look));
    const fiber_handle<void> handle(*fiber);
    try {
      current_worker->of().launch_on(current_worker->index(), *fiber);
    } catch (...) {
      fiber->drop_reference();  // the scheduler's
      throw;
    }
  } catch (const std::exception&) {
    // No memory, or the worker is leaving: the job holds its place until it ends.
  }
}

void pool_core::waits(std::uint64_t id) {
  const std::lock_guard lock(lock_);
  if (dispatcher_.waits(dispatch::job_id{id}, clock::now())) start_next();
}

void pool_core::ended(std::uint64_t id) noexcept {
  {
    const std::lock_guard lock(lock_);
    const dispatch::job_id ended{id};
    if (dispatcher_.finish(ended, clock::now())) at(ended) = {};
    start_next();
    watch_deadlines();
  }
  outstanding_.add(-1);
}

void pool_core::cancel(std::uint64_t id, fiber_core& job, std::exception_ptr reason) {
  const std::lock_guard lock(lock_);
  if (current_worker == nullptr || !dispatcher_.cancel(dispatch::job_id{id}))
    return job.request_cancel(std::move(reason));
  at(dispatch::job_id{id}) = {};
  end_unstarted(job, std::move(reason));
  start_next();
  watch_deadlines();
}

void pool_core::close() {
  const std::lock_guard lock(lock_);
  closed_ = true;
}

void pool_core::end_all(std::exception_ptr reason) {
  const std::lock_guard lock(lock_);
  closed_ = true;
  for (known_job& each : jobs_) {
    if (each.fiber == nullptr) continue;
    if (dispatcher_.cancel(each.id))
      end_unstarted(*std::exchange(each, {}).fiber, reason);
    else
      each.fiber->request_cancel(reason);
  }
  watch_deadlines();
}

pool_stats pool_core::stats() const {
  const std::lock_guard lock(lock_);
  const dispatch::statistics now = dispatcher_.stats(clock::now());
  return {.queued = now.queued,
          .running = now.running,
          .waiting = now.waiting,
          .workers = workers_,
          .longest_wait = now.longest_wait};
}

void pool_core::start_next() noexcept {
  while (const auto given = dispatcher_.next(clock::now()))
    launch(static_cast<unsigned>(given->worker), *at(given->job).fiber);
  end_expired();
}

void pool_core::end_expired() {
  const auto expired = dispatcher_.take_expired(clock::now());
  if (expired.empty()) return;
  const auto reason = std::make_exception_ptr(deadline_passed());
  for (const dispatch::job_id id : expired) end_unstarted(*std::exchange(at(id), {}).fiber, reason);
}

void pool_core::end_unstarted(fiber_core& job, std::exception_ptr reason) {
  job.request_cancel(std::move(reason));
  launch(current_worker->index(), job);
}

/// The calling context is that of a fiber, or of one that has just ended; its fiber-local values are
/// not the job's.
void pool_core::launch(unsigned worker, fiber_core& job) {
  scheduler& here = current_worker->of();
  try {
    here.launch_on(worker % here.pool_size(), job);
  } catch (const std::out_of_range&) {  // the runtime was given fewer workers meanwhile
    here.launch_on(0, job);
  }
}

/// Sees to it that somebody waits for the earliest deadline, and for none that is no more.
void pool_core::watch_deadlines() noexcept {
  const time_point earliest = dispatcher_.next_deadline();
  if (attending_) {
    if (earliest < attended_ || earliest == time_point::max()) deadlines_changed_.set();
    return;
  }
  if (earliest == time_point::max()) return;
  auto body = [self = shared_from_this()] { self->attend_deadlines(); };
  auto* const fiber = new fiber_with_body<decltype(body), void>(std::move(body));
  attending_ = true;
  launch(current_worker->index(), *fiber);
  fiber->drop_reference();  // the handle's
}

void pool_core::attend_deadlines() {
  try {
    for (;;) {
      {
        const std::lock_guard lock(lock_);
        deadlines_changed_.reset();
        start_next();
        attended_ = dispatcher_.next_deadline();
        attending_ = attended_ != time_point::max();
        if (!attending_) return;
      }
      select(until_op(attended_), deadlines_changed_.wait_op());
    }
  } catch (...) {
    const std::lock_guard lock(lock_);
    attending_ = false;
    throw;
  }
}

}  // namespace weft::detail
