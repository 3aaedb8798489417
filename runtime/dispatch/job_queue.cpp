#include "dispatch/job_queue.hpp"

#include <cmath>

namespace weft::dispatch {

std::size_t job_queue::key_hash::operator()(const group_key& key) const noexcept {
  const auto worker = key.worker ? static_cast<std::uint64_t>(*key.worker) + 1 : 0;
  const auto priority = static_cast<std::uint8_t>(key.priority);
  const std::uint64_t packed = worker << 41 | std::uint64_t{key.exclusive} << 40 |
                               std::uint64_t{priority} << 32 | key.method;
  return std::hash<std::uint64_t>()(packed);
}

void job_queue::push(job_slot slot) {
  const auto [entry, is_new] = groups_.try_emplace(jobs_[slot].group);
  group& joined = entry->second;
  joined.jobs.push_back(jobs_, slot);
  jobs_[slot].state = job_state::queued;
  ++joined.size;
  ++size_;
  if (is_new) add_head(*entry);
}

void job_queue::remove(job_slot slot) {
  const auto entry = groups_.find(jobs_[slot].group);
  group& left = entry->second;
  const bool was_first = left.jobs.front() == slot;
  left.jobs.remove(jobs_, slot);
  jobs_[slot].state = job_state::unlisted;
  --left.size;
  --size_;
  if (left.size == 0) {
    remove_head(left.head_at);
    groups_.erase(entry);
  } else if (was_first) {
    refresh_head(*entry);
  }
}

std::optional<job_slot> job_queue::choose(time_point now,
                                          const worker_set& workers) const noexcept {
  if (workers.free_count() == 0 && exclusive_groups_ == 0) return std::nullopt;
  const head* best = nullptr;
  double best_urgency = 0;
  for (const head& each : heads_) {
    if (!may_go(each, workers)) continue;
    const double its_urgency = urgency(each, now);
    const bool is_better = best == nullptr || its_urgency > best_urgency ||
                           (its_urgency == best_urgency && each.order < best->order);
    if (!is_better) continue;
    best = &each;
    best_urgency = its_urgency;
  }
  if (best == nullptr) return std::nullopt;
  return best->first;
}

bool job_queue::may_go(const head& each, const worker_set& workers) noexcept {
  if (!each.exclusive)
    return each.worker ? workers.has_room(*each.worker) : workers.free_count() > 0;
  if (!each.set_aside)
    return each.worker ? workers.is_open(*each.worker) : workers.open_count() > 0;
  return workers.is_empty(*each.set_aside) || (!each.worker && workers.any_idle());
}

/// Of two jobs the more urgent starts, and the older where they are equal.
double job_queue::urgency(const head& each, time_point now) const noexcept {
  switch (order_) {
    case order::hrrn:
      // wait / estimate, which orders as (wait + estimate) / estimate does.
      return static_cast<double>((now - each.queued_at).count()) * each.weight *
             estimates_.rate(each.method);
    case order::priority:
      return each.weight;
    case order::fifo:
      return 0;
  }
  return 0;
}

void job_queue::add_head(group_map::value_type& of) {
  of.second.head_at = heads_.size();
  heads_.push_back({.of = &of,
                    .queued_at = {},
                    .order = 0,
                    .first = no_index,
                    .set_aside = {},
                    .weight = std::ldexp(1.0, of.first.priority),
                    .method = of.first.method,
                    .worker = of.first.worker,
                    .exclusive = of.first.exclusive});
  exclusive_groups_ += of.first.exclusive;
  refresh_head(of);
}

void job_queue::remove_head(std::size_t at) noexcept {
  exclusive_groups_ -= heads_[at].exclusive;
  heads_[at] = heads_.back();
  heads_[at].of->second.head_at = at;
  heads_.pop_back();
}

void job_queue::refresh_head(group_map::value_type& of) noexcept {
  const job_slot slot = of.second.jobs.front();
  const job_record& first = jobs_[slot];
  head& shown = heads_[of.second.head_at];
  shown.queued_at = first.queued_at;
  shown.order = first.order;
  shown.first = slot;
  shown.set_aside = first.set_aside;
}

void job_queue::set_aside(job_slot slot, std::optional<worker_id> worker) noexcept {
  jobs_[slot].set_aside = worker;
  refresh_head(*groups_.find(jobs_[slot].group));
}

std::vector<waiting_group> job_queue::groups() const {
  std::vector<waiting_group> all;
  all.reserve(heads_.size());
  for (const head& each : heads_) {
    all.push_back(
        {.key = each.of->first, .jobs = each.of->second.size, .longest_since = each.queued_at});
  }
  return all;
}

std::vector<job_slot> job_queue::jobs_naming(worker_id worker) const {
  std::vector<job_slot> found;
  for (const head& each : heads_) {
    if (each.worker != worker) continue;
    for (job_slot slot = each.of->second.jobs.front(); slot != no_index;
         slot = jobs_[slot].place.next) {
      found.push_back(slot);
    }
  }
  return found;
}

}  // namespace weft::dispatch
