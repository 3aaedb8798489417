#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

TEST(Semaphore, LetsInAsManyAsThereArePermits) {
  on_every_pool([] {
    semaphore permits(3);
    std::atomic<int> inside = 0, most = 0;
    std::vector<fiber_handle<void>> fibers;
    for (int f = 0; f < 20; ++f)
      fibers.push_back(spawn([&] {
        permits.acquire();
        const int now = ++inside;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        for (int i = 0; i < 5; ++i) this_fiber::yield();
        --inside;
        permits.release();
      }));
    for (auto& fiber : fibers) fiber.join();
    EXPECT_LE(most, 3);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(permits.try_acquire());
    EXPECT_FALSE(permits.try_acquire());
  });
}

TEST(Semaphore, ServesThoseWhoWaitInTheOrderOfArrival) {
  on_every_pool([] {
    semaphore permits(0);
    std::vector<int> order;
    std::vector<fiber_handle<void>> fibers;
    for (int f = 0; f < 4; ++f)
      fibers.push_back(start_here([&, f] {
        permits.acquire();
        order.push_back(f);
      }));
    permits.release(2);
    EXPECT_FALSE(permits.try_acquire());  // both are taken already
    fibers[0].join();
    fibers[1].join();
    permits.release(3);
    EXPECT_TRUE(permits.try_acquire());
    for (auto& fiber : fibers) fiber.join();
    EXPECT_EQ(order.size(), 4u);
    EXPECT_TRUE((order[0] < 2 && order[1] < 2 && order[2] >= 2 && order[3] >= 2));
  });
}

TEST(Semaphore, TakesPartInChoices) {
  on_every_pool([] {
    semaphore empty(0), full(1);
    EXPECT_EQ(perform(choice(empty.acquire_op().wrap([] { return 1; }),
                             full.acquire_op().wrap([] { return 2; }))),
              2);
    EXPECT_FALSE(full.try_acquire());
    auto waiting = start_here([&] {
      return perform(choice(empty.acquire_op().wrap([] { return 1; }),
                            full.acquire_op().wrap([] { return 2; })));
    });
    empty.release();
    EXPECT_EQ(waiting.join(), 1);
    full.release();
    EXPECT_TRUE(full.try_acquire());  // the losing branch took nothing
    EXPECT_FALSE(poll(full.acquire_op()));
  });
}

TEST(Semaphore, NamesWhatItCannotCount) {
  on_every_pool([] {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    semaphore permits(most);
    permits.release(0);
    try {
      permits.release(17);
      FAIL() << "counted beyond all bounds";
    } catch (const std::overflow_error& error) {
      EXPECT_NE(std::string(error.what()).find("17"), std::string::npos);
    }
    EXPECT_TRUE(permits.try_acquire());
    permits.release();
    EXPECT_THROW(permits.release(most), std::overflow_error);
  });
}

TEST(Semaphore, IsUsableWhereverAWaiterIsCancelled) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      semaphore permits(0);
      std::atomic<int> taken = 0;
      one.start([&](victim& self) {
        for (int i = 0; i < 2; ++i) {
          self.step();
          permits.acquire();
          ++taken;
          self.step();
          perform(permits.acquire_op());
          ++taken;
        }
      });
      for (int given = 1; given <= 4; ++given) {
        one.settle();
        permits.release();
      }
      one.join();
      int left = 0;
      while (permits.try_acquire()) ++left;
      EXPECT_EQ(taken + left, 4);
    });
  });
}

TEST(Semaphore, IsNotTouchedByWhoReleasedOnceAcquireHasReturned) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(2000); ++i) {
      auto permits = std::make_unique<semaphore>(0);
      auto releaser = spawn_elsewhere([&permits = *permits] { permits.release(); });
      permits->acquire();
      permits.reset();
      releaser.join();
    }
  });
}

}  // namespace
}  // namespace weft::contract
