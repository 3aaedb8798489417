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

using namespace std::chrono_literals;

constexpr std::uint32_t seeds = 5;
constexpr std::uint32_t workers_possible = 5;
constexpr std::array methods{"parse", "index", "merge", "query"};

struct variant {
  dispatch::order order;
  clock::duration ahead;
  std::uint32_t seed;
};

void PrintTo(const variant& each, std::ostream* out) {
  *out << "order " << static_cast<int>(each.order) << ", " << each.ahead.count()
       << " ns ahead, seed " << each.seed;
}

class DispatcherModel : public ::testing::TestWithParam<variant> {
 protected:
  std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  void step() {
    now_ += std::chrono::nanoseconds(below(1'000'000));
    const std::uint32_t draw = below(1000);
    if (draw < 300) return submit();
    if (draw < 600) return model_.follow(pool_.next(now_), now_);
    if (draw < 700) return wait(any_running());
    if (draw < 880) return finish(any_running());
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
    wanted.exclusive = below(8) == 0;
    if (below(4) == 0) wanted.deadline = now_ + std::chrono::microseconds(below(20'000));
    const auto id = pool_.submit(wanted, now_);
    ASSERT_EQ(id.has_value(), !wanted.worker || model_.has_worker(*wanted.worker));
    if (!id) return;
    ASSERT_EQ(std::ranges::count(known_, *id), 0);
    known_.push_back(*id);
    model_.jobs.push_back({.id = *id, .wanted = wanted, .queued_at = now_});
  }

  void wait(job_id id) {
    const auto it = std::ranges::find(model_.jobs, id, &job_model::id);
    const bool runs = it != model_.jobs.end() && it->state == job_state::running;
    ASSERT_EQ(pool_.waits(id, now_), runs);
    if (runs) model_.wait(*it, now_);
  }

  void finish(job_id id) {
    const auto it = std::ranges::find(model_.jobs, id, &job_model::id);
    const bool is_under_way = it != model_.jobs.end() && !it->is_queued();
    ASSERT_EQ(pool_.finish(id, now_), is_under_way);
    if (is_under_way) model_.finish(id, now_);
  }

  void cancel(job_id id) {
    const auto is_it = [id](const job_model& each) { return each.id == id && each.is_queued(); };
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
      model_.add_worker(worker);
      return;
    }
    lost_jobs lost = pool_.remove_worker(worker);
    std::ranges::sort(lost.running);
    std::ranges::sort(lost.naming_it);
    model_.remove_worker(worker);
    ASSERT_EQ(lost.running, model_.take([&](const job_model& each) { return each.is_on(worker); }));
    ASSERT_EQ(lost.naming_it, model_.take([&](const job_model& each) {
      return each.is_queued() && each.wanted.worker == worker;
    }));
  }

  void compare_accounts() {
    std::size_t queued = 0;
    std::size_t waiting = 0;
    time_point deadline = time_point::max();
    for (const job_model& each : model_.jobs) {
      if (each.state == job_state::waiting) ++waiting;
      if (!each.is_queued()) continue;
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
    ASSERT_EQ(seen.running, model_.jobs.size() - queued - waiting);
    ASSERT_EQ(seen.waiting, waiting);
    ASSERT_EQ(seen.workers, model_.workers.size());
    ASSERT_EQ(seen.free_workers, static_cast<std::size_t>(free_workers));
    ASSERT_EQ(pool_.next_deadline(), deadline);
  }

  /// A job that is under way, or else one that never was.
  job_id any_running() {
    std::vector<job_id> running{known_.front()};
    for (const job_model& each : model_.jobs) {
      if (!each.is_queued()) running.push_back(each.id);
    }
    return running.size() == 1 ? running[0] : running[1 + below(running.size() - 1)];
  }

  job_id any_known() { return known_[below(known_.size())]; }

  dispatcher pool_{{.order = GetParam().order, .ahead = GetParam().ahead}};
  pool_model model_{GetParam().order, GetParam().ahead};
  std::vector<job_id> known_{job_id{0}};  // one that never was, and every one submitted
  time_point now_{};
  std::mt19937 random_{GetParam().seed};
};

TEST_P(DispatcherModel, DoesOnlyWhatAModelThatLooksAtEveryJobAllows) {
  for (int i = 0; i < 3'000; ++i) {
    SCOPED_TRACE(::testing::Message() << "step " << i);
    step();
    if (!HasFailure()) compare_accounts();
    if (HasFailure()) return;
  }
}

std::vector<variant> all_variants() {
  std::vector<variant> all;
  for (const order by : {order::hrrn, order::fifo, order::priority}) {
    for (const clock::duration ahead : {0ms, 3ms}) {
      for (std::uint32_t seed = 1; seed <= seeds; ++seed) all.push_back({by, ahead, seed});
    }
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(EveryOrder, DispatcherModel, ::testing::ValuesIn(all_variants()));

}  // namespace
}  // namespace weft::dispatch
