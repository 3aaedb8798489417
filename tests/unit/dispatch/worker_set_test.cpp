#include "dispatch/worker_set.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::dispatch {
namespace {

constexpr worker_id a{0}, b{1}, c{2};

worker_id acquire_least_busy(worker_set& workers) {
  const worker_id chosen = workers.least_busy();
  workers.acquire(chosen);
  return chosen;
}

TEST(WorkerSet, HandsOutTheWorkerThatHasBeenFreeForLongest) {
  worker_set workers(1);
  workers.add(b);
  workers.add(a);
  EXPECT_EQ(acquire_least_busy(workers), b);
  workers.release(b);
  EXPECT_EQ(acquire_least_busy(workers), a);
  EXPECT_EQ(acquire_least_busy(workers), b);
  EXPECT_EQ(workers.free_count(), 0u);
}

TEST(WorkerSet, SpreadsJobsOverWorkersThatRunSeveral) {
  worker_set workers(2);
  workers.add(a);
  workers.add(b);
  std::vector<worker_id> chosen;
  while (workers.free_count() != 0) chosen.push_back(acquire_least_busy(workers));
  EXPECT_EQ(chosen, (std::vector{a, b, a, b}));
}

TEST(WorkerSet, PrefersTheWorkerThatRunsTheFewestJobs) {
  worker_set workers(3);
  workers.add(a);
  workers.add(b);
  for (int i = 0; i < 3; ++i) workers.acquire(a);
  workers.acquire(b);
  workers.acquire(b);
  workers.release(a);
  workers.release(a);
  EXPECT_EQ(workers.least_busy(), a);
}

TEST(WorkerSet, AWorkerIsFreeUntilItsLastPlaceIsTaken) {
  worker_set workers(2);
  workers.add(c);
  workers.acquire(c);
  EXPECT_TRUE(workers.is_free(c));
  workers.acquire(c);
  EXPECT_FALSE(workers.is_free(c));
  workers.release(c);
  EXPECT_TRUE(workers.is_free(c));
}

TEST(WorkerSet, ForgetsARemovedWorkerFreeOrBusy) {
  worker_set workers(1);
  for (const worker_id each : {a, b, c}) workers.add(each);
  workers.acquire(a);
  workers.remove(a);
  workers.remove(b);
  EXPECT_EQ(workers.size(), 1u);
  EXPECT_EQ(workers.free_count(), 1u);
  EXPECT_FALSE(workers.contains(a));
  EXPECT_FALSE(workers.is_free(b));
  EXPECT_EQ(workers.least_busy(), c);
}

TEST(WorkerSet, TheNumberOfARemovedWorkerMayBeUsedAgain) {
  worker_set workers(1);
  workers.add(a);
  workers.acquire(a);
  workers.remove(a);
  workers.add(a);
  EXPECT_TRUE(workers.is_free(a));
  EXPECT_EQ(workers.least_busy(), a);
}

}  // namespace
}  // namespace weft::dispatch
