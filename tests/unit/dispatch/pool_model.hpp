// What a dispatcher does, told by one list of jobs that is searched from end to end.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "dispatch/dispatcher.hpp"

namespace weft::dispatch {

struct job_model {
  job_id id;
  job wanted;
  time_point queued_at;
  job_state state = job_state::queued;
  std::optional<worker_id> set_aside{};
  worker_id worker{};
  time_point started_at{};
  clock::duration expected{};

  bool is_queued() const { return state == job_state::queued; }
  bool is_on(worker_id which) const { return !is_queued() && worker == which; }
};

class pool_model {
 public:
  pool_model(order by, clock::duration ahead) : order_(by), ahead_(ahead) {}

  /// Takes out and returns the ids, ascending, of the jobs for which `is_one` holds.
  template <class Predicate>
  std::vector<job_id> take(Predicate is_one) {
    std::vector<job_id> taken;
    std::erase_if(jobs, [&](const job_model& each) {
      if (!is_one(each)) return false;
      taken.push_back(each.id);
      return true;
    });
    std::ranges::sort(taken);
    return taken;
  }

  /// Moves the jobs whose deadline has come to `expired`.
  void expire(time_point now) {
    const auto due = take(
        [&](const job_model& each) { return each.is_queued() && each.wanted.deadline <= now; });
    expired.insert(expired.end(), due.begin(), due.end());
  }

  /// Fails the test if the dispatcher may not answer `given` when asked for the next job at `now`.
  /// More than one worker may be right; the model goes on with this one.
  void follow(const std::optional<assignment>& given, time_point now) {
    expire(now);
    while (job_model* const first = most_urgent(now)) {
      if (!can_start(*first)) {
        first->set_aside = first->wanted.worker ? *first->wanted.worker : soonest_empty();
        continue;
      }
      ASSERT_TRUE(given) << "a job can start";
      ASSERT_EQ(given->job, first->id);
      check_worker(*first, given->worker);
      first->state = job_state::running;
      first->set_aside = std::nullopt;
      first->worker = given->worker;
      first->started_at = now;
      first->expected = mean(first->wanted.method).value_or(ahead_);
      return;
    }
    ASSERT_FALSE(given) << "this job may not start";
  }

  void wait(job_model& running, time_point now) {
    measure(running, now);
    running.state = job_state::waiting;
  }

  void finish(job_id id, time_point now) {
    const auto ended = std::ranges::find(jobs, id, &job_model::id);
    if (ended->state == job_state::running) measure(*ended, now);
    last_turn_[ended->worker] = now;
    jobs.erase(ended);
  }

  void add_worker(worker_id worker) {
    workers.push_back(worker);
    last_turn_[worker] = time_point::min();
  }

  void remove_worker(worker_id worker) {
    std::erase(workers, worker);
    for (job_model& each : jobs)
      if (each.set_aside == worker) each.set_aside = std::nullopt;
  }

  bool has_worker(worker_id worker) const {
    return std::ranges::find(workers, worker) != workers.end();
  }

  bool has_room(worker_id worker) const {
    return has_worker(worker) && is_open(worker) &&
           (held_by(worker) == 0 || backlog(worker) < ahead_);
  }

  std::vector<job_model> jobs;  // queued and under way, as they came
  std::vector<worker_id> workers;
  std::vector<job_id> expired;  // and not taken yet

 private:
  template <class Predicate>
  long count(Predicate is_one) const {
    return std::ranges::count_if(jobs, is_one);
  }
  long held_by(worker_id worker) const {
    return count([&](const job_model& each) {
      return each.is_on(worker) && each.state == job_state::running;
    });
  }
  long waiting_on(worker_id worker) const {
    return count([&](const job_model& each) {
      return each.is_on(worker) && each.state == job_state::waiting;
    });
  }
  clock::duration backlog(worker_id worker) const {
    clock::duration sum{};
    for (const job_model& each : jobs)
      if (each.is_on(worker) && each.state == job_state::running) sum += each.expected;
    return sum;
  }

  /// It belongs to no exclusive job.
  bool is_open(worker_id worker) const {
    return std::ranges::none_of(jobs, [&](const job_model& each) {
      return each.set_aside == worker || (each.is_on(worker) && each.wanted.exclusive);
    });
  }
  bool is_empty(worker_id worker) const { return held_by(worker) + waiting_on(worker) == 0; }

  worker_id soonest_empty() const {
    std::optional<worker_id> best;
    const auto rank = [this](worker_id each) {
      return std::tuple(waiting_on(each), backlog(each), each);
    };
    for (const worker_id each : workers)
      if (is_open(each) && (!best || rank(each) < rank(*best))) best = each;
    return *best;
  }

  std::vector<worker_id> allowed(const job_model& each) const {
    return each.wanted.worker ? std::vector{*each.wanted.worker} : workers;
  }

  bool can_start_on(const job_model& each, worker_id worker) const {
    if (!each.wanted.exclusive) return has_room(worker);
    return is_empty(worker) && (is_open(worker) || each.set_aside == worker);
  }

  bool can_start(const job_model& each) const {
    return std::ranges::any_of(allowed(each),
                               [&](worker_id worker) { return can_start_on(each, worker); });
  }

  bool can_have_one_set_aside(const job_model& each) const {
    return each.wanted.exclusive && !each.set_aside &&
           std::ranges::any_of(allowed(each), [&](worker_id worker) { return is_open(worker); });
  }

  bool waits_behind_another(const job_model& of) const {
    for (const job_model& each : jobs) {
      if (&each == &of) return false;
      if (each.is_queued() && each.wanted.method == of.wanted.method &&
          each.wanted.priority == of.wanted.priority && each.wanted.worker == of.wanted.worker &&
          each.wanted.exclusive == of.wanted.exclusive)
        return true;
    }
    return false;
  }

  job_model* most_urgent(time_point now) {
    job_model* best = nullptr;
    for (job_model& each : jobs) {
      if (!each.is_queued() || waits_behind_another(each)) continue;
      if (!can_start(each) && !can_have_one_set_aside(each)) continue;
      if (best == nullptr || urgency(each, now) > urgency(*best, now)) best = &each;
    }
    return best;
  }

  double urgency(const job_model& each, time_point now) const {
    if (order_ == order::fifo) return 0;
    if (order_ == order::priority) return each.wanted.priority;
    const auto wait = static_cast<double>((now - each.queued_at).count());
    return wait * std::exp2(each.wanted.priority) * (1.0 / estimate(each.wanted.method));
  }

  using duration_list = std::vector<clock::duration>;

  static clock::duration mean_of_last_16(const duration_list& durations) {
    const std::size_t counted = std::min<std::size_t>(durations.size(), 16);
    clock::duration sum{};
    for (std::size_t i = 1; i <= counted; ++i) sum += durations[durations.size() - i];
    return sum / static_cast<clock::rep>(counted);
  }

  std::optional<clock::duration> mean(std::string_view method) const {
    const auto own = durations_.find(method);
    if (own == durations_.end()) return std::nullopt;
    return mean_of_last_16(own->second);
  }

  double estimate(std::string_view method) const {
    const auto own = mean(method);
    if (!own && all_durations_.empty()) return 1;
    return static_cast<double>((own ? *own : mean_of_last_16(all_durations_)).count());
  }

  void measure(const job_model& running, time_point now) {
    const auto taken = now - std::max(running.started_at, last_turn_[running.worker]);
    const auto counted = std::max<clock::duration>(taken, recent_mean::counted_min);
    durations_[running.wanted.method].push_back(counted);
    all_durations_.push_back(counted);
    last_turn_[running.worker] = now;
  }

  void check_worker(const job_model& chosen, worker_id given) const {
    ASSERT_TRUE(has_worker(given));
    EXPECT_TRUE(can_start_on(chosen, given));
    if (chosen.wanted.worker) {
      EXPECT_EQ(*chosen.wanted.worker, given);
      return;
    }
    if (chosen.wanted.exclusive) return;
    const auto rank = [this](worker_id each) {
      const clock::rep eighth = held_by(each) == 0 ? -1 : backlog(each) * 8 / ahead_;
      return std::tuple(eighth, held_by(each) == 0 && waiting_on(each) != 0);
    };
    for (const worker_id other : workers) {
      if (!has_room(other)) continue;
      EXPECT_LE(rank(given), rank(other)) << "a less busy worker was free";
    }
  }

  const order order_;
  const clock::duration ahead_;
  std::map<std::string_view, duration_list> durations_;
  duration_list all_durations_;
  std::map<worker_id, time_point> last_turn_;
};

}  // namespace weft::dispatch
