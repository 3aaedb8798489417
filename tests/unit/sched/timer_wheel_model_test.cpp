// The wheel against a sorted map: random timers armed, disarmed and fired; both must agree on who
// fires when.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "sched/timer_wheel.hpp"

namespace weft::detail {
namespace {

using namespace std::chrono_literals;

/// How late a timer may be: its deadline is rounded up to a tick.
constexpr auto tick = std::chrono::nanoseconds(1 << 16);

class wheel_and_map {
 public:
  explicit wheel_and_map(std::uint32_t seed) : random_(seed) {
    for (int i = 0; i < 60; ++i) timers_.push_back(std::make_unique<watched>(*this));
  }

  void step() {
    watched& some = *timers_[random_() % timers_.size()];
    switch (random_() % 4) {
      case 0:
      case 1:
        if (!some.armed()) arm(some, now_ + some_time());
        break;
      case 2:
        disarm(some);
        break;
      default:
        now_ += std::chrono::nanoseconds(random_() % 4 == 0 ? some_time() : some_time() / 1000);
        advance();
    }
    ASSERT_EQ(wheel_.size(), due_.size());
    expect_next_look();
  }

  /// Fires what is left.
  void finish() {
    while (!due_.empty()) {
      now_ = std::max(now_, wheel_.next_look());
      advance();
      ASSERT_EQ(wheel_.size(), due_.size());
    }
    EXPECT_EQ(wheel_.next_look(), time_point::max());
  }

  int fired() const { return fired_; }

 private:
  class watched final : public timer {
   public:
    explicit watched(wheel_and_map& of) : of_(of) {}
    std::multimap<time_point, watched*>::iterator place;

   private:
    void fire() override { of_.note_fired(*this); }
    wheel_and_map& of_;
  };

  /// From below a tick to many days, all scales alike.
  std::chrono::nanoseconds some_time() {
    const auto scale = std::int64_t{1} << (random_() % 52);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(random_()) % scale);
  }

  void arm(watched& which, time_point deadline) {
    wheel_.arm(which, deadline);
    which.place = due_.emplace(deadline, &which);
  }

  void disarm(watched& which) {
    if (which.armed()) due_.erase(which.place);
    wheel_.disarm(which);
    ASSERT_FALSE(which.armed());
  }

  void note_fired(watched& which) {
    ++fired_;
    EXPECT_FALSE(which.armed());
    EXPECT_LE(which.place->first, now_) << "fired early";
    due_.erase(which.place);
    if (random_() % 8 == 0) arm(which, now_ + some_time());
    if (random_() % 8 == 0) disarm(*timers_[random_() % timers_.size()]);
  }

  void advance() {
    wheel_.advance(now_);
    // One that was armed for now, or less than a tick from now, fires with the next tick.
    if (!due_.empty()) {
      EXPECT_GT(due_.begin()->first + 2 * tick, now_) << "not fired in time";
    }
  }

  void expect_next_look() {
    if (due_.empty()) return;
    EXPECT_LT(wheel_.next_look(), std::max(due_.begin()->first, now_) + 2 * tick)
        << "a sleep until then would be too long";
  }

  std::mt19937 random_;
  time_point now_{7s};
  timer_wheel wheel_{now_};
  std::vector<std::unique_ptr<watched>> timers_;
  std::multimap<time_point, watched*> due_;
  int fired_ = 0;
};

TEST(TimerWheelModel, AgreesWithASortedMap) {
  int fired = 0;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    wheel_and_map both(seed);
    for (int step = 0; step < 3000; ++step) {
      both.step();
      if (::testing::Test::HasFailure()) return;
    }
    both.finish();
    fired += both.fired();
  }
  EXPECT_GT(fired, 10'000);
}

}  // namespace
}  // namespace weft::detail
