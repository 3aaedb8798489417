// Random operations on a dispatcher, each answer held against the model of pool_model.hpp.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

#include "dispatch/dispatcher.hpp"

#include "pool_model.hpp"

namespace weft::dispatch {
namespace {

constexpr std::uint32_t seed = 20;
constexpr std::uint32_t workers_possible = 5;
constexpr std::array methods{"parse", "index", "merge", "query"};

struct variant {
  dispatch::order order;
  std::uint32_t jobs_per_worker;
};

void PrintTo(const variant& each, std::ostream* out) {
  *out << "order " << static_cast<int>(each.order) << ", " << each.jobs_per_worker << " at a time";
}

class DispatcherModel : public testing::TestWithParam<variant> {
 protected:
  std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  void step() {
    now_ += std::chrono::nanoseconds(below(1'000'000));
    const std::uint32_t draw = below(1000);
    if (draw < 300) return submit();
    if (draw < 600) return model_.follow(pool_.next(now_), now_);
    if (draw < 870) return finish(any_running());
    if (draw < 900) return finish(any_known());
    if (draw < 940) return cancel(any_known());
    if (draw < 980) return take_expired();
    change_worker(worker_id{below(workers_possible)});
  }

  void submit() {
    job wanted{.module = "m",
               .method = methods[below(methods.size())],
               .priority = static_cast<priority>(static_cast<int>(below(3)) - 1)};
    if (below(5) == 0) wanted.worker = worker_id{below(workers_possible)};
    if (below(4) == 0) wanted.deadline = now_ + std::chrono::microseconds(below(20'000));
    const auto id = pool_.submit(wanted, now_);
    ASSERT_EQ(id.has_value(), !wanted.worker || model_.has_worker(*wanted.worker));
    if (!id) return;
    ASSERT_LT(known_.back(), *id);
    known_.push_back(*id);
    model_.jobs.push_back({.id = *id, .wanted = wanted, .queued_at = now_});
  }

  void finish(job_id id) {
    const auto is_it = [id](const job_model& each) { return each.id == id && each.runs(); };
    const bool runs = std::ranges::any_of(model_.jobs, is_it);
    const auto duration = std::chrono::microseconds(10 + below(5000));
    ASSERT_EQ(pool_.finish(id, duration), runs);
    if (runs) model_.finish(id, duration);
  }

  void cancel(job_id id) {
    const auto is_it = [id](const job_model& each) { return each.id == id && !each.runs(); };
    const bool was_queued = !model_.take(is_it).empty();
    ASSERT_EQ(pool_.cancel(id), was_queued);
  }

  void take_expired() {
    model_.expire(now_);
    std::vector<job_id> taken = pool_.take_expired(now_);
    std::ranges::sort(taken);
    std::ranges::sort(model_.expired);
    ASSERT_EQ(taken, model_.expired);
    model_.expired.clear();
  }

  void change_worker(worker_id worker) {
    if (!model_.has_worker(worker)) {
      pool_.add_worker(worker);
      model_.workers.push_back(worker);
      return;
    }
    lost_jobs lost = pool_.remove_worker(worker);
    std::ranges::sort(lost.running);
    std::ranges::sort(lost.naming_it);
    std::erase(model_.workers, worker);
    ASSERT_EQ(lost.running,
              model_.take([&](const job_model& each) { return each.runs_on == worker; }));
    ASSERT_EQ(lost.naming_it, model_.take([&](const job_model& each) {
      return !each.runs() && each.wanted.worker == worker;
    }));
  }

  void compare_accounts() {
    std::size_t queued = 0;
    time_point deadline = time_point::max();
    for (const job_model& each : model_.jobs) {
      if (each.runs()) continue;
      ++queued;
      deadline = std::min(deadline, each.wanted.deadline);
    }
    const auto free_workers = std::ranges::count_if(
        model_.workers, [&](worker_id worker) { return model_.has_room(worker); });
    const statistics seen = pool_.stats(now_);
    std::size_t queued_in_groups = 0;
    for (const group_statistics& group : seen.groups) queued_in_groups += group.queued;
    ASSERT_EQ(seen.queued, queued);
    ASSERT_EQ(queued_in_groups, queued);
    ASSERT_EQ(seen.running, model_.jobs.size() - queued);
    ASSERT_EQ(seen.workers, model_.workers.size());
    ASSERT_EQ(seen.free_workers, static_cast<std::size_t>(free_workers));
    ASSERT_EQ(pool_.next_deadline(), deadline);
  }

  /// A job that runs, or else one that never was.
  job_id any_running() {
    std::vector<job_id> running{known_.front()};
    for (const job_model& each : model_.jobs) {
      if (each.runs()) running.push_back(each.id);
    }
    return running.size() == 1 ? running[0] : running[1 + below(running.size() - 1)];
  }

  job_id any_known() { return known_[below(known_.size())]; }

  dispatcher pool_{{.order = GetParam().order, .jobs_per_worker = GetParam().jobs_per_worker}};
  pool_model model_{GetParam().order, GetParam().jobs_per_worker};
  std::vector<job_id> known_{job_id{0}};  // one that never was, and every one submitted
  time_point now_{};
  std::mt19937 random_{seed};
};

TEST_P(DispatcherModel, DoesOnlyWhatAModelThatLooksAtEveryJobAllows) {
  for (int i = 0; i < 10'000; ++i) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", step " << i);
    step();
    if (!HasFailure()) compare_accounts();
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(EveryOrder, DispatcherModel,
                         testing::Values(variant{order::hrrn, 1}, variant{order::hrrn, 3},
                                         variant{order::fifo, 1}, variant{order::fifo, 3},
                                         variant{order::priority, 1}, variant{order::priority, 3}));

}  // namespace
}  // namespace weft::dispatch
