#include "host/bed.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <random>
#include <thread>
#include <vector>

#include <weft/platform/threads.hpp>

namespace weft::native {
namespace {

using namespace std::chrono_literals;
using platform::time_point;

time_point now() { return std::chrono::steady_clock::now(); }

class Bed : public ::testing::Test {
 protected:
  Bed() { places.serve(2); }

  spin_places places;
  bed rest{places};
};

TEST_F(Bed, KeepsAWakeThatComesFirst) {
  rest.wake();
  rest.sleep_until(time_point::max());
}

TEST_F(Bed, KeepsOneOfSeveralWakes) {
  rest.wake();
  rest.wake();
  rest.sleep_until(time_point::max());
  const time_point deadline = now() + 1ms;
  rest.sleep_until(deadline);
  EXPECT_GE(now(), deadline);
}

TEST_F(Bed, DoesNotSleepPastADeadlineThatIsOver) {
  rest.sleep_until(now() - 1h);
  rest.sleep_until(time_point::min());
}

TEST_F(Bed, EndsNoSleepBeforeItsDeadline) {
  std::minstd_rand random(1);
  for (int i = 0; i < 300; ++i) {
    const time_point deadline = now() + std::chrono::nanoseconds(random() % 1'000'000);
    rest.sleep_until(deadline);
    ASSERT_GE(now(), deadline);
  }
}

TEST_F(Bed, TakesNoProcessorTimeToSleep) {
  const auto used = [] {
    rusage usage = {};
    getrusage(RUSAGE_THREAD, &usage);
    return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  };
  const auto before = used();
  for (int i = 0; i < 5; ++i) rest.sleep_until(now() + 40ms);
  EXPECT_LT(used() - before, 50ms);
}

/// Two threads wake each other in turn, and let the other wait for a moment that ends while it
/// spins, while it falls asleep, or long after.
TEST_F(Bed, LosesNoWakeHoweverLongTheSleeperHasRested) {
  constexpr int rounds = 20'000;
  bed other{places};
  int passed = 0;  // not atomic: a wake hands it over, and there is no other way to come up
  const auto play = [&](bed& mine, bed& theirs, int parity, unsigned seed) {
    std::minstd_rand random(seed);
    for (int round = parity; round < rounds; round += 2) {
      if (round != 0) mine.sleep_until(time_point::max());
      ASSERT_EQ(passed, round);
      const unsigned kind = random() % 256;
      const auto busy = kind == 0 ? 100'000u : kind < 32 ? random() % 40'000u : 0u;
      for (const time_point until = now() + std::chrono::nanoseconds(busy); now() < until;)
        platform::relax();
      passed = round + 1;
      theirs.wake();
    }
  };
  std::thread partner([&] { play(other, rest, 1, 2); });
  play(rest, other, 0, 1);
  partner.join();
  EXPECT_EQ(passed, rounds);
  EXPECT_EQ(places.take(), std::thread::hardware_concurrency() > 1);  // each spinner has left
}

TEST_F(Bed, ShowsWhatWasDoneBeforeEachOfManyWakes) {
  constexpr int wakers = 4;
  constexpr int wakes = 20'000;
  std::array<std::atomic<int>, wakers> done{};
  std::vector<std::jthread> threads;
  for (auto& mine : done)
    threads.emplace_back([&] {
      for (int i = 1; i <= wakes; ++i) {
        mine.store(i, std::memory_order_relaxed);
        rest.wake();
      }
    });
  const auto all = [&] {
    int sum = 0;
    for (auto& one : done) sum += one.load(std::memory_order_relaxed);
    return sum;
  };
  // Ends only if the last wake of each is not lost, with the store before it.
  while (all() < wakers * wakes) rest.sleep_until(time_point::max());
}

TEST_F(Bed, WakesFromADeadlineThatIsFarAway) {
  std::jthread waker([&] { rest.wake(); });
  rest.sleep_until(now() + 24h * 365);
}

TEST(SpinPlaces, AreHalfOfTheWorkersAndOfTheProcessors) {
  const auto taken = [](std::size_t workers) {
    spin_places places;
    places.serve(workers);
    unsigned count = 0;
    while (places.take()) ++count;
    for (unsigned i = 0; i < count; ++i) places.leave();
    EXPECT_EQ(places.take(), count > 0);
    return count;
  };
  const unsigned processors = std::thread::hardware_concurrency();
  EXPECT_EQ(taken(0), 0u);
  EXPECT_EQ(taken(1), std::min(1u, processors / 2));
  EXPECT_EQ(taken(4), std::min(2u, processors / 2));
  EXPECT_EQ(taken(100'000), processors / 2);
}

}  // namespace
}  // namespace weft::native
