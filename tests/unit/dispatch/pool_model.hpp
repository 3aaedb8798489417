// What a dispatcher may do, told by one list of jobs that is searched from end to end.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "dispatch/dispatcher.hpp"

namespace weft::dispatch {

struct job_model {
  job_id id;
  job wanted;
  time_point queued_at;
  std::optional<worker_id> runs_on{};

  bool runs() const { return runs_on.has_value(); }
};

class pool_model {
 public:
  pool_model(order by, std::uint32_t jobs_per_worker)
      : order_(by), capacity_(static_cast<long>(jobs_per_worker)) {}

  /// Takes out and returns the ids, ascending, of the jobs for which `is_one` holds.
  template <class Predicate>
  std::vector<job_id> take(Predicate is_one) {
    std::vector<job_id> taken;
    std::erase_if(jobs, [&](const job_model& each) {
      if (!is_one(each)) return false;
      taken.push_back(each.id);
      return true;
    });
    return taken;
  }

  /// Moves the jobs whose deadline has come to `expired`.
  void expire(time_point now) {
    const auto due =
        take([&](const job_model& each) { return !each.runs() && each.wanted.deadline <= now; });
    expired.insert(expired.end(), due.begin(), due.end());
  }

  /// Fails the test if the dispatcher may not answer `given` when asked for the next job at `now`.
  /// More than one answer may be right; the model goes on with this one.
  void follow(const std::optional<assignment>& given, time_point now) {
    expire(now);
    const auto may_start = startable();
    ASSERT_EQ(given.has_value(), !may_start.empty());
    if (!given) return;
    const auto chosen = std::ranges::find(may_start, given->job, &job_model::id);
    ASSERT_NE(chosen, may_start.end()) << "this job may not start";
    for (const job_model* other : may_start) check_order(**chosen, *other, now);
    check_worker((*chosen)->wanted, given->worker);
    (*chosen)->runs_on = given->worker;
  }

  void finish(job_id id, clock::duration duration) {
    const auto ended = std::ranges::find(jobs, id, &job_model::id);
    durations_[ended->wanted.method].push_back(duration);
    all_durations_.push_back(duration);
    jobs.erase(ended);
  }

  bool has_worker(worker_id worker) const {
    return std::ranges::find(workers, worker) != workers.end();
  }

  bool has_room(worker_id worker) const { return running_on(worker) < capacity_; }

  std::vector<job_model> jobs;  // queued and running, as they came
  std::vector<worker_id> workers;
  std::vector<job_id> expired;  // and not taken yet

 private:
  using duration_list = std::vector<clock::duration>;

  long running_on(worker_id worker) const {
    return std::ranges::count(jobs, std::optional(worker), &job_model::runs_on);
  }

  std::vector<job_model*> startable() {
    const bool any_has_room =
        std::ranges::any_of(workers, [&](worker_id each) { return has_room(each); });
    std::vector<job_model*> found;
    for (job_model& each : jobs) {
      if (each.runs()) continue;
      if (each.wanted.worker ? has_room(*each.wanted.worker) : any_has_room) found.push_back(&each);
    }
    return found;
  }

  /// In whole nanoseconds.
  static double mean_of_last_16(const duration_list& durations) {
    const std::size_t counted = std::min<std::size_t>(durations.size(), 16);
    clock::duration sum{};
    for (std::size_t i = 1; i <= counted; ++i) sum += durations[durations.size() - i];
    return static_cast<double>(sum.count() / static_cast<clock::rep>(counted));
  }

  double estimate(std::string_view method) const {
    if (const auto own = durations_.find(method); own != durations_.end())
      return mean_of_last_16(own->second);
    return all_durations_.empty() ? 1 : mean_of_last_16(all_durations_);
  }

  double response_ratio(const job_model& each, time_point now) const {
    const auto wait = static_cast<double>((now - each.queued_at).count());
    const double expected = estimate(each.wanted.method);
    return (wait * std::exp2(each.wanted.priority) + expected) / expected;
  }

  /// `chosen` starts while `other` could have.
  void check_order(const job_model& chosen, const job_model& other, time_point now) const {
    const bool is_older = other.id < chosen.id;
    if (other.wanted.method == chosen.wanted.method &&
        other.wanted.priority == chosen.wanted.priority &&
        other.wanted.worker == chosen.wanted.worker) {
      EXPECT_FALSE(is_older) << "an older job of the group waits";
    }
    switch (order_) {
      case order::hrrn: {
        const double its_ratio = response_ratio(chosen, now);
        EXPECT_LE(response_ratio(other, now), its_ratio + its_ratio * 1e-9)
            << "a higher ratio waits";
        break;
      }
      case order::fifo:
        EXPECT_FALSE(is_older) << "an older job waits";
        break;
      case order::priority:
        EXPECT_LE(other.wanted.priority, chosen.wanted.priority) << "a higher priority waits";
        EXPECT_FALSE(is_older && other.wanted.priority == chosen.wanted.priority);
        break;
    }
  }

  void check_worker(const job& wanted, worker_id given) const {
    if (wanted.worker) {
      EXPECT_EQ(*wanted.worker, given);
      return;
    }
    EXPECT_TRUE(has_worker(given));
    for (const worker_id other : workers) {
      EXPECT_LE(running_on(given), running_on(other)) << "a less busy worker was free";
    }
  }

  const order order_;
  const long capacity_;
  std::map<std::string_view, duration_list> durations_;
  duration_list all_durations_;
};

}  // namespace weft::dispatch
