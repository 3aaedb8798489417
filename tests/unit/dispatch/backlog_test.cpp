// How much a worker is given at a time, what lets go of it, and how the dispatcher measures jobs.
#include "fixture.hpp"

namespace weft::dispatch {
namespace {

class Backlog : public Dispatcher {
 protected:
  Backlog() : Dispatcher({.order = order::fifo, .ahead = 2ms}) { pool.add_worker(worker_0); }

  /// Starts as many jobs of `method` as a worker takes, and says how many those were.
  std::size_t fill(std::string_view method, clock::duration when = {}) {
    std::size_t started = 0;
    for (;; ++started) {
      const job_id last = submit({.module = "m", .method = method}, when);
      if (pool.next(at(when))) continue;
      pool.cancel(last);
      return started;
    }
  }

  clock::duration mean_of(std::string_view method) {
    const job_id asking = submit({.module = "m", .method = method});
    const auto mean = pool.stats(at(0s)).groups.front().duration_mean.value();
    pool.cancel(asking);
    return mean;
  }
};

TEST_F(Backlog, OfShortJobsIsSeveral) {
  teach("short", 100us);
  EXPECT_EQ(fill("short"), 20u);
}

TEST_F(Backlog, OfLongJobsIsOne) {
  teach("long", 2ms);
  EXPECT_EQ(fill("long"), 1u);
}

TEST_F(Backlog, OfUnknownJobsIsOne) { EXPECT_EQ(fill("unknown"), 1u); }

TEST_F(Backlog, EndsAtALongJobThatFollowsShortOnes) {
  teach("short", 500us);
  teach("long", 10ms);
  for (int i = 0; i < 3; ++i) submit({.module = "m", .method = "short"});
  submit({.module = "m", .method = "long"});
  submit({.module = "m", .method = "short"});
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(pool.next(at(0s)));
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
}

TEST_F(Backlog, HasRoomAgainWhenAJobEndsOrWaits) {
  teach("f", 1ms);
  const job_id first = submit({.module = "m", .method = "f"});
  const job_id second = submit({.module = "m", .method = "f"});
  submit({.module = "m", .method = "f"});
  submit({.module = "m", .method = "f"});
  EXPECT_TRUE(pool.next(at(0s)));
  EXPECT_TRUE(pool.next(at(0s)));
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  EXPECT_TRUE(pool.waits(first, at(1ms)));
  EXPECT_TRUE(pool.next(at(1ms)));
  EXPECT_EQ(pool.next(at(1ms)), std::nullopt);
  EXPECT_TRUE(pool.finish(second, at(2ms)));
  EXPECT_TRUE(pool.next(at(2ms)));
  EXPECT_TRUE(pool.finish(first, at(2ms)));  // it held nothing any more
  submit({.module = "m", .method = "f"});
  EXPECT_EQ(pool.next(at(2ms)), std::nullopt);
}

TEST_F(Backlog, IsLeftAloneByAJobThatWaitsAlreadyOrDoesNotRun) {
  const job_id queued = submit({.module = "m", .method = "f"});
  EXPECT_FALSE(pool.waits(queued, at(0s)));
  pool.next(at(0s));
  EXPECT_TRUE(pool.waits(queued, at(0s)));
  EXPECT_FALSE(pool.waits(queued, at(0s)));
  EXPECT_EQ(pool.stats(at(0s)).running, 0u);
  EXPECT_EQ(pool.stats(at(0s)).waiting, 1u);
  EXPECT_FALSE(pool.cancel(queued));
  EXPECT_TRUE(pool.finish(queued, at(1s)));
  EXPECT_FALSE(pool.waits(queued, at(1s)));
  EXPECT_EQ(pool.stats(at(1s)).waiting, 0u);
}

TEST_F(Backlog, OfTheLeastIsServedFirst) {
  pool.add_worker(worker_1);
  pool.add_worker(worker_2);
  teach("f", 1ms);
  teach("g", 500us);
  submit({.module = "m", .method = "f", .worker = worker_0});
  submit({.module = "m", .method = "g", .worker = worker_1});
  submit({.module = "m", .method = "g", .worker = worker_2});
  for (int i = 0; i < 3; ++i) pool.waits(pool.next(at(0s))->job, at(0s));
  submit({.module = "m", .method = "f", .worker = worker_0});
  submit({.module = "m", .method = "g", .worker = worker_1});
  pool.next(at(0s));
  pool.next(at(0s));
  std::vector<worker_id> given;
  for (int i = 0; i < 3; ++i) {
    submit({.module = "m", .method = "g"});
    given.push_back(pool.next(at(0s))->worker);
  }
  EXPECT_EQ(given, (std::vector{worker_2, worker_1, worker_2}));
}

TEST_F(Backlog, IsMeasuredFromTheEndOfTheJobBefore) {
  teach("first", 500us);
  teach("second", 700us);
  teach("third", 600us);
  std::vector<job_id> jobs;
  for (const char* method : {"first", "second", "third"}) {
    jobs.push_back(submit({.module = "m", .method = method}));
    ASSERT_TRUE(pool.next(at(0s)));
  }
  pool.finish(jobs[0], at(500us));
  pool.waits(jobs[1], at(1200us));
  pool.finish(jobs[2], at(1800us));
  pool.finish(jobs[1], at(99ms));
  EXPECT_EQ(mean_of("first"), 500us);   // as before: what was measured now is the same
  EXPECT_EQ(mean_of("second"), 700us);  // until it waited
  EXPECT_EQ(mean_of("third"), 600us);
}

TEST_F(Backlog, IsMeasuredFromTheStartOnAWorkerThatWasIdle) {
  const job_id first = submit({.module = "m", .method = "f"});
  pool.next(at(0s));
  pool.finish(first, at(2ms));
  const job_id second = submit({.module = "m", .method = "f"}, 5s);
  pool.next(at(5s));
  pool.finish(second, at(5s + 4ms));
  EXPECT_EQ(mean_of("f"), 3ms);
}

TEST_F(Backlog, GoesWithItsWorkerAndWithWhatOnlyThatMayRun) {
  for (const char* method : {"f", "g", "h"}) teach(method, 250us);
  const job_id first = submit({.module = "m", .method = "f"});
  const job_id second = submit({.module = "m", .method = "g"});
  const job_id third = submit({.module = "m", .method = "h"});
  for (int i = 0; i < 3; ++i) pool.next(at(0s));
  pool.waits(second, at(0s));
  const job_id bound = submit({.module = "m", .method = "f", .worker = worker_0});
  const job_id unbound = submit({.module = "m", .method = "f"});
  const lost_jobs lost = pool.remove_worker(worker_0);
  EXPECT_EQ(lost.running, (std::vector{first, second, third}));
  EXPECT_EQ(lost.naming_it, std::vector{bound});
  EXPECT_FALSE(pool.finish(first, at(1ms)));
  EXPECT_FALSE(pool.finish(second, at(1ms)));
  EXPECT_EQ(pool.stats(at(1ms)).waiting, 0u);
  pool.add_worker(worker_0);
  EXPECT_EQ(run_all(pool, at(1s)), std::vector{unbound});
}

}  // namespace
}  // namespace weft::dispatch
