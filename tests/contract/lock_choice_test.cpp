// Locks as branches of a choice: whoever loses has taken nothing.
#include <atomic>
#include <optional>
#include <variant>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(LockChoice, TakesOneOfTheReadyLocksAndNoOther) {
  on_every_pool([] {
    mutex lock;
    semaphore permits(1);
    event flag;
    wait_group empty;
    flag.set();
    for (int i = 0; i < 20; ++i) {
      const auto won =
          select(lock.lock_op(), permits.acquire_op().wrap([] { return 1; }),
                 flag.wait_op().wrap([] { return 2.0; }), empty.wait_op().wrap([] { return 'c'; }));
      EXPECT_EQ(lock.try_lock(), won.index() != 0);
      lock.unlock();
      EXPECT_EQ(permits.try_acquire(), won.index() != 1);
      permits.release();
    }
  });
}

TEST(LockChoice, WithdrawsTheLosersBeforePerformReturns) {
  on_every_pool([] {
    mutex lock;
    semaphore permits(0);
    event flag;
    channel<int> wins;
    lock.lock();
    auto chooser = start_here([&] {
      select(lock.lock_op(), permits.acquire_op(), flag.wait_op(),
             wins.receive_op().wrap([](std::optional<int>) {}), sleep_op(1h));
    });
    wins.send(1);
    chooser.join();
    lock.unlock();
    EXPECT_TRUE(lock.try_lock());
    lock.unlock();
    permits.release();
    EXPECT_TRUE(permits.try_acquire());
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

TEST(LockChoice, PollsSeveralLocksAtOneMoment) {
  on_every_pool([] {
    mutex lock;
    semaphore permits(0);
    lock.lock();
    EXPECT_FALSE(poll(choice(permits.acquire_op(), permits.acquire_op())));
    permits.release();
    EXPECT_TRUE(poll(choice(permits.acquire_op(), permits.acquire_op())));
    EXPECT_FALSE(permits.try_acquire());
    lock.unlock();
  });
}

/// One of two semaphores has a permit at every instant: it moves over before it goes.
TEST(LockChoice, PollSeesAPermitThatMoves) {
  on_every_pool([] {
    semaphore a(1), b(0);
    std::atomic<bool> stop = false;
    auto mover = spawn([&] {
      while (!stop) {
        b.release();
        a.acquire();
        this_fiber::yield();
        a.release();
        b.acquire();
        this_fiber::yield();
      }
    });
    for (int i = 0; i < as_many_as_fit(20'000); ++i) {
      const auto which = poll(
          choice(a.acquire_op().wrap([] { return 'a'; }), b.acquire_op().wrap([] { return 'b'; })));
      ASSERT_TRUE(which.has_value());
      (*which == 'a' ? a : b).release();
      if (i % 64 == 0) this_fiber::yield();
    }
    stop = true;
    mover.join();
  });
}

TEST(LockChoice, KeepsMutualExclusion) {
  on_every_pool([] {
    mutex lock;
    int inside = 0, turns = 0;
    std::vector<fiber_handle<void>> fibers;
    for (int f = 0; f < 6; ++f)
      fibers.push_back(spawn([&] {
        for (int i = 0; i < as_many_as_fit(2'000); ++i) {
          const bool got = perform(choice(lock.lock_op().wrap([] { return true; }),
                                          sleep_op(1us).wrap([] { return false; })));
          if (!got) continue;
          EXPECT_EQ(++inside, 1);
          if (i % 8 == 0) this_fiber::yield();
          --inside;
          ++turns;
          lock.unlock();
        }
      }));
    for (auto& fiber : fibers) fiber.join();
    EXPECT_GT(turns, 0);
    EXPECT_TRUE(lock.try_lock());
    lock.unlock();
  });
}

TEST(LockChoice, WaitsForTwoChannelsAndALockAtOnce) {
  on_every_pool([] {
    const int each = as_many_as_fit(2'000);
    semaphore permits(0);
    channel<int> first, second;
    auto giver = spawn([&] {
      for (int i = 0; i < each; ++i) permits.release();
    });
    auto one = spawn([&] {
      for (int i = 0; i < each; ++i) first.send(1);
    });
    auto two = spawn([&] {
      for (int i = 0; i < each; ++i) second.send(1);
    });
    int counts[3] = {};
    for (int i = 0; i < 3 * each; ++i)
      ++counts[select(permits.acquire_op(), first.receive_op(), second.receive_op()).index()];
    for (const int count : counts) EXPECT_EQ(count, each);
    giver.join();
    one.join();
    two.join();
  });
}

}  // namespace
}  // namespace weft::contract
