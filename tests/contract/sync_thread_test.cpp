// Locks, and work that blocks, where there are plain threads: not in WebAssembly, not under simulation.
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(PlainThread, SharesAMutexWithFibers) {
  on_every_pool([] {
    mutex lock;
    int counter = 0;
    const auto count = [&] {
      for (int i = 0; i < 500; ++i) {
        const std::lock_guard held(lock);
        ++counter;
      }
    };
    auto fiber = spawn(count);
    std::jthread first(count), second(count);
    blocking([&] {
      first.join();
      second.join();
    });
    fiber.join();
    EXPECT_EQ(counter, 1500);
  });
}

TEST(PlainThread, OwnsTheMutexThatItLocked) {
  mutex lock;
  lock.lock();
  EXPECT_THROW(lock.lock(), std::system_error);
  std::jthread([&] { EXPECT_FALSE(lock.try_lock()); }).join();
  lock.unlock();
}

TEST(PlainThread, WaitsForAConditionThatAFiberChanges) {
  on_every_pool([] {
    mutex lock;
    condition_variable changed;
    int turn = 0;
    const auto take_turns = [&](int mine) {
      for (int i = 0; i < 200; ++i) {
        std::unique_lock held(lock);
        changed.wait(held, [&] { return turn == mine; });
        turn = 1 - turn;
        changed.notify_all();
      }
    };
    std::jthread thread([&] { take_turns(1); });
    take_turns(0);
    blocking([&] { thread.join(); });
  });
}

TEST(PlainThread, RunsOutOfTimeAtACondition) {
  mutex lock;
  condition_variable never;
  std::unique_lock held(lock);
  EXPECT_EQ(never.wait_for(held, 2ms), std::cv_status::timeout);
  EXPECT_TRUE(held.owns_lock());
}

TEST(PlainThread, MeetsFibersAtABarrier) {
  on_every_pool([] {
    barrier meeting(4);
    const auto meet = [&] {
      for (int i = 0; i < 100; ++i) meeting.arrive_and_wait();
    };
    std::jthread first(meet), second(meet);
    auto fiber = spawn(meet);
    meet();
    fiber.join();
    blocking([&] {
      first.join();
      second.join();
    });
  });
}

TEST(PlainThread, MayDestroyWhatItHasWaitedFor) {
  on_every_pool([] {
    for (int i = 0; i < 300; ++i) {
      struct all {
        semaphore permits{0};
        event ready;
        wait_group tasks;
      };
      auto shared = std::make_unique<all>();
      shared->tasks.add();
      auto fiber = spawn([&shared = *shared] {
        shared.permits.release();
        shared.ready.set();
        shared.tasks.done();
      });
      blocking([&] {
        shared->permits.acquire();
        shared->ready.wait();
        shared->tasks.wait();
        shared.reset();
      });
      fiber.join();
    }
  });
}

TEST(PlainThread, RunsALoopAndHoldsItsCaller) {
  int turns = 0;
  every(100us, [&] { return ++turns == 3 ? loop::stop : loop::again; });
  throttled_loop(1e5, [&] { return ++turns == 6 ? loop::stop : loop::again; });
  EXPECT_EQ(turns, 6);
}

TEST(Blocking, HoldsOnlyTheFiberThatCallsIt) {
  on_every_pool([] {
    std::promise<void> arrived, release;
    auto held = start_here([&] {
      blocking([&] {
        arrived.set_value();
        release.get_future().wait();
      });
    });
    EXPECT_EQ(held.state(), fiber_state::waiting);
    blocking([&] { arrived.get_future().wait(); });
    for (int i = 0; i < 10; ++i) this_fiber::yield();
    held.cancel();
    for (int i = 0; i < 10; ++i) this_fiber::yield();
    EXPECT_FALSE(held.done());
    release.set_value();
    EXPECT_THROW(held.join(), fiber_cancelled);
  });
}

TEST(Blocking, LeavesItsWorkerAloneWhenTheRunEndsAtOnce) {
  for (int i = 0; i < 2000; ++i) {
    runtime short_lived(options_for(1 + static_cast<unsigned>(i) % 2));
    short_lived.run([] { blocking([] {}); });
  }
}

TEST(Generator, IsUnwoundOnItsWorkerWhenAThreadDestroysIt) {
  on_every_pool([] {
    const unsigned home = this_fiber::worker();
    channel<unsigned> unwound_on(1);
    generator<int> numbers([&](auto& yield_value) {
      const std::shared_ptr<void> here(nullptr,
                                       [&](void*) { unwound_on.send(this_fiber::worker()); });
      yield_value(1);
    });
    numbers.resume();
    std::jthread thread(
        [numbers = std::move(numbers)]() mutable { const auto mine = std::move(numbers); });
    EXPECT_EQ(unwound_on.receive(), home);
  });
}

}  // namespace
}  // namespace weft::contract
