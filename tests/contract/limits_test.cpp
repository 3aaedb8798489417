// What a time limit promises by itself.
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "fixture.hpp"

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

TEST(Limit, NeedsAFiber) {
  EXPECT_THROW(cancel_after(1s, [] {}), std::logic_error);
  EXPECT_THROW(move_on_after(1s, [] {}), std::logic_error);
}

}  // namespace
}  // namespace weft::contract
