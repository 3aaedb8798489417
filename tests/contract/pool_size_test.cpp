// The pool of workers, changed while fibers run and wait. In WebAssembly it stays at one worker; the
// tests then show that asking for others does no harm.
#include <algorithm>
#include <atomic>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

/// `wanted`, or as many as there can be on this host.
unsigned resize(unsigned wanted) {
  runtime::current().set_pool_size(wanted);
  const unsigned size = runtime::current().pool_size();
  EXPECT_LE(size, wanted);
  return size;
}

/// Whether a fiber on each worker up to `size` runs there, and a worker beyond it is refused.
void expect_members(unsigned size) {
  for (unsigned worker = 0; worker < size; ++worker) {
    auto fiber = spawn({.worker = worker}, [] {
      this_fiber::yield();
      return this_fiber::worker();
    });
    EXPECT_EQ(fiber.join(), worker);
  }
  EXPECT_THROW((void)spawn({.worker = size}, [] {}), std::out_of_range);
}

TEST(PoolSize, FollowsEveryWish) {
  on_workers(2, [] {
    for (const unsigned wanted : {1u, 3u, 8u, 2u, 8u, 1u, 4u}) expect_members(resize(wanted));
  });
}

TEST(PoolSize, GoesUpTo64) {
  on_workers(1, [] {
    const unsigned size = resize(64);
    std::vector<fiber_handle<unsigned>> fibers;
    for (unsigned worker = 0; worker < size; ++worker)
      fibers.push_back(spawn({.worker = worker}, [] { return this_fiber::worker(); }));
    for (unsigned worker = 0; worker < size; ++worker) EXPECT_EQ(fibers[worker].join(), worker);
    expect_members(resize(1));
  });
}

TEST(PoolSize, IsWhatTheHostThinksRightForZero) {
  on_workers(1, [] {
    runtime::current().set_pool_size(0);
    EXPECT_GE(runtime::current().pool_size(), 1u);
    expect_members(runtime::current().pool_size());
  });
}

TEST(PoolSize, ShrinkingLetsStartedFibersFinishWhereTheyAre) {
  on_workers(4, [] {
    const unsigned size = runtime::current().pool_size();
    channel<int> go;
    std::vector<fiber_handle<bool>> fibers;
    for (unsigned i = 0; i < 4 * size; ++i) {
      fibers.push_back(spawn({.worker = i % size}, [go, home = i % size]() mutable {
        go.receive();
        bool stayed = this_fiber::worker() == home;
        for (int turn = 0; turn < 3; ++turn) {
          this_fiber::sleep_for(1ms);
          stayed = stayed && this_fiber::worker() == home;
        }
        return stayed;
      }));
    }
    for (const auto& fiber : fibers) let_it_wait(fiber);
    resize(1);
    expect_members(1);
    go.close();
    for (auto& fiber : fibers) EXPECT_TRUE(fiber.join());
  });
}

TEST(PoolSize, ShrinkingStartsNoOtherFibersOnARemovedWorker) {
  on_workers(4, [] {
    channel<int> go;
    std::vector<fiber_handle<void>> keep_alive;
    for (unsigned worker = 1; worker < runtime::current().pool_size(); ++worker)
      keep_alive.push_back(spawn({.worker = worker}, [go]() mutable { go.receive(); }));
    for (const auto& fiber : keep_alive) let_it_wait(fiber);
    resize(1);
    for (auto& fiber : keep_alive) fiber.set_priority(1);
    std::vector<fiber_handle<unsigned>> later;
    for (int i = 0; i < 300; ++i) later.push_back(spawn([] { return this_fiber::worker(); }));
    for (auto& fiber : later) EXPECT_EQ(fiber.join(), 0u);
    go.close();
    for (auto& fiber : keep_alive) fiber.join();
  });
}

TEST(PoolSize, GrowingGivesNewWorkersWork) {
  on_workers(1, [] {
    const unsigned size = resize(4);
    channel<int> all_here;
    std::atomic<unsigned> arrived = 0;
    std::vector<fiber_handle<void>> fibers;
    for (unsigned worker = 0; worker < size; ++worker) {
      fibers.push_back(spawn({.worker = worker}, [&, all_here]() mutable {
        if (++arrived == size) all_here.close();
        all_here.receive();
      }));
    }
    for (auto& fiber : fibers) fiber.join();
  });
}

TEST(PoolSize, TheFirstSleepOfANewWorkerIsNotEarly) {
  on_workers(1, [] {
    this_fiber::sleep_for(5ms);  // the runtime is older than the workers to come
    for (unsigned wanted = 2; wanted <= 16; ++wanted) {
      const unsigned size = resize(wanted);
      const auto late = [] {
        const auto start = clock::now();
        this_fiber::sleep_for(2ms);
        return clock::now() - start >= 2ms;
      };
      EXPECT_TRUE(spawn({.worker = size - 1}, late).join());
    }
  });
}

/// Adds up a range by halves, each half in a fiber of its own.
long sum_between(long from, long to) {
  if (to - from == 1) return from;
  const long middle = (from + to) / 2;
  auto low = spawn([=] { return sum_between(from, middle); });
  const long high = sum_between(middle, to);
  return low.join() + high;
}

TEST(PoolSize, ShrinksAndGrowsUnderLoad) {
  on_workers(4, [] {
    std::atomic<bool> done = false;
    auto load = spawn([&done] {
      for (int i = 0; i < as_many_as_fit(200); ++i) EXPECT_EQ(sum_between(0, 100), 4950);
      done = true;
    });
    for (unsigned turn = 0; !done; ++turn) {
      resize(turn % 2 == 0 ? 1 : 2 + turn % 7);
      this_fiber::yield();
    }
    load.join();
    resize(3);
    EXPECT_EQ(sum_between(0, 100), 4950);
  });
}

TEST(PoolSize, ShrinksWhileSleepersAndSpawnersComeAndGo) {
  on_workers(4, [] {
    std::atomic<int> ran = 0;
    constexpr int rounds = 40;
    for (int round = 0; round < rounds; ++round) {
      const unsigned size = resize(1 + static_cast<unsigned>(round) % 5);
      for (unsigned i = 0; i < 10; ++i) {
        (void)spawn({.worker = i % size}, [&ran] {
          (void)spawn([&ran] { ++ran; });
          this_fiber::sleep_for(200us);
          (void)spawn([&ran] { ++ran; });
        });
      }
    }
    while (ran < 2 * 10 * rounds) this_fiber::sleep_for(1ms);
    EXPECT_EQ(ran, 2 * 10 * rounds);
  });
}

TEST(PoolSize, MayBeChangedOutsideARun) {
  in_every_round([] {
    runtime under_test(options_for(2));
    for (const unsigned wanted : {3u, 1u, 5u}) {
      under_test.set_pool_size(wanted);
      const unsigned size = under_test.pool_size();
      under_test.run([size] { expect_members(size); });
    }
    expect_nothing_left(under_test);
  });
}

}  // namespace
}  // namespace weft::contract
