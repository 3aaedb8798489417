// What a time limit and a shield promise, alone and inside one another.
#include "fixture.hpp"

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace weft::contract {
namespace {

void forever() { this_fiber::sleep_for(std::chrono::hours::max()); }

TEST(Limit, ThrowsOrMovesOnWhenTheTimeIsUp) {
  on_every_pool([] {
    EXPECT_THROW(cancel_after(1ms, forever), timed_out);
    EXPECT_THROW(cancel_after(1ms, std::string("too late"), forever), std::runtime_error);
    EXPECT_THROW(cancel_after(1ms, "too late", forever), std::runtime_error);
    EXPECT_THROW(cancel_after(1ms, std::make_exception_ptr(std::domain_error("mine")), forever),
                 std::domain_error);
    EXPECT_FALSE(move_on_after(1ms, forever));
    EXPECT_EQ(move_on_after(1ms,
                            [] {
                              forever();
                              return 1;
                            }),
              std::nullopt);
    EXPECT_EQ(move_on_after(1ms, 2,
                            [] {
                              forever();
                              return 1;
                            }),
              2);
    this_fiber::yield();  // outside nothing is cancelled
  });
}

TEST(Limit, ReturnsTheResultOfWhatEndsInTime) {
  on_every_pool([] {
    EXPECT_EQ(cancel_after(1h, [] { return 1; }), 1);
    EXPECT_EQ(cancel_after(1h, std::string("late"), [] { return std::string("a"); }), "a");
    cancel_after(1h, [] {});
    EXPECT_EQ(move_on_after(1h, [] { return 2; }), 2);
    EXPECT_TRUE(move_on_after(1h, [] {}));
    EXPECT_EQ(move_on_after(1h, 0, [] { return 3; }), 3);
    EXPECT_EQ(**move_on_after(1h, [] { return std::make_unique<int>(4); }), 4);
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

TEST(Limit, LetsWhatTheFunctionThrowsPass) {
  on_every_pool([] {
    auto throws = [] { throw std::domain_error("inside"); };
    EXPECT_THROW(cancel_after(1h, throws), std::domain_error);
    EXPECT_THROW(move_on_after(1h, throws), std::domain_error);
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

TEST(Limit, IsNeverEarly) {
  on_every_pool([] {
    for (const auto allowed : {1us, 70us, 1000us, 3000us}) {
      const auto start = clock::now();
      EXPECT_FALSE(move_on_after(allowed, forever));
      EXPECT_GE(clock::now() - start, allowed);
    }
  });
}

TEST(Limit, OfNothingOrLessEndsAtTheFirstSuspensionPoint) {
  on_every_pool([] {
    for (const auto allowed : {0ns, -1ns, std::chrono::nanoseconds::min()}) {
      bool ran = false;
      EXPECT_FALSE(move_on_after(allowed, [&] {
        ran = true;
        this_fiber::check_cancel();
        ADD_FAILURE() << "went on";
      }));
      EXPECT_TRUE(ran);
      EXPECT_EQ(move_on_after(allowed, [] { return 1; }), 1);
    }
  });
}

TEST(Limit, MayBeAsLongAsCanBeSaid) {
  on_every_pool([] {
    EXPECT_EQ(cancel_after(std::chrono::hours::max(), [] { return 1; }), 1);
    EXPECT_EQ(cancel_after(std::chrono::duration<double>(1e300), [] { return 2; }), 2);
    EXPECT_EQ(cancel_after(std::chrono::nanoseconds::max(),
                           [](timeout& limit) {
                             limit.reset(std::chrono::years(100'000));
                             limit.reset(1h);
                             this_fiber::yield();
                             return 3;
                           }),
              3);
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

TEST(Limit, CountsAResultThatComesLate) {
  on_every_pool([] {
    EXPECT_EQ(move_on_after(1us,
                            [] {
                              shield([] { this_fiber::sleep_for(1ms); });
                              return 5;
                            }),
              5);
    EXPECT_EQ(cancel_after(1us,
                           [] {
                             try {
                               forever();
                             } catch (const cancelled&) {
                             }
                             return 6;
                           }),
              6);
  });
}

TEST(Limit, IsThrownAtEachLaterSuspensionPointToo) {
  on_every_pool([] {
    int caught = 0;
    EXPECT_FALSE(move_on_after(1us, [&] {
      for (int i = 0; i < 3; ++i) {
        try {
          forever();
        } catch (const cancelled&) {
          ++caught;
        }
      }
      EXPECT_TRUE(this_fiber::cancel_requested());
      this_fiber::check_cancel();
    }));
    EXPECT_EQ(caught, 3);
    EXPECT_FALSE(this_fiber::cancel_requested());
  });
}

TEST(Limit, LetsDestructorsWaitAndRunOverTime) {
  on_every_pool([] {
    int waited = 0;
    struct waits_at_the_end {
      int& waited;
      ~waits_at_the_end() {
        for (int i = 0; i < 3; ++i) {
          this_fiber::sleep_for(1ms);
          ++waited;
        }
      }
    };
    EXPECT_THROW(cancel_after(1us,
                              [&] {
                                const waits_at_the_end last{waited};
                                forever();
                              }),
                 timed_out);
    EXPECT_EQ(waited, 3);
  });
}

// ----------------------------------------------------------------------------------------------------
// limits in limits

TEST(NestedLimit, LetsTheOuterOnesErrorPass) {
  on_every_pool([] {
    EXPECT_THROW(cancel_after(1us, "outer", [] { move_on_after(1h, forever); }),
                 std::runtime_error);
    EXPECT_THROW(cancel_after(1us, [] { cancel_after(1h, "inner", forever); }), timed_out);
    EXPECT_FALSE(move_on_after(1us, [] { cancel_after(1h, forever); }));
    EXPECT_FALSE(move_on_after(1us, [] {
                   return move_on_after(1h, 1, [] {
                     forever();
                     return 2;
                   });
                 }).has_value());
    EXPECT_FALSE(move_on_after(1us, [] {
      move_on_after(1h, [] { move_on_after(2h, [] { move_on_after(3h, forever); }); });
      ADD_FAILURE() << "an inner limit took the outer one's cancellation for its own";
    }));
  });
}

TEST(NestedLimit, EndsAloneWhenItIsTheShorterOne) {
  on_every_pool([] {
    const bool outer = move_on_after(1h, [] {
      EXPECT_THROW(cancel_after(1us, forever), timed_out);
      EXPECT_FALSE(move_on_after(1us, forever));
      this_fiber::yield();
    });
    EXPECT_TRUE(outer);
  });
}

TEST(NestedLimit, GoesToTheOuterOneWhenBothEndAtOnce) {
  on_every_pool([] {
    const auto outer_error = std::make_exception_ptr(std::domain_error("outer"));
    for (const auto outer : {0us, 1us, 70us}) {
      for (const auto inner : {0us, 1us, 70us}) {
        EXPECT_THROW(cancel_after(outer, outer_error,
                                  [&] {
                                    move_on_after(inner, [] {
                                      shield([] { this_fiber::sleep_for(1ms); });  // both end
                                      forever();
                                    });
                                    ADD_FAILURE() << "the inner limit took both for its own";
                                  }),
                     std::domain_error);
      }
    }
  });
}

TEST(NestedLimit, LeavesTheFibersOwnCancellationToTheFiber) {
  on_every_pool([] {
    auto fiber = start_here([] {
      move_on_after(1h, [] { cancel_after(2h, "inner", [] { move_on_after(3h, forever); }); });
      ADD_FAILURE() << "a limit swallowed the fiber's cancellation";
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);

    auto both = start_here([] {
      move_on_after(1us, [] {
        shield([] { this_fiber::sleep_for(2ms); });
        forever();
      });
      ADD_FAILURE() << "a limit swallowed the fiber's cancellation";
    });
    both.cancel(std::make_exception_ptr(std::domain_error("fiber")));
    EXPECT_THROW(both.join(), std::domain_error);
  });
}

// ----------------------------------------------------------------------------------------------------
// with scopes and shields

TEST(Shield, KeepsEveryCancellationOutUntilItEnds) {
  on_every_pool([] {
    int steps = 0;
    auto fiber = start_here([&] {
      shield([&] {
        for (int i = 0; i < 5; ++i) {
          this_fiber::sleep_for(1us);
          this_fiber::check_cancel();
          EXPECT_FALSE(this_fiber::cancel_requested());
          ++steps;
        }
      });
      EXPECT_TRUE(this_fiber::cancel_requested());
      this_fiber::check_cancel();
      ADD_FAILURE() << "went on";
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_EQ(steps, 5);
  });
}

TEST(Shield, ReturnsAndThrowsWhatItsFunctionDoes) {
  on_every_pool([] {
    EXPECT_EQ(shield([] { return 3; }), 3);
    EXPECT_EQ(*shield([] { return std::make_unique<int>(4); }), 4);
    EXPECT_THROW(shield([] { throw std::domain_error("inside"); }), std::domain_error);
    this_fiber::check_cancel();
  });
  EXPECT_EQ(shield([] { return 5; }), 5);  // outside fibers
}

TEST(Shield, LetsLimitsInsideItWork) {
  on_every_pool([] {
    auto fiber = start_here([] {
      return shield([] {
        EXPECT_FALSE(move_on_after(1us, forever));
        EXPECT_THROW(cancel_after(1us, [] { shield([] { cancel_after(1us, forever); }); }),
                     timed_out);
        return 8;
      });
    });
    fiber.cancel();
    EXPECT_EQ(fiber.join(), 8);
  });
}

TEST(Shield, ProtectsTheBodyOfAScopeFromAFailingChild) {
  on_every_pool([] {
    bool done = false;
    EXPECT_THROW(with_scope([&](scope& children) {
                   children.spawn([] { throw std::domain_error("child"); });
                   shield([&] {
                     for (int i = 0; i < 5; ++i) this_fiber::sleep_for(1us);
                     done = true;
                   });
                   forever();
                 }),
                 std::domain_error);
    EXPECT_TRUE(done);
  });
}

TEST(Limit, CancelsTheChildrenOfTheScopesInside) {
  on_every_pool([] {
    std::atomic<int> unwound = 0;
    EXPECT_FALSE(move_on_after(1h, [&](timeout& limit) {
      with_scope([&](scope& children) {
        for (int i = 0; i < 3; ++i)
          let_it_wait(children.spawn({.worker = this_fiber::worker()}, [&] {
            const std::shared_ptr<void> witness(nullptr, [&](void*) { ++unwound; });
            forever();
          }));
        limit.reset(1us);
      });
      ADD_FAILURE() << "the scope returned";
    }));
    EXPECT_EQ(unwound, 3);
  });
}

TEST(Limit, IsNotInheritedByFibersSpawnedInside) {
  on_every_pool([] {
    std::optional<fiber_handle<int>> outlives;
    EXPECT_FALSE(move_on_after(1us, [&] {
      outlives = spawn([] {
        this_fiber::sleep_for(1ms);
        return 1;
      });
      forever();
    }));
    EXPECT_EQ(outlives->join(), 1);
  });
}

/// All orders of three regions: the innermost that can end what waits inside does.
TEST(Limit, NestsWithScopesAndShieldsInAnyOrder) {
  on_every_pool([] {
    auto in_scope = [](auto f) { with_scope([&](scope&) { f(); }); };
    EXPECT_FALSE(move_on_after(1us, [&] { in_scope([] { forever(); }); }));
    in_scope([] { EXPECT_FALSE(move_on_after(1us, forever)); });
    in_scope([] { shield([] { EXPECT_FALSE(move_on_after(1us, forever)); }); });
    shield([&] { in_scope([] { EXPECT_FALSE(move_on_after(1us, forever)); }); });
    shield([&] { EXPECT_FALSE(move_on_after(1us, [&] { in_scope(forever); })); });
    EXPECT_TRUE(
        move_on_after(1us, [&] { in_scope([] { shield([] { this_fiber::sleep_for(1ms); }); }); }));
    EXPECT_FALSE(move_on_after(1us, [&] {
      shield([&] {
        in_scope([] { EXPECT_FALSE(move_on_after(1us, forever)); });
        this_fiber::yield();
      });
      this_fiber::check_cancel();
      ADD_FAILURE() << "went on";
    }));
    EXPECT_THROW(in_scope([] {
                   move_on_after(1h, [] {
                     with_scope([](scope& children) {
                       children.spawn([] { throw std::domain_error("child"); });
                       forever();
                     });
                   });
                 }),
                 std::domain_error);
  });
}

// ----------------------------------------------------------------------------------------------------
// reset

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

TEST(Limit, NeedsAFiber) {
  EXPECT_THROW(cancel_after(1s, [] {}), std::logic_error);
  EXPECT_THROW(move_on_after(1s, [] {}), std::logic_error);
}

}  // namespace
}  // namespace weft::contract
