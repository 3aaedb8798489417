#include "actor/supervisor_pace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <stdexcept>

namespace weft::detail {
namespace {

using namespace std::chrono_literals;

const time_point start{};

TEST(FailureWindow, AllowsAsManyAsItSays) {
  failure_window window(2, 5s);
  EXPECT_TRUE(window.note(start));
  EXPECT_TRUE(window.note(start + 1s));
  EXPECT_FALSE(window.note(start + 2s));
}

TEST(FailureWindow, ForgetsWhatIsOlderThanItsPeriod) {
  failure_window window(1, 5s);
  EXPECT_TRUE(window.note(start));
  EXPECT_TRUE(window.note(start + 5s + 1ns));
  EXPECT_FALSE(window.note(start + 10s));
}

TEST(FailureWindow, AllowsNoneWithZero) { EXPECT_FALSE(failure_window(0, 5s).note(start)); }

TEST(Backoff, GrowsByItsFactorUpToItsMaximum) {
  const backoff waits{.initial = 10ms, .max = 100ms, .factor = 3};
  EXPECT_EQ(wait_before_restart(waits, 1, 0), 10ms);
  EXPECT_EQ(wait_before_restart(waits, 2, 0), 30ms);
  EXPECT_EQ(wait_before_restart(waits, 3, 0), 90ms);
  EXPECT_EQ(wait_before_restart(waits, 4, 0), 100ms);
  EXPECT_EQ(wait_before_restart(waits, std::numeric_limits<unsigned>::max(), 0), 100ms);
}

TEST(Backoff, IsShortenedByItsJitter) {
  const backoff waits{.initial = 10ms, .jitter = 0.5};
  EXPECT_EQ(wait_before_restart(waits, 1, 0), 10ms);
  EXPECT_EQ(wait_before_restart(waits, 1, 0.5), 7500us);
  EXPECT_EQ(wait_before_restart(waits, 1, 1), 5ms);
}

TEST(Backoff, OfNothingStaysNothing) {
  const backoff waits{.initial = 0s};
  EXPECT_EQ(wait_before_restart(waits, 1, 0), 0s);
  EXPECT_EQ(wait_before_restart(waits, 1'000'000, 0), 0s);
}

TEST(Backoff, MayBeAsLongAsAClockCanTell) {
  const backoff waits{.initial = 1s, .max = clock::duration::max(), .factor = 1e300};
  EXPECT_EQ(wait_before_restart(waits, 1'000, 0), clock::duration::max());
}

TEST(Backoff, RefusesWhatIsOutOfItsRange) {
  EXPECT_NO_THROW(check_backoff({}));
  EXPECT_THROW(check_backoff({.initial = -1s}), std::invalid_argument);
  EXPECT_THROW(check_backoff({.initial = 2s, .max = 1s}), std::invalid_argument);
  EXPECT_THROW(check_backoff({.factor = 0.5}), std::invalid_argument);
  EXPECT_THROW(check_backoff({.factor = std::numeric_limits<double>::quiet_NaN()}),
               std::invalid_argument);
  EXPECT_THROW(check_backoff({.jitter = 1.5}), std::invalid_argument);
}

}  // namespace
}  // namespace weft::detail
