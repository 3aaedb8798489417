// What the dispatcher hands out, in which order, and what it tells.
#include "dispatch/dispatcher.hpp"

#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::dispatch {
namespace {

class FifoDispatcher : public Dispatcher {
 protected:
  FifoDispatcher() : Dispatcher({.order = order::fifo, .ahead = {}}) {}
};

class PriorityDispatcher : public Dispatcher {
 protected:
  PriorityDispatcher() : Dispatcher({.order = order::priority, .ahead = {}}) {}
};

class SmallDispatcher : public Dispatcher {
 protected:
  SmallDispatcher() : Dispatcher({.ahead = {}, .queued_max = 2}) {}
};

TEST_F(Dispatcher, GivesNothingWithoutAFreeWorkerOrAJob) {
  submit({.module = "m", .method = "f"});
  EXPECT_EQ(pool.next(at(1s)), std::nullopt);
  pool.add_worker(worker_0);
  EXPECT_TRUE(pool.next(at(1s)));
  EXPECT_EQ(pool.next(at(1s)), std::nullopt);
}

TEST_F(Dispatcher, StartsEqualJobsInTheOrderInWhichTheyCame) {
  std::vector<job_id> submitted;
  for (int i = 0; i < 5; ++i) submitted.push_back(submit({.module = "m", .method = "f"}, 1ms * i));
  pool.add_worker(worker_0);
  EXPECT_EQ(run_all(pool, at(1s)), submitted);
}

TEST_F(Dispatcher, AShortJobOvertakesALongOneThatHasWaitedLonger) {
  teach("short", 1ms);
  teach("long", 100ms);
  submit({.module = "m", .method = "long"}, 0ms);
  const job_id overtaking = submit({.module = "m", .method = "short"}, 500ms);
  pool.add_worker(worker_0);
  EXPECT_EQ(pool.next(at(510ms))->job, overtaking);  // response ratios 6.1 and 11
}

TEST_F(Dispatcher, ALongJobThatHasWaitedGoesBeforeAShortOneThatHasNot) {
  teach("short", 1ms);
  teach("long", 100ms);
  const job_id patient = submit({.module = "m", .method = "long"}, 0ms);
  submit({.module = "m", .method = "short"}, 500ms);
  pool.add_worker(worker_0);
  EXPECT_EQ(pool.next(at(501ms))->job, patient);  // response ratios 6.01 and 2
}

TEST_F(Dispatcher, AStepOfPriorityDoublesTheWorthOfAWait) {
  const job_id usual = submit({.module = "m", .method = "f"}, 0ms);
  const job_id raised = submit({.module = "m", .method = "f", .priority = 1}, 50ms);
  pool.add_worker(worker_0);
  EXPECT_EQ(pool.next(at(99ms))->job, usual);
  pool.finish(usual, at(100ms));
  const job_id other_usual = submit({.module = "m", .method = "f"}, 0ms);
  EXPECT_EQ(pool.next(at(101ms))->job, raised);
  pool.finish(raised, at(102ms));
  EXPECT_EQ(pool.next(at(102ms))->job, other_usual);
}

TEST_F(FifoDispatcher, StartsJobsAsTheyCameWhateverTheirPriority) {
  const std::vector submitted{submit({.module = "m", .method = "f", .priority = -3}),
                              submit({.module = "m", .method = "g", .priority = 5}),
                              submit({.module = "m", .method = "f"})};
  pool.add_worker(worker_0);
  EXPECT_EQ(run_all(pool, at(1s)), submitted);
}

TEST_F(PriorityDispatcher, StartsTheHighestPriorityAndTheOldestWithinIt) {
  const job_id low = submit({.module = "m", .method = "f", .priority = -128});
  const job_id first_high = submit({.module = "m", .method = "f", .priority = 127});
  const job_id middle = submit({.module = "m", .method = "f"});
  const job_id second_high = submit({.module = "m", .method = "g", .priority = 127});
  pool.add_worker(worker_0);
  EXPECT_EQ(run_all(pool, at(1s)), (std::vector{first_high, second_high, middle, low}));
}

TEST_F(Dispatcher, NeverHandsOutAJobWhoseDeadlineCame) {
  const job_id late = submit({.module = "m", .method = "f", .deadline = at(10ms)});
  const job_id kept = submit({.module = "m", .method = "f", .deadline = at(11ms)});
  pool.add_worker(worker_0);
  EXPECT_EQ(pool.next(at(10ms))->job, kept);
  EXPECT_EQ(pool.take_expired(at(10ms)), std::vector{late});
  EXPECT_FALSE(pool.finish(late, at(11ms)));
}

TEST_F(Dispatcher, ReportsAnExpiredJobOnceAlsoWithoutWorkers) {
  EXPECT_EQ(pool.next_deadline(), time_point::max());
  const job_id later = submit({.module = "m", .method = "f", .deadline = at(20ms)});
  const job_id sooner = submit({.module = "m", .method = "g", .deadline = at(10ms)});
  EXPECT_EQ(pool.next_deadline(), at(10ms));
  EXPECT_TRUE(pool.take_expired(at(9ms)).empty());
  EXPECT_EQ(pool.take_expired(at(10ms)), std::vector{sooner});
  EXPECT_EQ(pool.next_deadline(), at(20ms));
  EXPECT_EQ(pool.take_expired(at(1s)), std::vector{later});
  EXPECT_TRUE(pool.take_expired(at(2s)).empty());
}

TEST_F(Dispatcher, ADeadlineDoesNotTouchAJobThatRuns) {
  const job_id started = submit({.module = "m", .method = "f", .deadline = at(10ms)});
  pool.add_worker(worker_0);
  ASSERT_TRUE(pool.next(at(9ms)));
  EXPECT_EQ(pool.next_deadline(), time_point::max());
  EXPECT_TRUE(pool.take_expired(at(1s)).empty());
  EXPECT_TRUE(pool.finish(started, at(1s)));
}

TEST_F(Dispatcher, CancelsAQueuedJobWhereverItStands) {
  std::vector<job_id> jobs;
  for (int i = 0; i < 5; ++i) jobs.push_back(submit({.module = "m", .method = "f"}));
  for (const std::size_t each : {0u, 2u, 4u}) EXPECT_TRUE(pool.cancel(jobs[each]));
  EXPECT_FALSE(pool.cancel(jobs[2]));
  pool.add_worker(worker_0);
  EXPECT_EQ(run_all(pool, at(1s)), (std::vector{jobs[1], jobs[3]}));
}

TEST_F(Dispatcher, DoesNotCancelAJobThatRunsOrHasEnded) {
  const job_id only = submit({.module = "m", .method = "f"});
  pool.add_worker(worker_0);
  pool.next(at(0s));
  EXPECT_FALSE(pool.cancel(only));
  EXPECT_TRUE(pool.finish(only, at(1ms)));
  EXPECT_FALSE(pool.cancel(only));
  EXPECT_FALSE(pool.finish(only, at(1ms)));
}

TEST_F(Dispatcher, AJobThatNamesItsWorkerWaitsForItAndHoldsUpNoOther) {
  pool.add_worker(worker_0);
  pool.add_worker(worker_1);
  const job_id first = submit({.module = "m", .method = "f", .worker = worker_1});
  const job_id second = submit({.module = "m", .method = "f", .worker = worker_1});
  EXPECT_EQ(pool.next(at(0s)), (assignment{first, worker_1}));
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  const job_id anywhere = submit({.module = "m", .method = "f"}, 1s);
  EXPECT_EQ(pool.next(at(1s)), (assignment{anywhere, worker_0}));
  pool.finish(first, at(2s));
  EXPECT_EQ(pool.next(at(2s)), (assignment{second, worker_1}));
}

TEST_F(Dispatcher, RefusesAJobForAWorkerThatIsNotThere) {
  pool.add_worker(worker_0);
  const auto refused = pool.submit({.module = "m", .method = "f", .worker = worker_1}, at(0s));
  EXPECT_EQ(refused.error(), submit_error::no_such_worker);
  EXPECT_EQ(pool.stats(at(0s)).queued, 0u);
}

TEST_F(SmallDispatcher, RefusesAJobBeyondItsBoundUntilOneHasStarted) {
  const job job{.module = "m", .method = "f"};
  submit(job);
  submit(job);
  EXPECT_EQ(pool.submit(job, at(0s)).error(), submit_error::queue_full);
  pool.add_worker(worker_0);
  pool.next(at(0s));
  EXPECT_TRUE(pool.submit(job, at(0s)));
}

TEST_F(SmallDispatcher, CountsExpiredJobsToItsBoundUntilTheyAreTaken) {
  for (int i = 0; i < 2; ++i) submit({.module = "m", .method = "f", .deadline = at(1s)});
  EXPECT_EQ(pool.next(at(1s)), std::nullopt);
  EXPECT_EQ(pool.submit({.module = "m", .method = "f"}, at(1s)).error(), submit_error::queue_full);
  EXPECT_EQ(pool.take_expired(at(1s)).size(), 2u);
  EXPECT_TRUE(pool.submit({.module = "m", .method = "f"}, at(1s)));
}

TEST_F(Dispatcher, AWorkerThatIsNotThereLosesNothing) {
  const lost_jobs lost = pool.remove_worker(worker_1);
  EXPECT_TRUE(lost.running.empty());
  EXPECT_TRUE(lost.naming_it.empty());
}

TEST_F(Dispatcher, ForgetsAMethodThatNoJobNeedsAfterManyOthers) {
  teach("first", 4ms);
  for (std::size_t i = 0; i < estimates::methods_max; ++i) {
    const std::string other = "other " + std::to_string(i);
    pool.cancel(submit({.module = "m", .method = other}));
  }
  submit({.module = "m", .method = "first"});
  EXPECT_EQ(pool.stats(at(0s)).groups.front().duration_mean, std::nullopt);
}

TEST_F(Dispatcher, CountsWhatIsQueuedAndRunsAndHowLongItWaited) {
  pool.add_worker(worker_0);
  pool.add_worker(worker_1);
  submit({.module = "m", .method = "f"}, 0s);
  pool.finish(pool.next(at(5s))->job, at(5s + 4ms));
  submit({.module = "m", .method = "f"}, 6s);
  pool.next(at(6s));
  submit({.module = "m", .method = "f", .priority = 2, .worker = worker_0}, 7s);
  submit({.module = "m", .method = "f", .priority = 2, .worker = worker_0}, 8s);
  const statistics seen = pool.stats(at(9s));
  EXPECT_EQ(seen.queued, 2u);
  EXPECT_EQ(seen.running, 1u);
  EXPECT_EQ(seen.waiting, 0u);
  EXPECT_EQ(seen.workers, 2u);
  EXPECT_EQ(seen.free_workers, 1u);
  EXPECT_EQ(seen.longest_wait, 5s);
  ASSERT_EQ(seen.groups.size(), 1u);
  const group_statistics& group = seen.groups.front();
  EXPECT_EQ(group.module, "m");
  EXPECT_EQ(group.method, "f");
  EXPECT_EQ(group.priority, 2);
  EXPECT_EQ(group.worker, worker_0);
  EXPECT_FALSE(group.exclusive);
  EXPECT_EQ(group.queued, 2u);
  EXPECT_EQ(group.duration_mean, 4ms);
  EXPECT_EQ(group.longest_wait, 2s);
  EXPECT_EQ(pool.stats(at(13s)).longest_wait, 6s);
}

}  // namespace
}  // namespace weft::dispatch
