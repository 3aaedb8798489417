#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

template <class F>
std::string refusal_of(F call) {
  try {
    call();
    return "none";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(Every, StartsAfterOnePeriodAndStopsWhenToldTo) {
  on_every_pool([] {
    const auto start = clock::now();
    int turns = 0;
    every(1ms, [&] {
      ++turns;
      EXPECT_GE(clock::now() - start, turns * 1ms);
      return turns == 5 ? loop::stop : loop::again;
    });
    EXPECT_EQ(turns, 5);
  });
}

TEST(Every, KeepsItsBeatAndSkipsWhatItMissed) {
  on_every_pool([] {
    const auto start = clock::now();
    std::vector<std::int64_t> beats;
    every(1ms, [&] {
      beats.push_back((clock::now() - start) / 1ms);
      this_fiber::sleep_for(2500us);
      return beats.size() == 6 ? loop::stop : loop::again;
    });
    for (std::size_t turn = 1; turn < beats.size(); ++turn)
      EXPECT_GE(beats[turn], beats[turn - 1] + 3);
  });
}

TEST(Every, RunsOnceForEachBeatAtMost) {
  on_every_pool([] {
    const auto start = clock::now();
    std::int64_t last = 0;
    int turns = 0;
    every(std::chrono::microseconds(100), [&] {
      const std::int64_t beats = (clock::now() - start) / 100us;
      EXPECT_GE(beats, ++turns);
      EXPECT_GT(beats, last - 1);
      last = beats;
      return turns == 50 ? loop::stop : loop::again;
    });
  });
}

TEST(Every, LetsWhatItsBodyThrowsOut) {
  on_every_pool([] {
    EXPECT_THROW(every(1us, [] { throw std::domain_error("enough"); }), std::domain_error);
  });
}

TEST(Every, NamesAPeriodThatCannotBe) {
  on_every_pool([] {
    const auto nothing = [] {};
    EXPECT_NE(refusal_of([&] { every(0s, nothing); }).find(" 0 s"), std::string::npos);
    EXPECT_NE(refusal_of([&] { every(-5ms, nothing); }).find("-0.005 s"), std::string::npos);
    const std::chrono::duration<double> nan(std::nan(""));
    EXPECT_NE(refusal_of([&] { every(nan, nothing); }).find("nan"), std::string::npos);
  });
}

TEST(Every, WaitsForEverIfNeedBe) {
  on_every_pool([] {
    auto patient = start_here([] { every(std::chrono::hours::max(), [] { FAIL(); }); });
    patient.cancel();
    EXPECT_THROW(patient.join(), fiber_cancelled);
  });
}

TEST(ThrottledLoop, StartsAtOnceAndKeepsItsDistance) {
  on_every_pool([] {
    const auto start = clock::now();
    std::vector<time_point> turns;
    throttled_loop(1000, [&] {
      turns.push_back(clock::now());
      return turns.size() == 10 ? loop::stop : loop::again;
    });
    if (!time_passes_while_running()) {
      EXPECT_EQ(turns.front(), start);
    }
    // counted from the start: a thread may lose its processor just before a body reads the clock
    for (std::size_t turn = 1; turn < turns.size(); ++turn)
      EXPECT_GE(turns[turn] - start, turn * 1ms);
  });
}

TEST(ThrottledLoop, MakesNoBurstAfterALateTurn) {
  on_every_pool([] {
    std::vector<time_point> turns;
    time_point late;
    throttled_loop(1000, [&] {
      turns.push_back(clock::now());
      if (turns.size() == 2) {
        this_fiber::sleep_for(5ms);
        late = clock::now();
      }
      return turns.size() == 6 ? loop::stop : loop::again;
    });
    for (std::size_t turn = 2; turn < turns.size(); ++turn)
      EXPECT_GE(turns[turn] - late, (turn - 2) * 1ms);
  });
}

TEST(ThrottledLoop, StopsInsideALimitAlthoughItsBodyIsSlow) {
  on_every_pool([] {
    const auto start = clock::now();
    EXPECT_FALSE(move_on_after(
        5ms, [] { throttled_loop(1000, [] { shield([] { this_fiber::sleep_for(3ms); }); }); }));
    EXPECT_GE(clock::now() - start, 5ms);
    if (!time_passes_while_running()) {
      EXPECT_LT(clock::now() - start, 7ms);
    }
  });
}

TEST(ThrottledLoop, StopsInsideALimitAlthoughItsBodyNeverWaits) {
  on_every_pool([] {
    if (!time_passes_while_running()) return;  // a body that only reads the clock would never end
    EXPECT_FALSE(move_on_after(5ms, [] {
      throttled_loop(1000, [] {
        const auto start = clock::now();
        while (clock::now() - start < 2ms) {
        }
      });
    }));
  });
}

TEST(ThrottledLoop, LetsOthersRunHoweverFastItIs) {
  on_every_pool([] {
    bool ran = false;
    auto other = spawn({.worker = this_fiber::worker()}, [&] { ran = true; });
    throttled_loop(std::numeric_limits<double>::infinity(),
                   [&] { return ran ? loop::stop : loop::again; });
    other.join();
  });
}

TEST(ThrottledLoop, NamesARateThatCannotBe) {
  on_every_pool([] {
    const auto nothing = [] {};
    EXPECT_NE(refusal_of([&] { throttled_loop(0, nothing); }).find(" 0 turns"), std::string::npos);
    EXPECT_NE(refusal_of([&] { throttled_loop(-2.5, nothing); }).find("-2.5"), std::string::npos);
    EXPECT_NE(refusal_of([&] { throttled_loop(std::nan(""), nothing); }).find("nan"),
              std::string::npos);
  });
}

TEST(ThrottledLoop, IsASuspensionPointEachTurn) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      one.start([](victim& self) {
        int turns = 0;
        self.step();
        throttled_loop(1e6, [&] {
          self.step();
          return ++turns == 4 ? loop::stop : loop::again;
        });
        self.step();
        every(1us, [&] {
          self.step();
          return ++turns == 8 ? loop::stop : loop::again;
        });
      });
      one.join();
    });
  });
}

TEST(After, RunsWhenItsTimeHasCome) {
  on_every_pool([] {
    const auto start = clock::now();
    auto late = after(2ms, [start] { return clock::now() - start; });
    auto soon = after(0s, [] { return std::string("at once"); });
    EXPECT_EQ(soon.join(), "at once");
    EXPECT_GE(late.join(), 2ms);
    EXPECT_EQ(after(-1h, [] { return 1; }).join(), 1);
  });
}

TEST(After, CountsFromTheCall) {
  on_every_pool([] {
    const auto start = clock::now();
    auto late = after(3ms, [start] { return clock::now() - start; });
    this_fiber::sleep_for(2ms);
    const auto took = late.join();
    EXPECT_GE(took, 3ms);
    if (!time_passes_while_running()) {
      EXPECT_LT(took, 4ms);
    }
  });
}

TEST(After, IsCalledOffByCancellingItsHandle) {
  on_every_pool([] {
    bool ran = false;
    auto never = after(1h, [&] { ran = true; });
    let_it_wait(never);
    never.cancel();
    EXPECT_THROW(never.join(), fiber_cancelled);
    auto at_the_last_moment = after(0s, [&] { ran = true; });
    at_the_last_moment.cancel();
    try {
      at_the_last_moment.join();
    } catch (const fiber_cancelled&) {
      EXPECT_FALSE(ran);
    }
  });
}

}  // namespace
}  // namespace weft::contract
