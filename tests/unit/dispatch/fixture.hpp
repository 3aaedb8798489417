// What the tests of the dispatcher share: one with a clock of its own, and a way to teach it.
#pragma once

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "dispatch/dispatcher.hpp"

namespace weft::dispatch {

using namespace std::chrono_literals;

inline constexpr worker_id worker_0{0}, worker_1{1}, worker_2{2};

constexpr time_point at(clock::duration since_start) { return time_point(since_start); }

/// The jobs that one worker gets, one after the other, all at `now`.
inline std::vector<job_id> run_all(dispatcher& pool, time_point now) {
  std::vector<job_id> started;
  while (const auto given = pool.next(now)) {
    started.push_back(given->job);
    pool.finish(given->job, now);
  }
  return started;
}

class Dispatcher : public ::testing::Test {
 protected:
  /// One job at a time on a worker, if nothing else is said.
  explicit Dispatcher(dispatcher_options options = {.ahead = {}}) : pool(options) {}

  job_id submit(const job& submitted, clock::duration when = {}) {
    return pool.submit(submitted, at(when)).value();
  }

  /// Teaches `pool` how long a method takes. Leaves the queue as it was: empty.
  void teach(std::string_view method, clock::duration duration) {
    pool.add_worker(worker_id{99});
    submit({.module = "m", .method = method, .worker = worker_id{99}});
    pool.finish(pool.next(at(0s))->job, at(duration));
    pool.remove_worker(worker_id{99});
  }

  dispatcher pool;
};

}  // namespace weft::dispatch
