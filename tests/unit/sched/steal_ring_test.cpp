#include <gtest/gtest.h>

#include <vector>

#include "sched/run_queues.hpp"
#include "support.hpp"

namespace weft::detail {
namespace {

TEST(StealRing, IsFirstInFirstOutForItsOwner) {
  const auto fibers = idle_fibers(3);
  steal_ring ring;
  EXPECT_EQ(ring.pop(), nullptr);
  for (const auto& fiber : fibers) EXPECT_TRUE(ring.push(*fiber));
  EXPECT_EQ(ring.size(), 3u);
  for (const auto& fiber : fibers) EXPECT_EQ(ring.pop(), fiber.get());
  EXPECT_TRUE(ring.looks_empty());
}

TEST(StealRing, RefusesMoreThanItHolds) {
  auto fibers = idle_fibers(steal_ring::capacity + 1);
  steal_ring ring;
  for (std::size_t i = 0; i < steal_ring::capacity; ++i) EXPECT_TRUE(ring.push(*fibers[i]));
  EXPECT_FALSE(ring.push(*fibers.back()));
  EXPECT_EQ(ring.pop(), fibers.front().get());
  EXPECT_TRUE(ring.push(*fibers.back()));
}

TEST(StealRing, GoesRoundManyTimes) {
  const auto fibers = idle_fibers(100);
  steal_ring ring;
  for (int turn = 0; turn < 1000; ++turn) {
    for (const auto& fiber : fibers) ASSERT_TRUE(ring.push(*fiber));
    for (const auto& fiber : fibers) ASSERT_EQ(ring.pop(), fiber.get());
  }
  EXPECT_EQ(ring.taken(), 100'000u);
}

TEST(StealRing, GivesAThiefTheOlderHalf) {
  const auto fibers = idle_fibers(5);
  steal_ring victim, thief;
  for (const auto& fiber : fibers) victim.push(*fiber);
  EXPECT_EQ(victim.steal_into(thief), 3u);
  EXPECT_EQ(thief.pop(), fibers[0].get());
  EXPECT_EQ(thief.size(), 2u);
  EXPECT_EQ(victim.pop(), fibers[3].get());
  EXPECT_EQ(victim.steal_into(thief), 1u);
  EXPECT_EQ(victim.steal_into(thief), 0u);
  EXPECT_EQ(thief.size(), 3u);
}

TEST(StealRing, GivesTheOnlyOneAway) {
  const auto fibers = idle_fibers(1);
  steal_ring victim, thief;
  victim.push(*fibers[0]);
  EXPECT_EQ(victim.steal_into(thief), 1u);
  EXPECT_TRUE(victim.looks_empty());
  EXPECT_EQ(thief.pop(), fibers[0].get());
}

}  // namespace
}  // namespace weft::detail
