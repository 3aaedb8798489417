// Limits that are reset.
#include <exception>
#include <stdexcept>

#include "fixture.hpp"

namespace weft::contract {
namespace {

void forever() { this_fiber::sleep_for(std::chrono::hours::max()); }

TEST(Timeout, ResetStartsTheTimeAnew) {
  on_every_pool([] {
    const auto start = clock::now();
    EXPECT_FALSE(move_on_after(2ms, [](timeout& limit) {
      limit.reset(4ms);
      forever();
    }));
    EXPECT_GE(clock::now() - start, 4ms);
    EXPECT_FALSE(move_on_after(1h, [](timeout& limit) {
      limit.reset(1us);  // earlier than it was
      forever();
    }));
    EXPECT_FALSE(move_on_after(1h, [](timeout& limit) {
      limit.reset(-1s);
      forever();
    }));
  });
}

/// Only where a sleep lasts as long as it says and no longer.
TEST(Timeout, ResetAgainAndAgainKeepsTheLimitAway) {
  if (time_passes_while_running()) GTEST_SKIP();
  on_every_pool([] {
    const auto start = clock::now();
    EXPECT_FALSE(move_on_after(2ms, [](timeout& limit) {
      for (int i = 0; i < 10; ++i) {
        this_fiber::sleep_for(1ms);
        limit.reset();
      }
      forever();
    }));
    EXPECT_GE(clock::now() - start, 12ms);
    EXPECT_LT(clock::now() - start, 14ms);
  });
}

TEST(Timeout, ResetWithoutALengthTakesTheLastOne) {
  on_every_pool([] {
    EXPECT_FALSE(move_on_after(1h, [](timeout& limit) {
      limit.reset(2ms);
      const auto again = clock::now();
      limit.reset();
      try {
        forever();
      } catch (const cancelled&) {
        EXPECT_GE(clock::now() - again, 2ms);
        throw;
      }
    }));
  });
}

TEST(Timeout, ResetDoesNothingOnceTheTimeIsUp) {
  on_every_pool([] {
    EXPECT_FALSE(move_on_after(1us, [](timeout& limit) {
      shield([] { this_fiber::sleep_for(1ms); });
      limit.reset(1h);
      this_fiber::check_cancel();
      ADD_FAILURE() << "went on";
    }));
  });
}

TEST(Timeout, IsPassedByEveryKindOfLimit) {
  on_every_pool([] {
    auto resets = [](timeout& limit) {
      limit.reset(1h);
      this_fiber::sleep_for(1ms);
      return 1;
    };
    EXPECT_EQ(cancel_after(500us, resets), 1);
    EXPECT_EQ(cancel_after(500us, "text", resets), 1);
    EXPECT_EQ(cancel_after(500us, std::make_exception_ptr(1), resets), 1);
    EXPECT_EQ(move_on_after(500us, resets), 1);
    EXPECT_EQ(move_on_after(500us, 0, resets), 1);
  });
}

TEST(Timeout, ResetsNestedLimitsAtFullSpeed) {
  on_every_pool([] {
    const int turns = as_many_as_fit(10'000'000 / 3);  // of three resets each
    EXPECT_FALSE(move_on_after(1h, [&](timeout& outer) {
      move_on_after(2h, [&](timeout& middle) {
        move_on_after(3h, [&](timeout& inner) {
          for (int i = 0; i < turns; ++i) {
            outer.reset();
            middle.reset();
            inner.reset();
            if (i % 1'000'000 == 0) this_fiber::yield();
          }
          EXPECT_LE(runtime::current().stats().timers_live, 3u);
          outer.reset(1us);
          forever();
        });
      });
    }));
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

TEST(Timeout, OfAnotherWorkersFiberCannotBeReset) {
  on_every_pool([] {
    if (runtime::current().pool_size() < 2) return;
    move_on_after(1h, [](timeout& limit) {
      auto elsewhere = spawn({.worker = 1}, [&] { limit.reset(); });
      EXPECT_THROW(elsewhere.join(), std::logic_error);
      auto beside = spawn({.worker = this_fiber::worker()}, [&] { limit.reset(); });
      beside.join();
    });
  });
}

}  // namespace
}  // namespace weft::contract
