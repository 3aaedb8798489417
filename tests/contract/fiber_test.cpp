#include "fixture.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft::contract {
namespace {

TEST(Run, ReturnsTheResultOfTheRootFiber) {
  on_every_pool([] {});
  in_every_round([] {
    runtime under_test(options_for(2));
    EXPECT_EQ(under_test.run([] { return std::string("forty-two"); }), "forty-two");
  });
}

TEST(Run, MayBeCalledAgain) {
  in_every_round([] {
    runtime under_test(options_for(2));
    int sum = 0;
    for (int i = 0; i < 100; ++i)
      sum += under_test.run([i] { return spawn([i] { return i; }).join(); });
    EXPECT_EQ(sum, 4950);
  });
}

TEST(Run, RethrowsWhatTheRootFiberThrows) {
  in_every_round([] {
    runtime under_test(options_for(2));
    EXPECT_THROW(under_test.run([] { throw std::domain_error("root"); }), std::domain_error);
    EXPECT_EQ(under_test.run([] { return 7; }), 7);
  });
}

TEST(Run, InsideAFiberIsRefused) {
  on_every_pool([] {
    runtime inner(options_for(1));
    EXPECT_THROW(inner.run([] {}), std::logic_error);
  });
}

TEST(Run, CancelsWhatIsLeftAndRunsItsDestructors) {
  in_every_round([] {
    runtime under_test(options_for(4));
    std::atomic<int> made = 0, destroyed = 0;
    under_test.run([&] {
      for (int i = 0; i < 100; ++i) {
        (void)spawn([&] {
          ++made;
          const std::shared_ptr<void> witness(nullptr, [&](void*) { ++destroyed; });
          this_fiber::sleep_for(1h);
        });
      }
      while (made < 10) this_fiber::yield();
    });
    EXPECT_EQ(made, destroyed);
    EXPECT_EQ(under_test.stats().fibers_live, 0u);
    EXPECT_EQ(under_test.stats().fibers_created, 101u);
  });
}

TEST(Run, RunsDestructorsOfAFailedRootsFibersToo) {
  in_every_round([] {
    bool destroyed = false;
    runtime under_test(options_for(1));
    const auto fail = [&] {
      (void)start_here([&destroyed] {
        const std::shared_ptr<void> witness(nullptr, [&](void*) { destroyed = true; });
        channel<int>().receive();
      });
      throw std::runtime_error("root");
    };
    EXPECT_THROW(under_test.run(fail), std::runtime_error);
    EXPECT_TRUE(destroyed);
  });
}

TEST(Spawn, ReturnsTheResultThroughJoin) {
  on_every_pool([] {
    EXPECT_EQ(spawn([] { return 1 + 2; }).join(), 3);
    auto text = spawn([] { return std::string("twice"); });
    EXPECT_EQ(text.join(), "twice");
    EXPECT_EQ(text.join(), "twice");
    auto moved = spawn([] { return std::make_unique<int>(9); });
    EXPECT_EQ(*moved.join(), 9);
  });
}

TEST(Spawn, GivesIdsThatAreNeverUsedTwice) {
  on_every_pool([] {
    std::vector<fiber_handle<fiber_id>> fibers;
    for (int i = 0; i < 1000; ++i) fibers.push_back(spawn([] { return this_fiber::id(); }));
    std::vector<fiber_id> ids{this_fiber::id()};
    for (auto& fiber : fibers) {
      EXPECT_EQ(fiber.join(), fiber.id());
      ids.push_back(fiber.id());
    }
    std::ranges::sort(ids);
    EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
  });
}

TEST(Spawn, RunsOnTheWorkerThatIsNamed) {
  on_every_pool([] {
    for (unsigned worker = 0; worker < runtime::current().pool_size(); ++worker) {
      auto fiber = spawn({.worker = worker}, [] {
        this_fiber::yield();
        return this_fiber::worker();
      });
      EXPECT_EQ(fiber.join(), worker);
    }
    EXPECT_THROW((void)spawn({.worker = 1000}, [] {}), std::out_of_range);
  });
}

TEST(Spawn, KeepsTheName) {
  on_every_pool([] {
    EXPECT_EQ(this_fiber::name(), "main");
    EXPECT_EQ(spawn({.name = "weaver"}, [] { return std::string(this_fiber::name()); }).join(),
              "weaver");
  });
}

TEST(Spawn, RunsManyMoreFibersThanARingHolds) {
  on_every_pool([] {
    const int count = std::max(as_many_as_fit(5000), 600);
    std::atomic<int> ran = 0;
    std::vector<fiber_handle<void>> fibers;
    for (int i = 0; i < count; ++i) fibers.push_back(spawn([&] { ++ran; }));
    for (auto& fiber : fibers) fiber.join();
    EXPECT_EQ(ran, count);
  });
}

TEST(Spawn, KeepsAStartedFiberOnItsWorker) {
  on_every_pool([] {
    std::vector<fiber_handle<bool>> fibers;
    for (int i = 0; i < 64; ++i) {
      fibers.push_back(spawn([] {
        const unsigned home = this_fiber::worker();
        bool stayed = true;
        for (int turn = 0; turn < 50; ++turn) {
          this_fiber::yield();
          stayed = stayed && this_fiber::worker() == home;
        }
        return stayed;
      }));
    }
    for (auto& fiber : fibers) EXPECT_TRUE(fiber.join());
  });
}

TEST(Spawn, ReleasesWhatTheBodyHoldsWhenTheFiberEnds) {
  on_every_pool([] {
    auto held = std::make_shared<int>(1);
    auto fiber = spawn([held] { return *held; });
    fiber.join();
    EXPECT_EQ(held.use_count(), 1);
  });
}

TEST(Join, RethrowsTheFailureEachTime) {
  on_every_pool([] {
    auto fiber = spawn([]() -> int { throw std::invalid_argument("thread"); });
    EXPECT_THROW(fiber.join(), std::invalid_argument);
    EXPECT_THROW(fiber.join(), std::invalid_argument);
    EXPECT_TRUE(fiber.done());
  });
}

TEST(Join, WakesEveryoneWhoWaits) {
  on_every_pool([] {
    auto late = std::make_shared<fiber_handle<int>>(spawn([] {
      this_fiber::sleep_for(2ms);
      return 5;
    }));
    std::vector<fiber_handle<int>> joiners;
    for (int i = 0; i < 20; ++i) joiners.push_back(spawn([late] { return late->join(); }));
    for (auto& joiner : joiners) EXPECT_EQ(joiner.join(), 5);
  });
}

TEST(Yield, LetsTheOthersHaveTheirTurn) {
  on_workers(1, [] {
    std::vector<int> turns(3, 0);
    std::vector<fiber_handle<void>> others;
    for (std::size_t i = 0; i < turns.size(); ++i) {
      others.push_back(spawn([&turns, i] {
        for (;;) {
          ++turns[i];
          this_fiber::yield();
        }
      }));
    }
    for (int given = 0; std::ranges::min(turns) < 20; ++given) {
      ASSERT_LT(given, 10'000);
      this_fiber::yield();
    }
    for (auto& other : others) other.cancel();
    for (auto& other : others) EXPECT_THROW(other.join(), fiber_cancelled);
  });
}

TEST(Yield, DoesNotStarveFreshFibers) {
  on_workers(1, [] {
    bool ran = false;
    const auto fresh = spawn([&] { ran = true; });
    for (int turns = 0; !ran; ++turns) {
      ASSERT_LT(turns, 1000);
      this_fiber::yield();
    }
  });
}

TEST(Sleep, NeverEndsEarly) {
  on_every_pool([] {
    std::vector<fiber_handle<bool>> sleepers;
    for (int i = 0; i < 50; ++i) {
      sleepers.push_back(
          spawn({.worker = static_cast<unsigned>(i) % runtime::current().pool_size()}, [i] {
            const auto wait = std::chrono::microseconds(37 * i + 1);
            const auto start = clock::now();
            this_fiber::sleep_for(wait);
            return clock::now() - start >= wait;
          }));
    }
    for (auto& sleeper : sleepers) EXPECT_TRUE(sleeper.join());
  });
}

TEST(Sleep, TakesZeroAndNegativeTimesAndTheLongestOnes) {
  on_every_pool([] {
    this_fiber::sleep_for(0s);
    this_fiber::sleep_for(-1h);
    this_fiber::sleep_until(time_point::min());
    auto forever = spawn([] { this_fiber::sleep_for(std::chrono::hours::max()); });
    this_fiber::yield();
    EXPECT_FALSE(forever.done());
    forever.cancel();
    EXPECT_THROW(forever.join(), fiber_cancelled);
  });
}

TEST(Sleep, WakesInTheOrderOfTheDeadlines) {
  on_workers(1, [] {
    const auto start = clock::now();
    std::vector<int> order;
    std::vector<fiber_handle<void>> sleepers;
    for (const int ms : {9, 1, 7, 3, 5}) {
      sleepers.push_back(spawn([ms, start, &order] {
        this_fiber::sleep_until(start + std::chrono::milliseconds(4 * ms));
        order.push_back(ms);
      }));
    }
    for (auto& sleeper : sleepers) sleeper.join();
    EXPECT_EQ(order, (std::vector{1, 3, 5, 7, 9}));
  });
}

TEST(Cancel, UnwindsAtTheNextSuspensionPoint) {
  on_every_pool([] {
    auto unwound = std::make_shared<bool>(false);
    auto fiber = start_here([unwound] {
      const std::shared_ptr<void> witness(nullptr, [&](void*) { *unwound = true; });
      this_fiber::sleep_for(1h);
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_TRUE(*unwound);
  });
}

TEST(Cancel, BeforeTheFirstRunKeepsTheBodyFromRunning) {
  on_workers(1, [] {
    bool ran = false;
    auto fiber = spawn([&] { ran = true; });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_FALSE(ran);
  });
}

TEST(Cancel, ThrowsTheReasonThatWasGiven) {
  on_every_pool([] {
    auto fiber = spawn([] { channel<int>().receive(); });
    fiber.cancel(std::make_exception_ptr(std::out_of_range("reason")));
    EXPECT_THROW(fiber.join(), std::out_of_range);
  });
}

TEST(Cancel, IsThrownAgainWhenItWasCaught) {
  on_every_pool([] {
    auto fiber = start_here([] {
      int caught = 0;
      for (int i = 0; i < 3; ++i) {
        try {
          this_fiber::sleep_for(1h);
        } catch (const cancelled&) {
          ++caught;
        }
      }
      return caught;
    });
    fiber.cancel();
    EXPECT_EQ(fiber.join(), 3);
  });
}

TEST(Cancel, LetsDestructorsWaitWhileTheStackUnwinds) {
  on_every_pool([] {
    auto done = std::make_shared<channel<int>>(1);
    struct sends_at_the_end {
      std::shared_ptr<channel<int>> to;
      ~sends_at_the_end() {
        this_fiber::sleep_for(1ms);
        to->send(1);
      }
    };
    auto fiber = start_here([done] {
      const sends_at_the_end last{done};
      this_fiber::sleep_for(1h);
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_TRUE(done->try_receive().has_value());
  });
}

TEST(Exceptions, StayWithTheirFiberWhenItWaitsInsideACatch) {
  on_every_pool([] {
    std::vector<fiber_handle<std::string>> fibers;
    for (int i = 0; i < 10; ++i) {
      fibers.push_back(spawn([i] {
        std::string seen;
        try {
          throw std::runtime_error(std::to_string(i));
        } catch (...) {
          for (int turn = 0; turn < 5; ++turn) this_fiber::yield();
          try {
            throw;
          } catch (const std::exception& again) {
            this_fiber::yield();
            seen = again.what();
          }
        }
        EXPECT_EQ(std::uncaught_exceptions(), 0);
        EXPECT_EQ(std::current_exception(), nullptr);
        return seen;
      }));
    }
    for (int i = 0; i < 10; ++i)
      EXPECT_EQ(fibers[static_cast<std::size_t>(i)].join(), std::to_string(i));
  });
}

[[gnu::noinline]] int recurse_then_wait(int depth) {
  volatile char frame[64] = {};
  frame[0] = static_cast<char>(depth);
  const int below = depth == 0 ? (this_fiber::yield(), 0) : recurse_then_wait(depth - 1);
  return below + 1 + (frame[0] - static_cast<char>(depth));
}

TEST(Stack, MayWaitDeepInARecursion) {
  on_every_pool([] {
    std::vector<fiber_handle<int>> fibers;
    for (int i = 0; i < 8; ++i) fibers.push_back(spawn([] { return recurse_then_wait(200); }));
    for (auto& fiber : fibers) EXPECT_EQ(fiber.join(), 201);
    EXPECT_EQ(spawn({.stack_bytes = 1 << 20}, [] { return recurse_then_wait(2000); }).join(), 2001);
  });
}

TEST(Stats, CountFibersExactlyOnceTheyAreJoined) {
  on_every_pool([] {
    for (int i = 0; i < 10; ++i) spawn([] {}).join();
    const auto stats = runtime::current().stats();
    EXPECT_EQ(stats.fibers_created, 11u);
    EXPECT_EQ(stats.fibers_exited, 10u);
    EXPECT_EQ(stats.fibers_live, 1u);
  });
}

TEST(Unhandled, FailuresGoToTheHookWhenTheLastHandleIsGone) {
  std::atomic<int> reported = 0;
  on_every_pool(
      [&] {
        reported = 0;
        (void)spawn({.name = "lost"}, []() -> int { throw std::runtime_error("nobody looks"); });
        auto joined = spawn([]() -> int { throw std::runtime_error("somebody looks"); });
        EXPECT_THROW(joined.join(), std::runtime_error);
        while (reported == 0) this_fiber::yield();
        EXPECT_EQ(reported, 1);
      },
      [&](runtime_options& options) {
        options.on_unhandled_failure = [&](fiber_id, std::string_view name, std::exception_ptr) {
          EXPECT_EQ(name, "lost");
          ++reported;
        };
      });
}

}  // namespace
}  // namespace weft::contract
