#include <weft/process_signals.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <stdexcept>

#include <weft/weft.hpp>

namespace weft {
namespace {

using namespace std::chrono_literals;

int calls_of_old_handler = 0;
void old_handler(int) { ++calls_of_old_handler; }

TEST(SignalSubscription, GivesTheSignalAsAValue) {
  runtime({.workers = 2}).run([] {
    signal_subscription signals({SIGUSR1, SIGUSR2});
    std::raise(SIGUSR2);
    EXPECT_EQ(signals.receive(), SIGUSR2);
    std::raise(SIGUSR1);
    EXPECT_EQ(signals.receive(), SIGUSR1);
  });
}

TEST(SignalSubscription, GivesEachSubscriberEverySignal) {
  runtime().run([] {
    signal_subscription one({SIGUSR1});
    signal_subscription other({SIGUSR1});
    std::raise(SIGUSR1);
    EXPECT_EQ(one.receive(), SIGUSR1);
    EXPECT_EQ(other.receive(), SIGUSR1);
  });
}

TEST(SignalSubscription, GivesTheSignalBackWhenTheLastOneGoes) {
  const auto before = std::signal(SIGUSR1, old_handler);
  runtime().run([] {
    {
      signal_subscription one({SIGUSR1});
      std::raise(SIGUSR1);
      EXPECT_EQ(one.receive(), SIGUSR1);
    }
    EXPECT_EQ(calls_of_old_handler, 0);
    std::raise(SIGUSR1);
    EXPECT_EQ(calls_of_old_handler, 1);
  });
  std::signal(SIGUSR1, before);
}

TEST(SignalSubscription, RefusesWhatCannotBeCaught) {
  runtime().run([] {
    EXPECT_THROW(signal_subscription({SIGUSR1, SIGKILL}), std::invalid_argument);
    EXPECT_THROW(signal_subscription({12345}), std::invalid_argument);
  });
}

TEST(OnSignal, CallsTheHandlerInAFiberUntilItIsCancelled) {
  runtime().run([] {
    const channel<int> seen;
    auto handler = on_signal(SIGUSR1, [seen](int signal) { seen.send(signal); });
    for (int i = 0; i < 3; ++i) {
      std::raise(SIGUSR1);
      EXPECT_EQ(seen.receive(), SIGUSR1);
    }
    handler.cancel();
    EXPECT_THROW(handler.join(), fiber_cancelled);
  });
}

TEST(InterruptGuard, EndsTheRootFiberWithItsDestructors) {
  const auto held = std::make_shared<int>(0);
  runtime interrupted_one;
  try {
    interrupted_one.run([held] {
      const interrupt_guard guard({SIGUSR1});
      spawn([held] { this_fiber::sleep_for(1h); });
      this_fiber::yield();
      std::raise(SIGUSR1);
      this_fiber::sleep_for(1h);
    });
    FAIL() << "was not interrupted";
  } catch (const interrupted& why) {
    EXPECT_EQ(why.signal(), SIGUSR1);
  }
  EXPECT_EQ(held.use_count(), 1);
}

TEST(InterruptGuard, LeavesTheSecondSignalToWhatItDidBefore) {
  const auto before = std::signal(SIGUSR2, old_handler);
  calls_of_old_handler = 0;
  EXPECT_THROW(runtime().run([] {
    const interrupt_guard guard({SIGUSR2});
    std::raise(SIGUSR2);
    try {
      this_fiber::sleep_for(1h);
    } catch (const interrupted&) {
      std::raise(SIGUSR2);
      throw;
    }
  }),
               interrupted);
  EXPECT_EQ(calls_of_old_handler, 1);
  std::signal(SIGUSR2, before);
}

TEST(InterruptGuard, DoesNothingOnceItHasGone) {
  const auto before = std::signal(SIGUSR1, old_handler);
  calls_of_old_handler = 0;
  runtime().run([] {
    {
      const interrupt_guard guard({SIGUSR1});
    }
    // Its watch gives the signal back when it ends.
    while (runtime::current().stats().fibers_live > 1) this_fiber::yield();
    std::raise(SIGUSR1);
    this_fiber::yield();
    EXPECT_EQ(calls_of_old_handler, 1);
  });
  std::signal(SIGUSR1, before);
}

}  // namespace
}  // namespace weft
