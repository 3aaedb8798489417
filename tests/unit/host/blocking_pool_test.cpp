#include "host/blocking_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <functional>
#include <latch>
#include <set>
#include <system_error>
#include <thread>
#include <vector>

#include "unthreaded.hpp"

namespace weft::native {
namespace {

using namespace std::chrono_literals;

/// Runs a function, and then is no more: as a job may be.
class errand final : public platform::blocking_job {
 public:
  explicit errand(std::function<void()> what) : what_(std::move(what)) {}
  void run() noexcept override {
    const auto what = std::move(what_);
    delete this;
    what();
  }

 private:
  ~errand() = default;
  std::function<void()> what_;
};

void send(blocking_pool& pool, std::function<void()> what) {
  pool.offload(*new errand(std::move(what)));
}

/// A pool for one test. Its threads may outlive the test, so it does, too.
blocking_pool& make_pool(blocking_pool::limits limits) {
  static auto& pools = *new std::vector<blocking_pool*>();
  pools.push_back(&blocking_pool::create(limits));
  return *pools.back();
}

void wait_until_empty(const blocking_pool& pool) {
  while (pool.threads() != 0) std::this_thread::yield();
}

TEST(BlockingPool, BeginsJobsInTheirOrderOnOneThreadIfThatIsTheBound) {
  constexpr int jobs = 1'000;
  auto& pool = make_pool({.threads_max = 1, .idle_max = 1s});
  std::vector<int> order;
  std::set<std::thread::id> threads;
  std::latch done(jobs);
  for (int i = 0; i < jobs; ++i)
    send(pool, [&, i] {
      order.push_back(i);
      threads.insert(std::this_thread::get_id());
      done.count_down();
    });
  done.wait();
  ASSERT_EQ(order.size(), jobs);
  EXPECT_TRUE(std::ranges::is_sorted(order));
  EXPECT_EQ(threads.size(), 1u);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(BlockingPool, RunsAsManyAtATimeAsItsBoundAndNoMore) {
  constexpr std::size_t bound = 5;
  auto& pool = make_pool({.threads_max = bound, .idle_max = 1s});
  std::latch all_there(bound), go(1), done(4 * bound);
  std::atomic<std::size_t> running{0}, running_max{0};
  for (std::size_t i = 0; i < 4 * bound; ++i)
    send(pool, [&, i] {
      const std::size_t here = ++running;
      for (std::size_t max = running_max;
           max < here && !running_max.compare_exchange_weak(max, here);) {
      }
      if (i < bound) all_there.count_down();
      go.wait();
      --running;
      done.count_down();
    });
  all_there.wait();  // would never be over if fewer ran
  EXPECT_EQ(pool.threads(), bound);
  go.count_down();
  done.wait();
  EXPECT_EQ(running_max, bound);
}

TEST(BlockingPool, LetsNoJobWaitBehindAnotherBelowItsBound) {
  auto& pool = make_pool({.threads_max = 2, .idle_max = 1ms});
  for (int i = 0; i < 100; ++i) {
    std::latch first_done(1);
    send(pool, [&] { first_done.count_down(); });
    first_done.wait();
    for (int j = 0; j < 20; ++j) std::this_thread::yield();  // its thread is idle now, or almost
    std::barrier meet(2);
    std::latch done(2);
    for (int j = 0; j < 2; ++j)
      send(pool, [&] {
        meet.arrive_and_wait();  // for ever, if one waits until the other has ended
        done.count_down();
      });
    done.wait();
    wait_until_empty(pool);
  }
}

TEST(BlockingPool, LetsIdleThreadsEndAndStartsOthersLater) {
  auto& pool = make_pool({.threads_max = 4, .idle_max = 1ms});
  for (int round = 0; round < 10; ++round) {
    std::latch done(8);
    for (int i = 0; i < 8; ++i) send(pool, [&] { done.count_down(); });
    done.wait();
    wait_until_empty(pool);
  }
}

TEST(BlockingPool, TakesJobsThatComeWhileItsThreadsAreEnding) {
  auto& pool = make_pool({.threads_max = 2, .idle_max = 0ms});
  for (int i = 0; i < 2'000; ++i) {
    std::latch done(1);
    send(pool, [&] { done.count_down(); });
    done.wait();
  }
}

TEST(BlockingPool, RunsJobsThatJobsOffload) {
  auto& pool = make_pool({.threads_max = 2, .idle_max = 1s});
  std::latch done(1);
  const std::function<void(int)> go_on = [&](int left) {
    if (left == 0)
      done.count_down();
    else
      send(pool, [&, left] { go_on(left - 1); });
  };
  go_on(500);
  done.wait();
}

TEST(BlockingPool, RunsWhatManyThreadsOffload) {
  constexpr int senders = 4, each = 5'000;
  auto& pool = make_pool({});
  std::atomic<int> sum{0};
  std::latch done(senders * each);
  std::vector<std::jthread> threads;
  for (int sender = 0; sender < senders; ++sender)
    threads.emplace_back([&] {
      for (int i = 1; i <= each; ++i)
        send(pool, [&, i] {
          sum += i;
          done.count_down();
        });
    });
  done.wait();
  EXPECT_EQ(sum, senders * each * (each + 1) / 2);
}

TEST(BlockingPool, RefusesAJobWhenNoThreadCanBeStarted) {
  auto& pool = make_pool({.threads_max = 2, .idle_max = 1s});
  std::latch ran(1);
  auto& job = *new errand([&] { ran.count_down(); });
  {
    const unthreaded process;
    EXPECT_THROW(pool.offload(job), std::system_error);
    EXPECT_EQ(pool.threads(), 0u);
  }
  pool.offload(job);
  ran.wait();
}

TEST(BlockingPool, LetsAJobWaitWhenNoFurtherThreadCanBeStarted) {
  auto& pool = make_pool({.threads_max = 2, .idle_max = 1s});
  std::latch first_runs(1), go(1), done(2);
  send(pool, [&] {
    first_runs.count_down();
    go.wait();
    done.count_down();
  });
  first_runs.wait();
  {
    const unthreaded process;
    send(pool, [&] { done.count_down(); });
    EXPECT_EQ(pool.threads(), 1u);
  }
  go.count_down();
  done.wait();
}

}  // namespace
}  // namespace weft::native
