#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

/// A condition with what belongs to it.
struct bell {
  mutex lock;
  condition_variable rung;

  /// Whether the caller owned the lock when the wait was over, by whatever way.
  bool wait() {
    std::unique_lock held(lock);
    try {
      rung.wait(held);
    } catch (const cancelled&) {
      EXPECT_TRUE(held.owns_lock());
      EXPECT_FALSE(lock.try_lock());
      throw;
    }
    return held.owns_lock();
  }
  void notify_one() {
    const std::lock_guard held(lock);  // so that whoever was to wait does
    rung.notify_one();
  }
  void notify_all() {
    const std::lock_guard held(lock);
    rung.notify_all();
  }
};

TEST(ConditionVariable, WaitsForAPredicate) {
  on_every_pool([] {
    mutex lock;
    condition_variable changed;
    std::vector<int> orders;
    auto consumer = spawn([&] {
      int sum = 0;
      for (int taken = 0; taken < 100; ++taken) {
        std::unique_lock held(lock);
        changed.wait(held, [&] { return !orders.empty(); });
        sum += orders.back();
        orders.pop_back();
      }
      return sum;
    });
    for (int n = 1; n <= 100; ++n) {
      {
        const std::lock_guard held(lock);
        orders.push_back(n);
      }
      changed.notify_one();
    }
    EXPECT_EQ(consumer.join(), 5050);
  });
}

TEST(ConditionVariable, WakesOneOrAll) {
  on_every_pool([] {
    bell one;
    int woken = 0;
    std::vector<fiber_handle<void>> waiting;
    for (int f = 0; f < 6; ++f)
      waiting.push_back(start_here([&] {
        one.wait();
        ++woken;
      }));
    one.notify_one();
    waiting.front().join();
    for (std::size_t f = 1; f < waiting.size(); ++f) EXPECT_FALSE(waiting[f].done());
    one.notify_all();
    for (auto& fiber : waiting) fiber.join();
    EXPECT_EQ(woken, 6);
  });
}

TEST(ConditionVariable, IsForgottenWithoutAWaiter) {
  on_every_pool([] {
    bell one;
    one.notify_one();
    one.notify_all();
    auto late = start_here([&] { return one.wait(); });
    EXPECT_EQ(late.state(), fiber_state::waiting);
    one.notify_one();
    EXPECT_TRUE(late.join());
  });
}

TEST(ConditionVariable, RunsOutOfTimeWithTheLockHeld) {
  on_every_pool([] {
    mutex lock;
    condition_variable never;
    std::unique_lock held(lock);
    const auto start = clock::now();
    EXPECT_EQ(never.wait_for(held, 2ms), std::cv_status::timeout);
    EXPECT_GE(clock::now() - start, 2ms);
    EXPECT_TRUE(held.owns_lock());
    EXPECT_EQ(never.wait_until(held, clock::now() - 1h), std::cv_status::timeout);
    EXPECT_FALSE(never.wait_for(held, 1ms, [] { return false; }));
    EXPECT_TRUE(never.wait_for(held, 1ms, [calls = 0]() mutable { return ++calls == 2; }));
    EXPECT_FALSE(never.wait_until(held, time_point::min(), [] { return false; }));
    EXPECT_TRUE(held.owns_lock());
  });
}

TEST(ConditionVariable, CountsANotificationInTime) {
  on_every_pool([] {
    bell one;
    auto fiber = start_here([&] {
      std::unique_lock held(one.lock);
      return one.rung.wait_for(held, 1h);
    });
    one.notify_one();
    EXPECT_EQ(fiber.join(), std::cv_status::no_timeout);
  });
}

TEST(ConditionVariable, LocksAgainBeforeACancelledWaiterUnwinds) {
  on_every_pool([] {
    bell one;
    auto fiber = start_here([&] { one.wait(); });
    one.lock.lock();
    fiber.cancel();
    while (fiber.state() != fiber_state::waiting) this_fiber::yield();
    EXPECT_FALSE(fiber.done());
    one.lock.unlock();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_TRUE(one.lock.try_lock());
    one.lock.unlock();
  });
}

TEST(ConditionVariable, PassesTheSignalByAWaiterThatIsAboutToUnwind) {
  on_every_pool([] {
    bell one;
    auto lost = start_here([&] { one.wait(); });
    auto next = start_here([&] { return one.wait(); });
    one.lock.lock();
    lost.cancel();
    one.rung.notify_one();
    one.lock.unlock();
    EXPECT_TRUE(next.join());
    EXPECT_THROW(lost.join(), fiber_cancelled);
  });
}

TEST(ConditionVariable, LosesNoSignalWhenAWaiterIsCancelledAtThatMoment) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(100); ++i) {
      bell one;
      auto lost = spawn_elsewhere([&] { one.wait(); });
      let_it_wait(lost);
      auto next = spawn([&] { one.wait(); });
      let_it_wait(next);
      auto canceller = spawn([&] { lost.cancel(); });
      one.notify_one();
      // Either took the signal; if the first did not, the second has.
      canceller.join();
      bool first_took_it = true;
      try {
        lost.join();
      } catch (const fiber_cancelled&) {
        first_took_it = false;
      }
      if (first_took_it) one.notify_one();
      next.join();
    }
  });
}

TEST(ConditionVariable, IsUsableWhereverAWaiterIsCancelled) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      bell shared;
      auto beside = start_here([&] { shared.wait(); });
      one.start([&](victim& self) {
        for (int i = 0; i < 2; ++i) {
          std::unique_lock held(shared.lock);
          self.step();
          shared.rung.wait(held);
          EXPECT_TRUE(held.owns_lock());
          self.step();
          shared.rung.wait_for(held, 1ms);
          EXPECT_TRUE(held.owns_lock());
        }
      });
      while (!one.done()) {
        one.settle();
        shared.notify_all();
        this_fiber::yield();
      }
      one.join();
      shared.notify_all();
      beside.join();
      EXPECT_TRUE(shared.lock.try_lock());
      shared.lock.unlock();
      auto later = start_here([&] { return shared.wait(); });
      shared.notify_one();
      EXPECT_TRUE(later.join());
    });
  });
}

TEST(ConditionVariable, RefusesALockThatIsNotLocked) {
  on_every_pool([] {
    mutex lock;
    condition_variable never;
    std::unique_lock open(lock, std::defer_lock);
    EXPECT_THROW(never.wait(open), std::system_error);
    EXPECT_THROW(never.wait_for(open, 1ms), std::system_error);
  });
}

TEST(ConditionVariable, IsNotTouchedByWhoNotifiedOnceItsWaiterIsBack) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(2000); ++i) {
      mutex lock;
      bool ready = false;
      auto changed = std::make_unique<condition_variable>();
      auto notifier = spawn_elsewhere([&, &changed = *changed] {
        const std::lock_guard held(lock);
        ready = true;
        changed.notify_all();
      });
      {
        std::unique_lock held(lock);
        changed->wait(held, [&] { return ready; });
      }
      changed.reset();
      notifier.join();
    }
  });
}

}  // namespace
}  // namespace weft::contract
