#include "dispatch/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace weft::dispatch {

dispatcher::dispatcher(dispatcher_options options)
    : queued_max_(options.queued_max),
      ahead_(options.ahead),
      workers_(options.ahead),
      queue_(options.order, jobs_, estimates_),
      deadlines_(jobs_) {}

lost_jobs dispatcher::remove_worker(worker_id worker) {
  lost_jobs lost;
  if (!workers_.contains(worker)) return lost;
  if (const job_slot kept_for = workers_.set_aside_for(worker); kept_for != no_index)
    give_back(kept_for);
  const index_list& on_it = workers_.jobs(worker);
  while (!on_it.empty()) {
    const job_slot slot = on_it.front();
    lost.running.push_back(jobs_[slot].id);
    stop(slot, {});
    forget(slot);
  }
  workers_.remove(worker);
  for (const job_slot slot : queue_.jobs_naming(worker)) {
    lost.naming_it.push_back(jobs_[slot].id);
    unqueue(slot);
    forget(slot);
  }
  return lost;
}

std::expected<job_id, submit_error> dispatcher::submit(const job& submitted, time_point now) {
  if (submitted.worker && !workers_.contains(*submitted.worker)) {
    return std::unexpected(submit_error::no_such_worker);
  }
  if (queue_.size() + expired_.size() >= queued_max_ || jobs_.full()) {
    return std::unexpected(submit_error::queue_full);
  }
  const method_index method = estimates_.hold({submitted.module, submitted.method});
  const job_slot slot = jobs_.add({.group = {.method = method,
                                             .priority = submitted.priority,
                                             .worker = submitted.worker,
                                             .exclusive = submitted.exclusive},
                                   .queued_at = now,
                                   .deadline = submitted.deadline});
  queue_.push(slot);
  deadlines_.add(jobs_[slot]);
  return jobs_[slot].id;
}

bool dispatcher::cancel(job_id id) {
  const auto slot = jobs_.find(id);
  if (!slot || jobs_[*slot].state != job_state::queued) return false;
  unqueue(*slot);
  forget(*slot);
  return true;
}

std::optional<assignment> dispatcher::next(time_point now) {
  expire_until(now);
  while (const auto slot = queue_.choose(now, workers_)) {
    const job_record& chosen = jobs_[*slot];
    if (const auto worker = worker_for(chosen)) {
      unqueue(*slot);
      start(*slot, *worker, now);
      return assignment{.job = chosen.id, .worker = *worker};
    }
    set_aside_for(*slot);
  }
  return std::nullopt;
}

/// The queue has chosen the job because of a worker where it can start, or can have one set aside.
std::optional<worker_id> dispatcher::worker_for(const job_record& job) const noexcept {
  const auto named = job.group.worker;
  if (!job.group.exclusive) return named ? named : workers_.least_busy();
  if (job.set_aside && workers_.is_empty(*job.set_aside)) return job.set_aside;
  if (!named && workers_.any_idle()) return workers_.least_busy();
  if (named && !job.set_aside && workers_.is_empty(*named)) return named;
  return std::nullopt;
}

void dispatcher::set_aside_for(job_slot slot) noexcept {
  const auto named = jobs_[slot].group.worker;
  const worker_id worker = named ? *named : workers_.soonest_empty();
  workers_.set_aside(worker, slot);
  queue_.set_aside(slot, worker);
}

void dispatcher::give_back(job_slot slot) noexcept {
  workers_.give_back(*jobs_[slot].set_aside);
  queue_.set_aside(slot, std::nullopt);
}

bool dispatcher::waits(job_id id, time_point now) {
  const auto slot = jobs_.find(id);
  if (!slot || jobs_[*slot].state != job_state::running) return false;
  job_record& job = jobs_[*slot];
  measure(job, now);
  workers_.wait(job.worker, job.expected, now);
  job.state = job_state::waiting;
  ++waiting_;
  return true;
}

bool dispatcher::finish(job_id id, time_point now) {
  const auto slot = jobs_.find(id);
  if (!slot || jobs_[*slot].state == job_state::queued) return false;
  if (jobs_[*slot].state == job_state::running) measure(jobs_[*slot], now);
  stop(*slot, now);
  forget(*slot);
  return true;
}

void dispatcher::measure(const job_record& running, time_point now) noexcept {
  const time_point since = std::max(running.started_at, workers_.last_turn(running.worker));
  estimates_.record(running.group.method, now - since);
}

/// A method that was never measured may take long: it has its worker for itself until that is known.
clock::duration dispatcher::expected(method_index method) const noexcept {
  return estimates_.mean(method).value_or(ahead_);
}

std::vector<job_id> dispatcher::take_expired(time_point now) {
  expire_until(now);
  return std::exchange(expired_, {});
}

void dispatcher::expire_until(time_point now) {
  while (const auto due = deadlines_.due(now)) {
    const job_slot slot = slot_of(*due);
    expired_.push_back(*due);
    unqueue(slot);
    forget(slot);
  }
}

void dispatcher::unqueue(job_slot slot) {
  if (jobs_[slot].set_aside) give_back(slot);
  queue_.remove(slot);
  deadlines_.left(jobs_[slot].deadline);
}

void dispatcher::start(job_slot slot, worker_id worker, time_point now) {
  job_record& job = jobs_[slot];
  job.expected = expected(job.group.method);
  job.worker = worker;
  job.started_at = now;
  job.state = job_state::running;
  workers_.start(worker, job.expected, job.group.exclusive);
  workers_.jobs(worker).push_back(jobs_, slot);
  longest_wait_ = std::max(longest_wait_, now - job.queued_at);
}

void dispatcher::stop(job_slot slot, time_point now) noexcept {
  job_record& job = jobs_[slot];
  workers_.jobs(job.worker).remove(jobs_, slot);
  if (job.state == job_state::waiting) {
    --waiting_;
    workers_.end_waiting(job.worker, job.group.exclusive, now);
  } else {
    workers_.end(job.worker, job.expected, job.group.exclusive, now);
  }
  job.state = job_state::unlisted;
}

void dispatcher::forget(job_slot slot) {
  estimates_.let_go(jobs_[slot].group.method);
  jobs_.erase(slot);
}

statistics dispatcher::stats(time_point now) const {
  statistics result{.queued = queue_.size(),
                    .running = jobs_.size() - queue_.size() - waiting_,
                    .waiting = waiting_,
                    .workers = workers_.size(),
                    .free_workers = workers_.free_count(),
                    .longest_wait = longest_wait_,
                    .groups = {}};
  for (const waiting_group& group : queue_.groups()) {
    const auto [module, method] = estimates_.name(group.key.method);
    result.groups.push_back({.module = std::string(module),
                             .method = std::string(method),
                             .priority = group.key.priority,
                             .worker = group.key.worker,
                             .exclusive = group.key.exclusive,
                             .queued = group.jobs,
                             .duration_mean = estimates_.mean(group.key.method),
                             .longest_wait = now - group.longest_since});
    result.longest_wait = std::max(result.longest_wait, now - group.longest_since);
  }
  return result;
}

}  // namespace weft::dispatch
