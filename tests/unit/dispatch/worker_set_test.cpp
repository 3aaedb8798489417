#include "dispatch/worker_set.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::dispatch {
namespace {

using namespace std::chrono_literals;

constexpr worker_id a{0}, b{1}, c{2};
constexpr time_point now{};

worker_id start_on_least_busy(worker_set& workers, clock::duration expected = 1ms) {
  const worker_id chosen = workers.least_busy();
  workers.start(chosen, expected, false);
  return chosen;
}

TEST(WorkerSet, HandsOutTheWorkerThatHasBeenIdleForLongest) {
  worker_set workers(0ms);
  workers.add(b);
  workers.add(a);
  EXPECT_EQ(start_on_least_busy(workers), b);
  workers.end(b, 1ms, false, now);
  EXPECT_EQ(start_on_least_busy(workers), a);
  EXPECT_EQ(start_on_least_busy(workers), b);
  EXPECT_EQ(workers.free_count(), 0u);
}

TEST(WorkerSet, SpreadsJobsOverWorkersThatHoldSeveral) {
  worker_set workers(2ms);
  workers.add(a);
  workers.add(b);
  std::vector<worker_id> chosen;
  while (workers.free_count() != 0) chosen.push_back(start_on_least_busy(workers));
  EXPECT_EQ(chosen, (std::vector{a, b, a, b}));
}

TEST(WorkerSet, PrefersTheWorkerWithTheLeastBacklogByEighths) {
  worker_set workers(8ms);
  for (const worker_id each : {a, b, c}) workers.add(each);
  workers.start(a, 7ms, false);
  workers.start(b, 2500us, false);
  workers.start(c, 2ms, false);
  EXPECT_EQ(workers.least_busy(), b);  // in the same eighth as c, and there before it
  workers.end(a, 7ms, false, now);
  workers.start(a, 1ms, false);
  EXPECT_EQ(workers.least_busy(), a);
}

TEST(WorkerSet, PrefersAnIdleWorkerToOneWhereJobsWaitAndThatToABusyOne) {
  worker_set workers(2ms);
  for (const worker_id each : {a, b}) {
    workers.add(each);
    workers.start(each, 1ms, false);
  }
  workers.wait(b, 1ms, now);
  EXPECT_EQ(workers.least_busy(), b);
  EXPECT_FALSE(workers.any_idle());
  workers.add(c);
  EXPECT_EQ(workers.least_busy(), c);
  EXPECT_TRUE(workers.any_idle());
  workers.end_waiting(b, false, now);
  EXPECT_TRUE(workers.is_empty(b));
}

TEST(WorkerSet, AWorkerHasRoomUntilItsBacklogIsFullOrItIsKeptForOne) {
  worker_set workers(2ms);
  workers.add(c);
  workers.start(c, 1ms, false);
  EXPECT_TRUE(workers.has_room(c));
  workers.start(c, 1ms, false);
  EXPECT_FALSE(workers.has_room(c));
  workers.end(c, 1ms, false, now);
  EXPECT_TRUE(workers.has_room(c));
  workers.set_aside(c, 7);
  EXPECT_EQ(workers.set_aside_for(c), 7u);
  EXPECT_FALSE(workers.has_room(c));
  EXPECT_FALSE(workers.is_open(c));
  workers.give_back(c);
  EXPECT_TRUE(workers.has_room(c));
  workers.end(c, 1ms, false, now);
  workers.start(c, 1us, true);
  EXPECT_FALSE(workers.has_room(c));
  workers.wait(c, 1us, now);
  EXPECT_EQ(workers.open_count(), 0u);
  workers.end_waiting(c, true, now);
  EXPECT_TRUE(workers.has_room(c));
  EXPECT_EQ(workers.open_count(), 1u);
}

TEST(WorkerSet, ForgetsARemovedWorkerFreeOrBusy) {
  worker_set workers(0ms);
  for (const worker_id each : {a, b, c}) workers.add(each);
  workers.start(a, 1ms, false);
  workers.remove(a);
  workers.remove(b);
  EXPECT_EQ(workers.size(), 1u);
  EXPECT_EQ(workers.free_count(), 1u);
  EXPECT_EQ(workers.open_count(), 1u);
  EXPECT_FALSE(workers.contains(a));
  EXPECT_FALSE(workers.has_room(b));
  EXPECT_EQ(workers.least_busy(), c);
}

TEST(WorkerSet, TheNumberOfARemovedWorkerMayBeUsedAgain) {
  worker_set workers(0ms);
  workers.add(a);
  workers.start(a, 1ms, false);
  workers.remove(a);
  workers.add(a);
  EXPECT_TRUE(workers.has_room(a));
  EXPECT_EQ(workers.least_busy(), a);
}

}  // namespace
}  // namespace weft::dispatch
