// A pool in virtual time: jobs of random length come at random moments. How long they take from
// submission to end says what an order is worth.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <queue>
#include <random>
#include <string_view>
#include <vector>

#include "dispatch/dispatcher.hpp"

namespace weft::dispatch {
namespace {

using namespace std::chrono_literals;

struct arrival {
  time_point at;
  job what;
  clock::duration length;
};

struct response_times {
  std::size_t jobs = 0;
  clock::duration sum{};
  std::map<std::string_view, clock::duration> longest;  // by method

  double mean_ms() const {
    return static_cast<double>(sum.count()) / 1e6 / static_cast<double>(jobs);
  }
};

/// Runs `arrivals`, which are in the order of time, to the last end.
class simulation {
 public:
  simulation(order by, std::uint32_t workers) : pool_({.order = by, .ahead = {}}) {
    for (std::uint32_t i = 0; i < workers; ++i) pool_.add_worker(worker_id{i});
  }

  response_times run(const std::vector<arrival>& arrivals) {
    auto next_arrival = arrivals.begin();
    while (next_arrival != arrivals.end() || !ends_.empty()) {
      if (ends_.empty() || (next_arrival != arrivals.end() && next_arrival->at <= ends_.top().at)) {
        arrive(*next_arrival++);
      } else {
        end(ends_.top());
      }
    }
    return measured_;
  }

 private:
  struct job_end {
    time_point at;
    job_id job;
    bool operator>(const job_end& other) const { return at > other.at; }
  };

  void arrive(const arrival& submitted) {
    jobs_.emplace(pool_.submit(submitted.what, submitted.at).value(), submitted);
    start(submitted.at);
  }

  void end(job_end ended) {
    ends_.pop();
    const arrival& done = jobs_.at(ended.job);
    pool_.finish(ended.job, ended.at);
    const clock::duration response = ended.at - done.at;
    ++measured_.jobs;
    measured_.sum += response;
    clock::duration& longest = measured_.longest[done.what.method];
    longest = std::max(longest, response);
    start(ended.at);
  }

  void start(time_point now) {
    while (const auto given = pool_.next(now)) {
      ends_.push({now + jobs_.at(given->job).length, given->job});
    }
  }

  dispatcher pool_;
  std::map<job_id, arrival> jobs_;
  std::priority_queue<job_end, std::vector<job_end>, std::greater<>> ends_;
  response_times measured_;
};

/// Nine short jobs for a long one, 20 times as long, at random; two workers are busy 90 % of the
/// time. Two methods of equal share make the short ones.
std::vector<arrival> mixed_arrivals() {
  constexpr double mean_length_ms = 0.9 * 1 + 0.1 * 20;
  constexpr double mean_gap_ms = mean_length_ms / 2 / 0.9;
  std::mt19937 random(7);
  const auto uniform = [&] { return (static_cast<double>(random()) + 0.5) / 4294967296.0; };
  const auto to_duration = [](double ms) {
    return clock::duration(static_cast<clock::rep>(ms * 1e6));
  };
  std::vector<arrival> arrivals;
  time_point now{};
  for (int i = 0; i < 50'000; ++i) {
    now += to_duration(-mean_gap_ms * std::log(uniform()));
    const double spread = 0.5 + uniform();
    if (random() % 10 == 0) {
      arrivals.push_back({now, {.module = "m", .method = "long"}, to_duration(20 * spread)});
    } else {
      const char* method = random() % 2 == 0 ? "short" : "brief";
      arrivals.push_back({now, {.module = "m", .method = method}, to_duration(spread)});
    }
  }
  return arrivals;
}

TEST(DispatcherSimulation, ResponseRatioAnswersSoonerThanFifoAndStarvesNoJob) {
  const std::vector<arrival> arrivals = mixed_arrivals();
  const response_times fifo = simulation(order::fifo, 2).run(arrivals);
  const response_times hrrn = simulation(order::hrrn, 2).run(arrivals);
  EXPECT_EQ(fifo.jobs, arrivals.size());
  EXPECT_EQ(hrrn.jobs, arrivals.size());
  EXPECT_LT(hrrn.mean_ms(), fifo.mean_ms() / 2);  // 13.6 ms and 31.0 ms
  EXPECT_LT(hrrn.longest.at("long"), fifo.longest.at("long") * 2);
}

TEST(DispatcherSimulation, ALongJobIsNotStarvedByShortOnesThatKeepComing) {
  // One worker gets a job of 1 ms every ms, behind a backlog of 20, for 10 s. So it is never idle,
  // and there is always a short job to start instead of a long one.
  std::vector<arrival> arrivals;
  const auto add = [&](const char* method, clock::duration at, clock::duration length) {
    arrivals.push_back({time_point(at), {.module = "m", .method = method}, length});
  };
  add("long", 0ms, 20ms);  // starts at once, and makes known how long such a job takes
  for (int i = 0; i < 20; ++i) add("short", 1ms, 1ms);
  for (int i = 2; i < 10'000; ++i) {
    add("short", 1ms * i, 1ms);
    if (i == 1000) add("long", 1ms * i, 20ms);
  }
  const response_times hrrn = simulation(order::hrrn, 1).run(arrivals);
  EXPECT_EQ(hrrn.jobs, arrivals.size());
  // The backlog is 40 by then: short jobs start after 40 times their length, and so does the long.
  EXPECT_GT(hrrn.longest.at("long"), 700ms);
  EXPECT_LT(hrrn.longest.at("long"), 900ms);
}

}  // namespace
}  // namespace weft::dispatch
