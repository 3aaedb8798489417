#include "dispatch/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace weft::dispatch {

dispatcher::dispatcher(dispatcher_options options)
    : queued_max_(options.queued_max),
      workers_(options.jobs_per_worker),
      queue_(options.order, jobs_, estimates_),
      deadlines_(jobs_) {}

lost_jobs dispatcher::remove_worker(worker_id worker) {
  lost_jobs lost;
  if (!workers_.contains(worker)) return lost;
  const index_list& on_it = workers_.jobs(worker);
  while (!on_it.empty()) {
    const job_slot slot = on_it.front();
    lost.running.push_back(jobs_[slot].id);
    stop(slot);
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
  const job_slot slot = jobs_.add({.group = {method, submitted.priority, submitted.worker},
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
  const auto slot = queue_.choose(now, workers_);
  if (!slot) return std::nullopt;
  const job_record& chosen = jobs_[*slot];
  const worker_id worker = chosen.group.worker ? *chosen.group.worker : workers_.least_busy();
  unqueue(*slot);
  start(*slot, worker, now);
  return assignment{.job = chosen.id, .worker = worker};
}

bool dispatcher::finish(job_id id, clock::duration duration) {
  const auto slot = jobs_.find(id);
  if (!slot || jobs_[*slot].state != job_state::running) return false;
  estimates_.record(jobs_[*slot].group.method, duration);
  stop(*slot);
  forget(*slot);
  return true;
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
  queue_.remove(slot);
  deadlines_.left(jobs_[slot].deadline);
}

void dispatcher::start(job_slot slot, worker_id worker, time_point now) {
  job_record& job = jobs_[slot];
  workers_.acquire(worker);
  workers_.jobs(worker).push_back(jobs_, slot);
  job.worker = worker;
  job.state = job_state::running;
  longest_wait_ = std::max(longest_wait_, now - job.queued_at);
}

void dispatcher::stop(job_slot slot) noexcept {
  job_record& job = jobs_[slot];
  workers_.jobs(job.worker).remove(jobs_, slot);
  workers_.release(job.worker);
  job.state = job_state::unlisted;
}

void dispatcher::forget(job_slot slot) {
  estimates_.let_go(jobs_[slot].group.method);
  jobs_.erase(slot);
}

statistics dispatcher::stats(time_point now) const {
  statistics result{.queued = queue_.size(),
                    .running = jobs_.size() - queue_.size(),
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
                             .queued = group.jobs,
                             .duration_mean = estimates_.mean(group.key.method),
                             .longest_wait = now - group.longest_since});
    result.longest_wait = std::max(result.longest_wait, now - group.longest_since);
  }
  return result;
}

}  // namespace weft::dispatch
