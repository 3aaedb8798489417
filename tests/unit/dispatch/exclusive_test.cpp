// Exclusive jobs: alone on their worker, and started at their turn however busy the pool is.
#include "fixture.hpp"

namespace weft::dispatch {
namespace {

class Exclusive : public Dispatcher {
 protected:
  Exclusive() : Dispatcher({.order = order::fifo, .ahead = 2ms}) { teach("f", 250us); }

  job_id submit_usual(clock::duration when = {}) {
    return submit({.module = "m", .method = "f"}, when);
  }
  job_id submit_exclusive(std::optional<worker_id> worker = {}) {
    return submit({.module = "m", .method = "x", .worker = worker, .exclusive = true});
  }
};

TEST_F(Exclusive, JobsAreAloneOnTheirWorkerUntilTheyEnd) {
  pool.add_worker(worker_0);
  const job_id alone = submit_exclusive();
  const job_id next = submit_usual();
  EXPECT_EQ(pool.next(at(0s))->job, alone);
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  pool.waits(alone, at(1ms));
  EXPECT_EQ(pool.next(at(1ms)), std::nullopt);
  pool.finish(alone, at(2ms));
  EXPECT_EQ(pool.next(at(2ms))->job, next);
}

TEST_F(Exclusive, JobsDoNotJoinOneThatWaits) {
  pool.add_worker(worker_0);
  const job_id waiting = submit_usual();
  pool.next(at(0s));
  pool.waits(waiting, at(0s));
  const job_id alone = submit_exclusive();
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  pool.finish(waiting, at(1s));
  EXPECT_EQ(pool.next(at(1s))->job, alone);
}

TEST_F(Exclusive, JobsHaveAWorkerSetAsideAtTheirTurn) {
  pool.add_worker(worker_0);
  const job_id first = submit_usual();
  pool.next(at(0s));
  const job_id alone = submit_exclusive();
  const job_id later = submit_usual();
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);  // though there is room for `later`
  pool.finish(first, at(1ms));
  EXPECT_EQ(pool.next(at(1ms))->job, alone);
  EXPECT_EQ(pool.next(at(1ms)), std::nullopt);
  pool.finish(alone, at(2ms));
  EXPECT_EQ(pool.next(at(2ms))->job, later);
}

TEST_F(Exclusive, JobsHaveNoneSetAsideBeforeTheirTurn) {
  pool.add_worker(worker_0);
  const job_id first = submit_usual();
  pool.next(at(0s));
  const job_id second = submit_usual();
  submit_exclusive();
  EXPECT_EQ(pool.next(at(0s))->job, second);
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  EXPECT_TRUE(pool.finish(first, at(0s)));
}

TEST_F(Exclusive, JobsStartOnAnotherWorkerThatIsIdleEarlier) {
  pool.add_worker(worker_0);
  pool.add_worker(worker_1);
  const job_id on_0 = submit({.module = "m", .method = "f", .worker = worker_0});
  const job_id on_1 = submit({.module = "m", .method = "f", .worker = worker_1});
  pool.next(at(0s));
  pool.next(at(0s));
  const job_id alone = submit_exclusive();
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);  // worker 0 is set aside
  pool.finish(on_1, at(1ms));
  EXPECT_EQ(pool.next(at(1ms)), (assignment{alone, worker_1}));
  const job_id usual = submit_usual();
  EXPECT_EQ(pool.next(at(1ms)), (assignment{usual, worker_0}));  // given back
  EXPECT_TRUE(pool.finish(on_0, at(1ms)));
}

TEST_F(Exclusive, JobsHaveTheWorkerSetAsideThatWillBeEmptyFirst) {
  for (const worker_id each : {worker_0, worker_1, worker_2}) pool.add_worker(each);
  teach("short", 100us);
  teach("long", 1ms);
  const job_id waiting = submit({.module = "m", .method = "short", .worker = worker_0});
  pool.next(at(0s));
  pool.waits(waiting, at(0s));
  submit({.module = "m", .method = "long", .worker = worker_1});
  const job_id soonest = submit({.module = "m", .method = "short", .worker = worker_2});
  pool.next(at(0s));
  pool.next(at(0s));
  const job_id alone = submit_exclusive();
  const job_id usual = submit({.module = "m", .method = "short", .worker = worker_2});
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  pool.finish(soonest, at(0s));
  EXPECT_EQ(pool.next(at(0s)), (assignment{alone, worker_2}));
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  pool.finish(alone, at(1ms));
  EXPECT_EQ(pool.next(at(1ms)), (assignment{usual, worker_2}));
}

TEST_F(Exclusive, JobsThatNameTheirWorkerWaitForThatOne) {
  pool.add_worker(worker_0);
  pool.add_worker(worker_1);
  const job_id first = submit({.module = "m", .method = "f", .worker = worker_1});
  pool.next(at(0s));
  const job_id alone = submit_exclusive(worker_1);
  const job_id usual = submit_usual();
  const job_id bound = submit({.module = "m", .method = "f", .worker = worker_1});
  EXPECT_EQ(pool.next(at(0s)), (assignment{usual, worker_0}));
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  pool.finish(first, at(1ms));
  EXPECT_EQ(pool.next(at(1ms)), (assignment{alone, worker_1}));
  pool.finish(alone, at(2ms));
  EXPECT_EQ(pool.next(at(2ms)), (assignment{bound, worker_1}));
}

TEST_F(Exclusive, JobsThatAreCancelledOrExpireGiveTheirWorkerBack) {
  pool.add_worker(worker_0);
  submit_usual();
  pool.next(at(0s));
  const job_id cancelled = submit_exclusive();
  const job_id usual = submit_usual();
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  EXPECT_TRUE(pool.cancel(cancelled));
  EXPECT_EQ(pool.next(at(0s))->job, usual);
  submit({.module = "m", .method = "x", .deadline = at(5ms), .exclusive = true});
  const job_id last = submit_usual();
  EXPECT_EQ(pool.next(at(4ms)), std::nullopt);
  EXPECT_EQ(pool.next(at(5ms))->job, last);
}

TEST_F(Exclusive, JobsLoseTheWorkerThatWasSetAsideAndKeepTheirTurn) {
  pool.add_worker(worker_0);
  const job_id first = submit_usual();
  pool.next(at(0s));
  const job_id alone = submit_exclusive();
  const job_id bound = submit_exclusive(worker_0);
  const job_id later = submit_usual();
  EXPECT_EQ(pool.next(at(0s)), std::nullopt);
  const lost_jobs lost = pool.remove_worker(worker_0);
  EXPECT_EQ(lost.running, std::vector{first});
  EXPECT_EQ(lost.naming_it, std::vector{bound});
  pool.add_worker(worker_1);
  EXPECT_EQ(pool.next(at(0s)), (assignment{alone, worker_1}));
  const lost_jobs lost_alone = pool.remove_worker(worker_1);
  EXPECT_EQ(lost_alone.running, std::vector{alone});
  pool.add_worker(worker_0);
  EXPECT_EQ(pool.next(at(0s)), (assignment{later, worker_0}));
}

TEST_F(Exclusive, JobsFollowEachOther) {
  pool.add_worker(worker_0);
  const job_id first = submit_exclusive();
  const job_id second = submit_exclusive();
  const job_id third = submit_exclusive(worker_0);
  EXPECT_EQ(run_all(pool, at(1s)), (std::vector{first, second, third}));
}

TEST_F(Exclusive, JobsAreNotStarvedByShortOnesThatKeepComing) {
  // Every 100 us another job of 100 us comes, and the worker always has some ahead.
  pool.add_worker(worker_0);
  teach("f", 100us);
  std::vector<job_id> running;
  for (int i = 0; i < 10; ++i) running.push_back(submit_usual());
  while (pool.next(at(0s))) continue;
  const job_id alone = submit_exclusive();
  clock::duration now{};
  for (int i = 0; i < 100; ++i) {
    now += 100us;
    pool.finish(running[static_cast<std::size_t>(i)], at(now));
    running.push_back(submit_usual(now));
    while (const auto given = pool.next(at(now))) {
      if (given->job != alone) continue;
      EXPECT_EQ(now, 1ms);  // when the ten before it had ended
      return;
    }
  }
  FAIL() << "the exclusive job never started";
}

}  // namespace
}  // namespace weft::dispatch
