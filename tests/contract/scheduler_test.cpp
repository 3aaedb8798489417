// What becomes of many fibers: they are shared among the workers, parked, unwound, and seen through
// their handles.
#include <atomic>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

/// Adds up a range by halves, each half in a fiber of its own.
long sum_of(long from, long to) {
  if (to - from == 1) return from;
  const long middle = (from + to) / 2;
  auto low = spawn([=] { return sum_of(from, middle); });
  auto high = spawn([=] { return sum_of(middle, to); });
  return low.join() + high.join();
}

TEST(Stealing, SumsUpATreeOfFibers) {
  const long leaves = as_many_as_fit(20'000);
  for (const unsigned workers : {1u, 2u, 8u})
    on_workers(workers, [leaves] { EXPECT_EQ(sum_of(0, leaves), leaves * (leaves - 1) / 2); });
}

TEST(Stealing, GivesEveryIdleWorkerWork) {
  on_workers(4, [] {
    if (runtime::current().pool_size() == 1) return;  // nobody to steal
    while (runtime::current().stats().steals == 0) EXPECT_EQ(sum_of(0, 100), 4950);
  });
}

/// None of them can go on before all of them run, so each needs a worker that is free.
TEST(Stealing, SpreadsWorkThatWaitsOutsideFibers) {
  on_workers(4, [] {
    const unsigned size = runtime::current().pool_size();
    std::atomic<unsigned> started = 0;
    std::vector<fiber_handle<unsigned>> fibers;
    for (unsigned i = 0; i < 8 * size; ++i) {
      fibers.push_back(spawn([&] {
        ++started;
        while (started < size) this_fiber::yield();
        return this_fiber::worker();
      }));
    }
    for (auto& fiber : fibers) EXPECT_LT(fiber.join(), size);
  });
}

/// How long a run takes to end when its root has, and `parked` fibers wait.
clock::duration shut_down(int parked) {
  runtime_options options = options_for(4);
  options.stack_bytes = 16 * 1024;
  runtime under_test(options);
  std::atomic<int> waiting = 0, destroyed = 0;
  std::chrono::steady_clock::time_point end_of_root;
  under_test.run([&] {
    channel<int> never;
    for (int i = 0; i < parked; ++i) {
      (void)spawn([&, never]() mutable {
        const std::shared_ptr<void> witness(nullptr, [&](void*) { ++destroyed; });
        ++waiting;
        if (waiting % 2 == 0)
          never.receive();
        else
          this_fiber::sleep_for(1h);
      });
    }
    while (waiting < parked) this_fiber::yield();
    end_of_root = std::chrono::steady_clock::now();
  });
  const auto took = std::chrono::steady_clock::now() - end_of_root;
  EXPECT_EQ(destroyed, parked);
  expect_nothing_left(under_test);
  return took;
}

// Wall-clock time on a machine that may be busy with something else: the best of three counts.
TEST(Shutdown, RunsTheDestructorsOfAllParkedFibersWithinASecond) {
  in_every_round([] {
    const int parked = as_many_as_fit(10'000);
    auto best = shut_down(parked);
    for (int again = 0; again < 2 && best >= 1s; ++again) best = std::min(best, shut_down(parked));
    EXPECT_LT(best, 1s);
  });
}

TEST(Sleep, IsNeverEarlyInAHundredThousand) {
  on_every_pool([] {
    const int sleepers = as_many_as_fit(1000);
    const int sleeps_each = as_many_as_fit(100'000) / sleepers / 3;  // for each of three pools
    std::vector<fiber_handle<int>> fibers;
    for (int i = 0; i < sleepers; ++i) {
      fibers.push_back(spawn([sleeps_each, i] {
        std::minstd_rand random(static_cast<unsigned>(i) + 1);
        int early = 0;
        for (int n = 0; n < sleeps_each; ++n) {
          const auto wait = std::chrono::nanoseconds(random() % 3'000'000);
          const auto start = clock::now();
          this_fiber::sleep_for(wait);
          early += clock::now() - start < wait ? 1 : 0;
        }
        return early;
      }));
    }
    for (auto& fiber : fibers) EXPECT_EQ(fiber.join(), 0);
  });
}

TEST(Handle, TellsWhereTheFiberStands) {
  on_workers(1, [] {
    channel<int> gate;
    std::vector<fiber_state> inside;
    fiber_handle<void>* own = nullptr;
    auto fiber = spawn({.name = "watched", .priority = 2}, [&] {
      inside.push_back(own->state());
      gate.receive();
      inside.push_back(own->state());
    });
    own = &fiber;
    EXPECT_EQ(fiber.name(), "watched");
    EXPECT_EQ(fiber.priority(), 2);
    EXPECT_EQ(fiber.state(), fiber_state::fresh);
    let_it_wait(fiber);
    EXPECT_EQ(fiber.state(), fiber_state::waiting);
    gate.close();
    EXPECT_EQ(fiber.state(), fiber_state::runnable);
    EXPECT_FALSE(fiber.done());
    fiber.join();
    EXPECT_EQ(fiber.state(), fiber_state::finished);
    EXPECT_EQ(inside, (std::vector{fiber_state::running, fiber_state::running}));

    auto failed = spawn([] { throw std::domain_error("on purpose"); });
    EXPECT_THROW(failed.join(), std::domain_error);
    EXPECT_EQ(failed.state(), fiber_state::failed);
    auto cancelled = spawn([] {});
    cancelled.cancel();
    EXPECT_THROW(cancelled.join(), fiber_cancelled);
    EXPECT_EQ(cancelled.state(), fiber_state::cancelled);
    EXPECT_TRUE(cancelled.done());
  });
}

TEST(Handle, OfAYieldingFiberSaysRunnable) {
  on_workers(1, [] {
    bool stop = false;
    auto fiber = spawn([&] {
      while (!stop) this_fiber::yield();
    });
    while (fiber.state() == fiber_state::fresh) this_fiber::yield();
    EXPECT_EQ(fiber.state(), fiber_state::runnable);
    stop = true;
    fiber.join();
  });
}

TEST(Spawn, OutsideAFiberIsRefused) {
  bool ran = false;
  EXPECT_THROW((void)spawn([&] { ran = true; }), std::logic_error);
  EXPECT_THROW((void)spawn({.name = "nowhere", .worker = 0}, [&] { ran = true; }),
               std::logic_error);
  EXPECT_FALSE(ran);
}

TEST(Spawn, ThatIsRefusedReleasesTheBody) {
  on_every_pool([] {
    const auto held = std::make_shared<int>(1);
    EXPECT_THROW((void)spawn({.worker = 1000}, [held] {}), std::out_of_range);
    EXPECT_EQ(held.use_count(), 1);
  });
}

TEST(Options, ThatNobodyCanFulfilAreRefused) {
  EXPECT_THROW(runtime({.workers = 1025}), std::invalid_argument);
  EXPECT_THROW(runtime({.stack_bytes = (std::size_t{1} << 30) + 1}), std::invalid_argument);
}

}  // namespace
}  // namespace weft::contract
