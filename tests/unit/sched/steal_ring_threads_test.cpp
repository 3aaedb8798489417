// The ring between an owner and thieves on other threads; not in WebAssembly, where there are none.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include "sched/run_queues.hpp"
#include "support.hpp"

namespace weft::detail {
namespace {

TEST(StealRing, LosesAndDoublesNothingBetweenAnOwnerAndThieves) {
  constexpr std::size_t count = 20'000;
  constexpr int thieves = 3;
  const auto fibers = idle_fibers(count);
  steal_ring ring;
  std::atomic<bool> closed = false;
  std::vector<std::vector<fiber_core*>> got(thieves + 1);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < thieves; ++t) {
      threads.emplace_back([&ring, &closed, &mine = got[static_cast<std::size_t>(t)]] {
        steal_ring own;
        while (!closed || !ring.looks_empty()) {
          ring.steal_into(own);
          while (fiber_core* fiber = own.pop()) mine.push_back(fiber);
        }
      });
    }
    for (std::size_t i = 0; i < count; ++i) {
      while (!ring.push(*fibers[i])) std::this_thread::yield();
      if (i % 3 == 0)
        if (fiber_core* fiber = ring.pop()) got.back().push_back(fiber);
    }
    closed = true;
  }
  std::map<fiber_core*, int> times;
  for (const auto& some : got)
    for (fiber_core* fiber : some) ++times[fiber];
  EXPECT_EQ(times.size(), count);
  for (const auto& [fiber, seen] : times) ASSERT_EQ(seen, 1);
}

}  // namespace
}  // namespace weft::detail
