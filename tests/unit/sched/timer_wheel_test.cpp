#include "sched/timer_wheel.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <vector>

namespace weft::detail {
namespace {

using namespace std::chrono_literals;

class noted_timer final : public timer {
 public:
  explicit noted_timer(std::vector<noted_timer*>& fired) : fired_(fired) {}
  time_point deadline;

 private:
  void fire() override { fired_.push_back(this); }

  std::vector<noted_timer*>& fired_;
};

class TimerWheel : public ::testing::Test {
 protected:
  const time_point start{5s};
  timer_wheel wheel{start};
  std::vector<noted_timer*> fired;
};

TEST_F(TimerWheel, FiresNoTimerEarlyAndEachByItsTick) {
  std::mt19937 random(1);
  std::vector<std::unique_ptr<noted_timer>> timers;
  for (int i = 0; i < 2000; ++i) {
    auto& added = *timers.emplace_back(std::make_unique<noted_timer>(fired));
    added.deadline =
        start + std::chrono::nanoseconds(std::uniform_int_distribution<long long>(0, 1)(random) != 0
                                             ? random() % 50'000'000LL
                                             : random() * 1'000'000LL);
    wheel.arm(added, added.deadline);
  }
  std::size_t seen = 0;
  for (time_point now = start; wheel.size() != 0; now = std::max(now + 50us, wheel.next_look())) {
    wheel.advance(now);
    for (; seen < fired.size(); ++seen) {
      EXPECT_LE(fired[seen]->deadline, now);
      EXPECT_GT(fired[seen]->deadline + 66us + 50us, now);
    }
  }
  EXPECT_EQ(seen, timers.size());
}

TEST_F(TimerWheel, ForgetsWhatIsDisarmed) {
  noted_timer kept(fired), dropped(fired);
  wheel.arm(kept, start + 1ms);
  wheel.arm(dropped, start + 1ms);
  wheel.disarm(dropped);
  wheel.disarm(dropped);
  EXPECT_EQ(wheel.size(), 1u);
  wheel.advance(start + 1h);
  EXPECT_EQ(fired, std::vector{&kept});
  EXPECT_EQ(wheel.next_look(), time_point::max());
}

TEST_F(TimerWheel, MayBeArmedAgainWhileItFires) {
  class ticking final : public timer {
   public:
    explicit ticking(timer_wheel& wheel, time_point first) : wheel_(wheel), next_(first) {
      wheel_.arm(*this, next_);
    }
    int ticks = 0;

   private:
    void fire() override {
      if (++ticks < 5) wheel_.arm(*this, next_ += 1s);
    }
    timer_wheel& wheel_;
    time_point next_;
  };
  ticking clockwork(wheel, start + 1s);
  for (int i = 1; i <= 10; ++i) wheel.advance(start + i * 1s + 1ms);
  EXPECT_EQ(clockwork.ticks, 5);
  EXPECT_EQ(wheel.size(), 0u);
}

TEST_F(TimerWheel, TakesDeadlinesInThePastAndFarAway) {
  noted_timer past(fired), far(fired);
  wheel.advance(start + 1s);
  wheel.arm(past, start);
  wheel.arm(far, start + std::chrono::hours(24 * 365 * 8));
  EXPECT_LE(wheel.next_look(), start + 1s + 66us);
  wheel.advance(start + 1s + 132us);
  EXPECT_EQ(fired, std::vector{&past});
  wheel.advance(start + std::chrono::hours(24 * 365 * 8) + 1s);
  EXPECT_EQ(fired, (std::vector{&past, &far}));
}

}  // namespace
}  // namespace weft::detail
