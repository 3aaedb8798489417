// Who goes first: fibers with a priority before those without, and nobody never.
#include <algorithm>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

/// Fibers of the priorities 0 to `levels` - 1, released all at once, on one worker: in which order
/// they went.
std::vector<int> order_of_levels(int levels) {
  channel<int> gate;
  std::vector<int> order;
  std::vector<fiber_handle<void>> fibers;
  for (int i = 0; i < levels; ++i) {
    const int priority = (i * 37 + 5) % levels;  // mixed
    fibers.push_back(spawn({.priority = priority}, [gate, priority, &order]() mutable {
      gate.receive();
      order.push_back(priority);
    }));
  }
  for (const auto& fiber : fibers) let_it_wait(fiber);
  gate.close();
  for (auto& fiber : fibers) fiber.join();
  return order;
}

/// Pairs of which the lower priority went first.
int inversions(const std::vector<int>& order) {
  int found = 0;
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i + 1; j < order.size(); ++j) found += order[i] < order[j] ? 1 : 0;
  return found;
}

/// Now and then one goes out of turn, so that nobody starves; chance alone would have 2,475.
TEST(Priority, HigherOnesGoFirstOnManyLevels) {
  on_workers(1, [] {
    const std::vector<int> order = order_of_levels(100);
    EXPECT_EQ(order.size(), 100u);
    EXPECT_LT(inversions(order), 1200);
  });
}

TEST(Priority, FreshOnesGoFirstToo) {
  on_workers(1, [] {
    std::vector<int> order;
    std::vector<fiber_handle<void>> fibers;
    for (int i = 0; i < 100; ++i)
      fibers.push_back(spawn({.priority = i}, [&order, i] { order.push_back(i); }));
    for (auto& fiber : fibers) fiber.join();
    EXPECT_LT(inversions(order), 1200);
  });
}

TEST(Priority, AHigherStartedOneGoesBeforeALowerFreshOne) {
  int lower_first = 0, runs = 0;
  on_workers(1, [&] {
    for (int i = 0; i < as_many_as_fit(100); ++i) {
      channel<int> gate;
      std::vector<int> order;
      auto started = spawn({.priority = 5}, [&] {
        gate.receive();
        order.push_back(5);
      });
      let_it_wait(started);
      gate.close();
      auto fresh = spawn({.priority = 1}, [&] { order.push_back(1); });
      started.join();
      fresh.join();
      ++runs;
      lower_first += order.front() == 1 ? 1 : 0;
    }
  });
  EXPECT_LT(lower_first * 4, runs);
}

/// How many turns each of two fibers that always can go on gets, until the slower one had `least`.
struct turns {
  int high = 0;
  int low = 0;
};

template <class Turn>
turns compete(int high, int low, int least, Turn take_turn) {
  turns had;
  const auto compete_as = [&](int& mine) {
    return [&] {
      while (had.high < least || had.low < least) {
        ++mine;
        take_turn();
      }
    };
  };
  auto lower = spawn({.priority = low}, compete_as(had.low));
  auto higher = spawn({.priority = high}, compete_as(had.high));
  lower.join();
  higher.join();
  return had;
}

TEST(Priority, LowerOnesDoNotStarve) {
  on_workers(1, [] {
    for (const auto& [high, low] : {std::pair{1, 0}, {0, -1}, {1000, -1000}, {5, 4}}) {
      const turns had = compete(high, low, 5, [] { this_fiber::yield(); });
      EXPECT_GT(had.high, 2 * had.low) << high << " against " << low;
      EXPECT_LT(had.high, 5000) << high << " against " << low;
    }
  });
}

/// Two of a higher priority hand each other the worker without ever letting it rest.
TEST(Priority, LowerOnesDoNotStarveBesideAConversation) {
  on_workers(1, [] {
    for (const int priority : {0, -1}) {
      channel<int> there, back;
      auto answers = spawn({.priority = 3}, [=]() mutable {
        for (const int n : there) back.send(n);
      });
      int rounds = 0;
      auto asks = spawn({.priority = 3}, [&, there, back]() mutable {
        for (;; ++rounds) {
          there.send(rounds);
          back.receive();
        }
      });
      auto low = spawn({.priority = priority}, [&rounds] {
        const int before = rounds;
        for (int turn = 0; turn < 5; ++turn) this_fiber::yield();
        return rounds - before;
      });
      EXPECT_LT(low.join(), 5000);
      asks.cancel();
      answers.cancel();
      EXPECT_THROW(asks.join(), fiber_cancelled);
      EXPECT_THROW(answers.join(), fiber_cancelled);
    }
  });
}

/// Each spawns its successor and ends: there is always a fresh one of a higher priority.
void breed(const bool& stop, int& generation) {
  ++generation;
  if (!stop) (void)spawn({.priority = 9}, [&] { breed(stop, generation); });
}

TEST(Priority, FreshLowerOnesDoNotStarve) {
  for (const int priority : {1, 0, -1}) {
    on_workers(1, [priority] {
      bool stop = false;
      int generation = 0;
      (void)spawn({.priority = 9}, [&] { breed(stop, generation); });
      int before = 0;
      auto low = spawn({.priority = priority}, [&] { before = generation; });
      low.join();
      EXPECT_LT(before, 5000);
      stop = true;
      while (runtime::current().stats().fibers_live > 1) this_fiber::yield();
    });
  }
}

TEST(Priority, MayBeChangedFromInsideAndOutside) {
  on_workers(1, [] {
    auto fiber = spawn({.priority = 3}, [] {
      const int at_first = this_fiber::priority();
      this_fiber::set_priority(-7);
      this_fiber::yield();
      return std::pair{at_first, this_fiber::priority()};
    });
    EXPECT_EQ(fiber.priority(), 3);
    EXPECT_EQ(fiber.join(), (std::pair{3, -7}));
    EXPECT_EQ(fiber.priority(), -7);

    turns had;
    std::vector<fiber_handle<void>> both;
    both.push_back(spawn([&] {
      while (had.low < 20 || had.high < 20) ++had.low, this_fiber::yield();
    }));
    both.push_back(spawn([&] {
      while (had.low < 20 || had.high < 20) ++had.high, this_fiber::yield();
    }));
    both[1].set_priority(2);
    for (auto& one : both) one.join();
    EXPECT_GT(had.high, 2 * had.low);
  });
}

TEST(Priority, OutsideAFiberIsRefused) {
  EXPECT_EQ(this_fiber::priority(), 0);
  EXPECT_THROW(this_fiber::set_priority(1), std::logic_error);
}

}  // namespace
}  // namespace weft::contract
