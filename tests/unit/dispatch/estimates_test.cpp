#include "dispatch/estimates.hpp"

#include <gtest/gtest.h>

#include <string>

namespace weft::dispatch {
namespace {

using namespace std::chrono_literals;

TEST(Estimates, AreTheMeanOfTheLastDurations) {
  estimates known;
  const method_index method = known.hold({"m", "f"});
  EXPECT_EQ(known.mean(method), std::nullopt);
  known.record(method, 10ms);
  known.record(method, 20ms);
  EXPECT_EQ(known.mean(method), 15ms);
  for (std::uint64_t i = 0; i < recent_mean::durations_max; ++i) known.record(method, 2ms);
  EXPECT_EQ(known.mean(method), 2ms);
}

TEST(Estimates, AreKeptPerModuleAndMethod) {
  estimates known;
  const method_index one = known.hold({"m", "f"});
  known.record(one, 1ms);
  EXPECT_EQ(known.hold({"m", "f"}), one);
  EXPECT_EQ(known.mean(known.hold({"m", "g"})), std::nullopt);
  EXPECT_EQ(known.mean(known.hold({"n", "f"})), std::nullopt);
}

TEST(Estimates, OfAnUnknownMethodAreTheMeanOfAll) {
  estimates known;
  const method_index fast = known.hold({"m", "fast"});
  const method_index slow = known.hold({"m", "slow"});
  EXPECT_EQ(known.rate(fast), known.rate(slow));
  known.record(fast, 2ms);
  known.record(slow, 8ms);
  const method_index unknown = known.hold({"m", "unknown"});
  EXPECT_DOUBLE_EQ(1 / known.rate(fast), 2e6);
  EXPECT_DOUBLE_EQ(1 / known.rate(slow), 8e6);
  EXPECT_DOUBLE_EQ(1 / known.rate(unknown), 5e6);
}

TEST(Estimates, StayWithinTheirBoundsForDurationsThatAreNot) {
  estimates known;
  const method_index method = known.hold({"m", "f"});
  for (const clock::duration odd :
       {clock::duration(0), clock::duration(-5), clock::duration::min()}) {
    known.record(method, odd);
    EXPECT_EQ(known.mean(method), recent_mean::counted_min);
  }
  for (std::uint64_t i = 0; i < recent_mean::durations_max; ++i) {
    known.record(method, clock::duration::max());
  }
  EXPECT_EQ(known.mean(method), recent_mean::counted_max);
}

TEST(Estimates, OfTheMethodLeftAloneForLongestAreForgottenFirst) {
  estimates known;
  const auto use = [&](const std::string& method) {
    const method_index at = known.hold({"m", method});
    const bool is_known = known.mean(at).has_value();
    known.record(at, 1ms);
    known.let_go(at);
    return is_known;
  };
  const method_index needed = known.hold({"m", "needed"});
  known.record(needed, 3ms);
  use("first");
  use("second");
  EXPECT_TRUE(use("first"));
  for (std::size_t i = 3; i < estimates::methods_max; ++i) use("filler " + std::to_string(i));
  use("one too many");
  EXPECT_TRUE(use("first"));
  EXPECT_FALSE(use("second"));
  EXPECT_EQ(known.mean(needed), 3ms);
  EXPECT_EQ(known.name(needed).method, "needed");
}

}  // namespace
}  // namespace weft::dispatch
