#include <gtest/gtest.h>
#include <weft/platform/stack_pool.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <new>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "context/guarded_slots.hpp"

namespace weft::platform {
namespace {

constexpr std::size_t smallest = 16 * 1024;

void fill(stack_span stack, int with) { std::memset(stack.base, with, stack.bytes); }

/// Whether nobody else has written to a stack that was filled.
bool is_filled(stack_span stack, int with) {
  return std::all_of(stack.base, stack.top(), [&](std::byte b) { return b == std::byte(with); });
}

std::size_t count_different(const std::vector<std::byte*>& all) {
  return std::set(all.begin(), all.end()).size();
}

TEST(StackPool, RoundsUpToASizeClass) {
  for (const auto& [asked, given] : {std::pair<std::size_t, std::size_t>{0, smallest},
                                     {1, smallest},
                                     {smallest, smallest},
                                     {smallest + 1, 2 * smallest},
                                     {100'000, 128 * 1024},
                                     {64 << 20, 64 << 20}}) {
    const stack_span stack = acquire_stack(asked);
    EXPECT_EQ(stack.bytes, given);
    *stack.base = *(stack.top() - 1) = std::byte{1};
    release_stack(stack);
  }
}

TEST(StackPool, RefusesWhatNoAddressSpaceHolds) {
  EXPECT_THROW(acquire_stack(~std::size_t{0}), std::bad_alloc);
  EXPECT_THROW(acquire_stack(std::size_t{1} << 40), std::bad_alloc);
}

TEST(StackPool, GivesEachStackToOneUserOnly) {
  std::vector<stack_span> stacks;
  for (std::size_t i = 0; i < 500; ++i) {
    stacks.push_back(acquire_stack(smallest << i % 3));
    fill(stacks.back(), static_cast<int>(i % 251));
  }
  for (std::size_t i = 0; i < stacks.size(); ++i)
    EXPECT_TRUE(is_filled(stacks[i], static_cast<int>(i % 251)));
  for (const stack_span stack : stacks) release_stack(stack);
}

TEST(StackPool, KeepsAGuardBelowEachOfMany) {
  std::vector<stack_span> stacks;
  for (int i = 0; i < 20'000; ++i) stacks.push_back(acquire_stack(smallest));
  std::ranges::sort(stacks, {}, &stack_span::base);
  for (std::size_t i = 1; i < stacks.size(); ++i) {
    const std::byte* below = stacks[i - 1].top();
    ASSERT_LE(below, stacks[i].base);
    ASSERT_EQ(in_guard(stacks[i], below), stacks[i].base - below <= 8 * 1024);
    ASSERT_FALSE(in_guard(stacks[i], below - 1));  // the one below is all its user's
  }
  for (const stack_span stack : stacks) release_stack(stack);
}

TEST(StackPool, GivesBackTheStackThatIsStillWarm) {
  const stack_span first = acquire_stack(smallest);
  const stack_span second = acquire_stack(smallest);
  release_stack(first);
  release_stack(second);
  EXPECT_EQ(acquire_stack(smallest).base, second.base);
  EXPECT_EQ(acquire_stack(smallest).base, first.base);
  release_stack(first);
  release_stack(second);
}

TEST(StackPool, UsesStacksOfThreadsThatAreGone) {
  std::vector<std::byte*> seen;
  for (int i = 0; i < 100; ++i)
    std::thread([&] {
      std::vector<stack_span> mine;
      for (int j = 0; j < 100; ++j) mine.push_back(acquire_stack(256 * 1024));
      for (const stack_span stack : mine) {
        seen.push_back(stack.base);
        release_stack(stack);
      }
    }).join();
  EXPECT_LT(count_different(seen), 200u);  // and not 10,000
}

TEST(StackPool, UsesFreshStacksThatThreadsLeft) {
  constexpr std::size_t size = 128 * 1024;
  std::vector<stack_span> stacks(100);
  for (stack_span& stack : stacks) std::thread([&] { stack = acquire_stack(size); }).join();
  int neighbours = 0;
  for (std::size_t i = 1; i < stacks.size(); ++i)
    neighbours += stacks[i].base - stacks[i - 1].base ==
                  static_cast<std::ptrdiff_t>(native::slot_bytes(size));
  EXPECT_GT(neighbours, 80);
  // They are kept: a stack that is free would be used before a fresh one, should this run again.
}

/// Fills what it takes, passes it on to whoever comes next, and looks at what it got itself.
TEST(StackPool, ServesManyThreadsAtATime) {
  constexpr int rounds = 2'000;
  std::vector<std::jthread> threads;
  for (int thread = 1; thread <= 4; ++thread)
    threads.emplace_back([thread] {
      std::minstd_rand random(static_cast<unsigned>(thread));
      std::vector<stack_span> mine;
      for (int round = 0; round < rounds; ++round) {
        if (mine.size() < 200 && random() % 2 == 0) {
          mine.push_back(acquire_stack(smallest));
          fill(mine.back(), thread);
        } else if (!mine.empty()) {
          std::swap(mine[random() % mine.size()], mine.back());
          ASSERT_TRUE(is_filled(mine.back(), thread));
          release_stack(mine.back());
          mine.pop_back();
        }
      }
      for (const stack_span stack : mine) release_stack(stack);
    });
}

TEST(StackPool, TakesStacksThatOtherThreadsGave) {
  std::vector<stack_span> stacks(5'000);
  std::thread([&] {
    for (stack_span& stack : stacks) stack = acquire_stack(smallest);
  }).join();
  for (const stack_span stack : stacks) release_stack(stack);
  std::thread([&] {
    for (stack_span& stack : stacks) {
      stack = acquire_stack(smallest);
      fill(stack, 7);
    }
  }).join();
  EXPECT_TRUE(std::ranges::all_of(stacks, [](stack_span stack) { return is_filled(stack, 7); }));
  for (const stack_span stack : stacks) release_stack(stack);
}

/// Destroyed after what the pool keeps for its thread.
struct late {
  ~late() {
    const stack_span stack = acquire_stack(size);
    seen.push_back(stack.base);
    release_stack(stack);
  }
  static constexpr std::size_t size = 512 * 1024;
  inline static std::vector<std::byte*> seen;
};

TEST(StackPool, ServesAThreadThatIsEndingAndLosesNothing) {
  for (int i = 0; i < 100; ++i)
    std::thread([] {
      thread_local const late user;
      static_cast<void>(&user);
      release_stack(acquire_stack(late::size));
    }).join();
  EXPECT_LT(count_different(late::seen), 20u);
}

/// As the kernel counts it; the second number is of pages.
std::size_t resident_bytes() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return pages * 4096;
}

/// What a burst of fibers has used is not kept for ever.
TEST(StackPool, GivesPagesOfManyFreeStacksBackToTheSystem) {
  constexpr std::size_t burst = 60'000;
  constexpr std::size_t touched = 8 * 1024;
  std::vector<stack_span> stacks;
  const auto take_all = [&] {
    for (std::size_t i = 0; i < burst; ++i) {
      stacks.push_back(acquire_stack(smallest));
      std::memset(stacks.back().top() - touched, 1, touched);
    }
  };
  take_all();
  const std::size_t full = resident_bytes();
  for (const stack_span stack : stacks) release_stack(stack);
  while (cool_free_stacks()) {
  }
  const std::size_t after = resident_bytes();
  EXPECT_LT(after + burst / 2 * touched, full);

  stacks.clear();
  take_all();  // cold ones are as good as others
  std::vector<std::byte*> bases;
  for (const stack_span stack : stacks) bases.push_back(stack.base);
  EXPECT_EQ(count_different(bases), burst);
  for (const stack_span stack : stacks) release_stack(stack);
}

TEST(SlotSupply, GivesLongerRunsUpToAPageTable) {
  native::slot_supply supply;
  std::size_t before = 0;
  for (int i = 0; i < 20; ++i) {
    const native::stack_run run = supply.take(smallest);
    EXPECT_LE(run.count * native::slot_bytes(smallest), 2u << 20);
    EXPECT_TRUE(i > 3 || run.count > before);
    before = run.count;
  }
  EXPECT_EQ(supply.take(64 << 20).count, 1u);
}

TEST(SlotSupply, GivesTheRestOfARunAgain) {
  native::slot_supply supply;
  const native::stack_run first = supply.take(smallest), second = supply.take(smallest);
  supply.put_back(first, smallest);
  supply.put_back(second, smallest);
  supply.put_back({}, smallest);
  EXPECT_EQ(supply.take(smallest).base, second.base);
  const native::stack_run again = supply.take(smallest);
  EXPECT_EQ(again.base, first.base);
  EXPECT_EQ(again.count, first.count);
  EXPECT_NE(supply.take(smallest).base, first.base);
}

TEST(StackPoolDeathTest, EndsTheProgramAtTheFirstByteOfEveryGuard) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  for (const std::size_t bytes : {smallest, 2 * smallest, 4 * smallest, 64 * smallest}) {
    const stack_span stack = acquire_stack(bytes);
    volatile std::byte* const below = stack.base - 1;
    EXPECT_DEATH(*below = std::byte{1}, "");
    EXPECT_TRUE(in_guard(stack, stack.base - 1));
    EXPECT_FALSE(in_guard(stack, stack.base));
    release_stack(stack);
  }
}

TEST(StackPoolDeathTest, EndsTheProgramAtTheLastByteOfAGuardOfAnyOfManyStacks) {
  ::testing::GTEST_FLAG(death_test_style) = "threadsafe";
  std::vector<stack_span> stacks;
  for (int i = 0; i < 1'000; ++i) stacks.push_back(acquire_stack(smallest));
  for (const std::size_t which : {0u, 3u, 4u, 100u, 999u}) {
    const std::byte* lowest = stacks[which].base - 1;
    while (in_guard(stacks[which], lowest - 1)) --lowest;
    EXPECT_EQ(stacks[which].base - lowest, 8 * 1024);
    EXPECT_DEATH(*const_cast<volatile std::byte*>(lowest) = std::byte{1}, "");
  }
  for (const stack_span stack : stacks) release_stack(stack);
}

}  // namespace
}  // namespace weft::platform
