#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "sched/run_queues.hpp"
#include "support.hpp"

namespace weft::detail {
namespace {

TEST(FiberList, IsFirstInFirstOut) {
  const auto fibers = idle_fibers(3);
  fiber_list list;
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.pop_front(), nullptr);
  for (const auto& fiber : fibers) list.push_back(*fiber);
  for (const auto& fiber : fibers) EXPECT_EQ(list.pop_front(), fiber.get());
  EXPECT_TRUE(list.empty());
}

TEST(FiberList, CountsNoFurtherThanAsked) {
  const auto fibers = idle_fibers(5);
  fiber_list list;
  for (const auto& fiber : fibers) list.push_back(*fiber);
  EXPECT_EQ(list.count(0), 0u);
  EXPECT_EQ(list.count(3), 3u);
  EXPECT_EQ(list.count(100), 5u);
}

/// Random operations, also done to a std::deque.
TEST(FiberList, GivesUpAnyOfThem) {
  std::mt19937 random(1);
  auto fibers = idle_fibers(40);
  fiber_list list;
  std::deque<fiber_core*> model, outside;
  for (const auto& fiber : fibers) outside.push_back(fiber.get());
  for (int step = 0; step < 20'000; ++step) {
    ASSERT_EQ(list.empty(), model.empty());
    ASSERT_EQ(list.count(1000), model.size());
    fiber_core* gone = nullptr;
    switch (random() % 3) {
      case 0:
        if (outside.empty()) break;
        list.push_back(*outside.front());
        model.push_back(outside.front());
        outside.pop_front();
        break;
      case 1:
        gone = list.pop_front();
        ASSERT_EQ(gone, model.empty() ? nullptr : model.front());
        if (gone != nullptr) model.pop_front();
        break;
      default:
        if (model.empty()) break;
        const auto which = random() % model.size();
        gone = list.take(which);
        ASSERT_EQ(gone, model[which]);
        model.erase(model.begin() + static_cast<std::ptrdiff_t>(which));
    }
    if (gone != nullptr) outside.push_back(gone);
  }
}

TEST(FiberDeque, GivesUpBothEndsAndAnyInBetween) {
  std::mt19937 random(2);
  auto fibers = idle_fibers(40);
  fiber_deque queue;
  std::deque<fiber_core*> model, outside;
  for (const auto& fiber : fibers) outside.push_back(fiber.get());
  for (int step = 0; step < 20'000; ++step) {
    ASSERT_EQ(queue.empty(), model.empty());
    ASSERT_EQ(queue.size(), model.size());
    ASSERT_EQ(queue.front(), model.empty() ? nullptr : model.front());
    if (random() % 2 == 0 && !outside.empty()) {
      queue.push_back(*outside.front());
      model.push_back(outside.front());
      outside.pop_front();
      continue;
    }
    if (model.empty()) {
      ASSERT_EQ(queue.pop_front(), nullptr);
      ASSERT_EQ(queue.pop_back(), nullptr);
      continue;
    }
    const auto end = static_cast<unsigned>(random() % 3);
    const auto which = end == 0 ? 0 : end == 1 ? model.size() - 1 : random() % model.size();
    fiber_core* const gone = end == 0   ? queue.pop_front()
                             : end == 1 ? queue.pop_back()
                                        : queue.take(which);
    ASSERT_EQ(gone, model[which]);
    model.erase(model.begin() + static_cast<std::ptrdiff_t>(which));
    outside.push_back(gone);
  }
}

}  // namespace
}  // namespace weft::detail
