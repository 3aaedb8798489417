#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

TEST(Mutex, LetsOneInAtATime) {
  on_every_pool([] {
    mutex lock;
    int inside = 0, entered = 0;
    std::vector<fiber_handle<void>> fibers;
    for (int f = 0; f < 16; ++f)
      fibers.push_back(spawn([&] {
        for (int i = 0; i < 20; ++i) {
          const std::lock_guard held(lock);
          EXPECT_EQ(++inside, 1);
          if (i % 4 == 0) this_fiber::yield();
          --inside;
          ++entered;
        }
      }));
    for (auto& fiber : fibers) fiber.join();
    EXPECT_EQ(entered, 320);
  });
}

TEST(Mutex, IsHandedOverInTheOrderOfArrival) {
  on_every_pool([] {
    mutex lock;
    lock.lock();
    std::vector<int> order;
    std::vector<fiber_handle<void>> fibers;
    for (int f = 0; f < 5; ++f)
      fibers.push_back(start_here([&, f] {
        const std::lock_guard held(lock);
        order.push_back(f);
      }));
    lock.unlock();
    EXPECT_FALSE(lock.try_lock());  // it is another's already, who has not run yet
    for (auto& fiber : fibers) fiber.join();
    EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4}));
  });
}

TEST(Mutex, TriesWithoutWaiting) {
  on_every_pool([] {
    mutex lock;
    EXPECT_TRUE(lock.try_lock());
    EXPECT_FALSE(lock.try_lock());
    EXPECT_FALSE(spawn([&] { return lock.try_lock(); }).join());
    lock.unlock();
    EXPECT_TRUE(spawn([&] {
                  const std::unique_lock held(lock, std::try_to_lock);
                  return held.owns_lock();
                }).join());
  });
}

TEST(Mutex, RefusesToBeLockedTwiceByItsOwner) {
  on_every_pool([] {
    mutex lock;
    lock.lock();
    const auto is_refused = [](auto lock_again) {
      try {
        lock_again();
        return false;
      } catch (const std::system_error& error) {
        return error.code() == std::errc::resource_deadlock_would_occur;
      }
    };
    EXPECT_TRUE(is_refused([&] { lock.lock(); }));
    EXPECT_TRUE(is_refused([&] { perform(lock.lock_op()); }));
    lock.unlock();
    lock.lock();
    lock.unlock();
  });
}

TEST(Mutex, TakesPartInChoices) {
  on_every_pool([] {
    mutex lock;
    lock.lock();
    auto impatient = spawn([&] {
      return perform(choice(lock.lock_op().wrap([] { return true; }),
                            sleep_op(1ms).wrap([] { return false; })));
    });
    EXPECT_FALSE(impatient.join());
    auto patient = start_here([&] {
      const bool locked = perform(choice(lock.lock_op().wrap([] { return true; }), never<bool>()));
      lock.unlock();
      return locked;
    });
    lock.unlock();
    EXPECT_TRUE(patient.join());
    EXPECT_TRUE(poll(lock.lock_op()));
    EXPECT_FALSE(lock.try_lock());
    lock.unlock();
  });
}

TEST(Mutex, IsUsableWhereverAWaiterIsCancelled) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      mutex lock;
      lock.lock();
      one.start([&](victim& self) {
        for (int i = 0; i < 2; ++i) {
          self.step();
          const std::lock_guard held(lock);
          self.step();
          this_fiber::yield();
        }
        self.step();
        perform(lock.lock_op());
        lock.unlock();
      });
      one.settle();
      lock.unlock();
      lock.lock();
      one.settle();
      lock.unlock();
      one.join();
      EXPECT_TRUE(lock.try_lock());
      lock.unlock();
    });
  });
}

TEST(Mutex, IsNotTouchedByWhoUnlockedItOnceAnotherHasIt) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(2000); ++i) {
      auto lock = std::make_unique<mutex>();
      event locked;
      auto first = spawn_elsewhere([&locked, &lock = *lock] {
        lock.lock();
        locked.set();
        lock.unlock();
      });
      locked.wait();
      lock->lock();
      lock->unlock();
      lock.reset();
      first.join();
    }
  });
}

}  // namespace
}  // namespace weft::contract
