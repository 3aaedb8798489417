#include <gtest/gtest.h>

#include <climits>
#include <memory>
#include <vector>

#include "sched/run_queues.hpp"
#include "support.hpp"

namespace weft::detail {
namespace {

class PriorityBands : public ::testing::Test {
 protected:
  void push(int priority) {
    bands.push_back(*fibers.emplace_back(std::make_unique<idle_fiber>(priority)));
  }
  /// What comes out by `pop`, until nothing does.
  template <class Pop>
  std::vector<int> drain(Pop pop) {
    std::vector<int> priorities;
    while (const fiber_core* fiber = pop()) priorities.push_back(fiber->priority());
    return priorities;
  }

  std::vector<std::unique_ptr<idle_fiber>> fibers;
  priority_bands bands;
};

TEST_F(PriorityBands, GiveTheHighestFirst) {
  for (const int priority : {3, -2, 7, 0, 7, INT_MIN, INT_MAX}) push(priority);
  EXPECT_EQ(drain([&] { return bands.pop_highest(INT_MIN); }),
            (std::vector{INT_MAX, 7, 7, 3, 0, -2, INT_MIN}));
  EXPECT_TRUE(bands.empty());
}

TEST_F(PriorityBands, GiveNoneBelowTheLowestAskedFor) {
  for (const int priority : {3, -2, 1}) push(priority);
  EXPECT_EQ(drain([&] { return bands.pop_highest(1); }), (std::vector{3, 1}));
  EXPECT_FALSE(bands.empty());
}

TEST_F(PriorityBands, AreFirstInFirstOutAmongEquals) {
  for (int i = 0; i < 3; ++i) push(4);
  for (const auto& fiber : fibers) EXPECT_EQ(bands.pop_highest(1), fiber.get());
}

TEST_F(PriorityBands, GiveEachPriorityItsTurn) {
  for (const int priority : {3, 3, 3, 1, 1, -5}) push(priority);
  const std::vector<int> order = drain([&] { return bands.pop_in_turn(); });
  EXPECT_EQ(order, (std::vector{-5, 3, 1, 3, 1, 3}));
}

/// New ones of the others keep coming; the one at the bottom comes out nevertheless.
TEST_F(PriorityBands, StarveNobodyInTurns) {
  push(-9);
  for (int turn = 0;; ++turn) {
    ASSERT_LT(turn, 10);
    push(5);
    push(2);
    if (bands.pop_in_turn()->priority() == -9) break;
  }
}

TEST_F(PriorityBands, TellHowUrgentTheyAre) {
  EXPECT_EQ(bands.urgency(), 0);
  push(-3);
  EXPECT_EQ(bands.urgency(), 0);
  push(2);
  push(1);
  EXPECT_EQ(bands.urgency(), 2);
  bands.pop_highest(1);
  EXPECT_EQ(bands.urgency(), 1);
}

}  // namespace
}  // namespace weft::detail
