// What a pool of jobs promises: how many compute at a time, in which order they start, and that every
// job ends.
#include <atomic>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

/// Keeps the only worker of a pool, though it waits, until `let_go`.
class blocker {
 public:
  explicit blocker(pool& pool)
      : job_(pool.submit({.method = "blocker", .exclusive = true}, [go = go_] { go.receive(); })) {}
  void let_go() {
    go_.close();
    job_.join();
  }

 private:
  channel<int> go_;
  job_handle<void> job_;
};

TEST(Pool, GivesWhatItsJobsReturnAndThrow) {
  on_every_pool([] {
    pool jobs;
    auto number = jobs.submit([] { return 6 * 7; });
    auto text = jobs.submit({.method = "text"}, [] { return std::make_unique<std::string>("t"); });
    auto nothing = jobs.submit([] {});
    auto failing = jobs.submit([]() -> int { throw std::domain_error("job"); });
    EXPECT_EQ(number.join(), 42);
    EXPECT_EQ(*text.join(), "t");
    nothing.join();
    EXPECT_TRUE(nothing.done());
    EXPECT_THROW(failing.join(), std::domain_error);
    EXPECT_EQ(perform(jobs.submit([] { return 5; }).join_op()), 5);
  });
}

TEST(Pool, LetsNoMoreJobsComputeThanItHasWorkers) {
  on_every_pool([] {
    constexpr unsigned workers = 2;
    pool jobs({.workers = workers});
    std::atomic<unsigned> computing = 0;
    std::vector<job_handle<void>> all;
    for (int i = 0; i < 10; ++i) {
      all.push_back(jobs.submit([&] {
        EXPECT_LE(++computing, workers);
        for (int turn = 0; turn < 3; ++turn) this_fiber::yield();
        --computing;
      }));
    }
    for (auto& each : all) each.join();
  });
}

TEST(Pool, StartsAnotherJobWhileOneWaits) {
  on_every_pool([] {
    pool jobs({.workers = 1});
    channel<int> numbers;
    auto receiver = jobs.submit([=] { return *numbers.receive(); });
    auto sender = jobs.submit([=] { numbers.send(3); });
    EXPECT_EQ(receiver.join(), 3);
    sender.join();
  });
}

TEST(Pool, RunsAnExclusiveJobAlone) {
  on_every_pool([] {
    pool jobs({.workers = 1});
    std::atomic<int> under_way = 0;
    std::vector<job_handle<void>> all;
    const auto usual = [&] {
      ++under_way;
      this_fiber::sleep_for(10us);
      --under_way;
    };
    for (int i = 0; i < 3; ++i) all.push_back(jobs.submit(usual));
    all.push_back(jobs.submit({.exclusive = true}, [&] {
      EXPECT_EQ(under_way, 0);
      this_fiber::sleep_for(50us);
      EXPECT_EQ(under_way, 0);
    }));
    for (int i = 0; i < 3; ++i) all.push_back(jobs.submit(usual));
    for (auto& each : all) each.join();
  });
}

/// In which order three jobs start on one worker.
std::string order_of_start(pool_order order) {
  pool jobs({.workers = 1, .order = order});
  blocker first(jobs);
  std::string started;
  std::vector<job_handle<void>> all;
  for (const int priority : {0, -1, 1}) {
    all.push_back(jobs.submit({.priority = priority},
                              [&started, priority] { started += std::to_string(priority) + " "; }));
  }
  first.let_go();
  for (auto& each : all) each.join();
  return started;
}

TEST(Pool, StartsJobsInTheOrderThatWasAskedFor) {
  on_every_pool([] {
    EXPECT_EQ(order_of_start(pool_order::fifo), "0 -1 1 ");
    EXPECT_EQ(order_of_start(pool_order::priority), "1 0 -1 ");
  });
}

TEST(Pool, EndsAJobWhoseDeadlineComesBeforeItsTurn) {
  on_every_pool([] {
    pool jobs({.workers = 1});
    blocker first(jobs);
    bool ran = false;
    const auto run = [&] { ran = true; };
    auto late = jobs.submit({.deadline = clock::now() + 2ms}, run);
    auto later = jobs.submit({.deadline = clock::now() + 1h}, [] { return 1; });
    auto sooner = jobs.submit({.deadline = clock::now() + 1ms}, run);
    auto past = jobs.submit({.deadline = clock::now()}, run);
    EXPECT_THROW(past.join(), deadline_passed);
    EXPECT_THROW(sooner.join(), deadline_passed);
    EXPECT_THROW(late.join(), deadline_passed);
    EXPECT_FALSE(ran);
    first.let_go();
    EXPECT_EQ(later.join(), 1);
  });
}

TEST(Pool, EndsAQueuedJobThatIsCancelledAtOnce) {
  on_every_pool([] {
    pool jobs({.workers = 1});
    blocker first(jobs);
    bool ran = false;
    auto plain = jobs.submit([&] { ran = true; });
    auto reasoned = jobs.submit([&] { ran = true; });
    auto kept = jobs.submit([] { return 1; });
    plain.cancel();
    reasoned.cancel(std::make_exception_ptr(std::domain_error("reason")));
    EXPECT_THROW(plain.join(), fiber_cancelled);
    EXPECT_THROW(reasoned.join(), std::domain_error);
    EXPECT_FALSE(ran);
    first.let_go();
    EXPECT_EQ(kept.join(), 1);
    kept.cancel();  // too late, and no harm
  });
}

TEST(Pool, CancelsAJobThatRuns) {
  on_every_pool([] {
    pool jobs;
    channel<int> begun;
    auto job = jobs.submit([=] {
      begun.send(1);
      this_fiber::sleep_for(1h);
    });
    begun.receive();
    job.cancel();
    EXPECT_THROW(job.join(), fiber_cancelled);
  });
}

TEST(Pool, ClosesWhenItsJobsHaveEndedAndTakesNoOthers) {
  on_every_pool([] {
    pool jobs({.workers = 1});
    std::atomic<int> ended = 0;
    for (int i = 0; i < 5; ++i) {
      jobs.submit([&] {
        this_fiber::sleep_for(10us);
        ++ended;
      });
    }
    jobs.close();
    EXPECT_EQ(ended, 5);
    EXPECT_THROW(jobs.submit([] {}), std::logic_error);
    jobs.close();
  });
}

TEST(Pool, KillsJobsQueuedAndUnderWay) {
  on_every_pool([] {
    pool jobs({.workers = 1});
    std::atomic<bool> unwound = false;
    bool ran = false;
    channel<int> begun;
    auto running = jobs.submit({.exclusive = true}, [=, &unwound] {
      const std::shared_ptr<void> witness(nullptr, [&](void*) { unwound = true; });
      begun.send(1);
      this_fiber::sleep_for(1h);
    });
    auto queued = jobs.submit({.deadline = clock::now() + 1h}, [&] { ran = true; });
    begun.receive();
    jobs.kill();
    EXPECT_TRUE(unwound);
    EXPECT_THROW(running.join(), pool_death);
    EXPECT_THROW(queued.join(), pool_death);
    EXPECT_FALSE(ran);
    EXPECT_THROW(jobs.submit([] {}), std::logic_error);
    jobs.kill();
  });
}

TEST(Pool, IsKilledWhenItGoes) {
  on_every_pool([] {
    std::optional<job_handle<void>> left;
    {
      pool jobs;
      left = jobs.submit([] { this_fiber::sleep_for(1h); });
    }
    EXPECT_THROW(left->join(), pool_death);
  });
}

TEST(Pool, RefusesAJobBeyondItsBound) {
  on_every_pool([] {
    pool jobs({.workers = 1, .queued_max = 1});
    blocker first(jobs);
    auto witness = std::make_shared<int>(0);
    auto queued = jobs.submit([] { return 1; });
    EXPECT_THROW(jobs.submit([witness] {}), pool_full);
    EXPECT_EQ(witness.use_count(), 1);
    first.let_go();
    EXPECT_EQ(queued.join(), 1);
    EXPECT_EQ(jobs.submit([] { return 2; }).join(), 2);
  });
}

TEST(Pool, GivesItsJobsTheFiberLocalValuesOfWhoSubmitted) {
  on_every_pool([] {
    const fiber_local<int> value;
    pool jobs({.workers = 1});
    std::optional<blocker> first;
    spawn([&] {
      *value = 1;
      first.emplace(jobs);
    }).join();
    auto without = jobs.submit([&] { return *value; });
    *value = 2;
    auto with = jobs.submit([&] { return *value; });
    first->let_go();
    EXPECT_EQ(without.join(), 0);
    EXPECT_EQ(with.join(), 2);
  });
}

TEST(Pool, CountsItsJobs) {
  on_every_pool([] {
    pool jobs({.workers = 1});
    blocker first(jobs);
    auto queued = jobs.submit([] {});
    const pool_stats blocked = jobs.stats();
    EXPECT_EQ(blocked.queued, 1u);
    EXPECT_EQ(blocked.running + blocked.waiting, 1u);
    EXPECT_EQ(blocked.workers, 1u);
    this_fiber::sleep_for(1ms);
    EXPECT_GE(jobs.stats().longest_wait, 1ms);
    first.let_go();
    queued.join();
    jobs.close();
    EXPECT_EQ(jobs.stats().queued, 0u);
    EXPECT_EQ(jobs.stats().running + jobs.stats().waiting, 0u);
    EXPECT_GE(jobs.stats().longest_wait, 1ms);
  });
}

TEST(Pool, TakesJobsFromItsJobs) {
  on_every_pool([] {
    pool jobs({.workers = 2});
    const int count = as_many_as_fit(2000);
    std::atomic<int> sum = 0;
    std::vector<job_handle<void>> all;
    for (int i = 0; i < count; ++i) {
      all.push_back(jobs.submit({.method = i % 2 == 0 ? "even" : "odd", .exclusive = i % 50 == 0},
                                [&sum, &jobs, i] {
                                  if (i % 7 == 0) this_fiber::yield();
                                  if (i % 50 == 0) return void(sum += i);
                                  jobs.submit([&sum, i] { sum += i; }).join();
                                }));
    }
    for (auto& each : all) each.join();
    EXPECT_EQ(sum, count * (count - 1) / 2);
  });
}

TEST(Pool, GoesOnWhenTheRuntimeHasFewerWorkers) {
  on_workers(4, [] {
    pool jobs;
    std::vector<job_handle<int>> all;
    for (int i = 0; i < 20; ++i) {
      if (i == 10) runtime::current().set_pool_size(1);
      all.push_back(jobs.submit([i] {
        this_fiber::yield();
        return i;
      }));
    }
    for (int i = 0; i < 20; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].join(), i);
  });
}

TEST(Pool, RefusesWhatCannotBe) {
  EXPECT_THROW(pool(), std::logic_error);
  on_every_pool([] { EXPECT_THROW(pool({.workers = 5000}), std::invalid_argument); });
}

}  // namespace
}  // namespace weft::contract
