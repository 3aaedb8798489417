#include <atomic>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

TEST(WaitGroup, WaitsUntilEverythingIsDone) {
  on_every_pool([] {
    wait_group tasks;
    std::atomic<int> done = 0;
    tasks.wait();
    tasks.add(50);
    for (int i = 0; i < 50; ++i)
      (void)spawn([&] {
        this_fiber::yield();
        ++done;
        tasks.done();
      });
    tasks.wait();
    EXPECT_EQ(done, 50);
  });
}

TEST(WaitGroup, MayBeUsedAgain) {
  on_every_pool([] {
    wait_group tasks;
    for (int round = 0; round < 20; ++round) {
      int done = 0;
      tasks.add();
      auto task = spawn([&] {
        done = 1;
        tasks.done();
      });
      tasks.wait();
      EXPECT_EQ(done, 1);
      task.join();
    }
  });
}

TEST(WaitGroup, WakesEveryoneWhoWaits) {
  on_every_pool([] {
    wait_group tasks;
    tasks.add(2);
    std::vector<fiber_handle<void>> waiting;
    for (int f = 0; f < 10; ++f) waiting.push_back(start_here([&] { tasks.wait(); }));
    tasks.add(-1);
    for (auto& fiber : waiting) EXPECT_EQ(fiber.state(), fiber_state::waiting);
    tasks.done();
    for (auto& fiber : waiting) fiber.join();
  });
}

TEST(WaitGroup, RefusesToCountBelowZeroOrBeyondItsBounds) {
  on_every_pool([] {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    wait_group tasks;
    EXPECT_THROW(tasks.done(), std::logic_error);
    EXPECT_THROW(tasks.add(std::numeric_limits<std::int64_t>::min()), std::logic_error);
    tasks.wait();
    tasks.add(2);
    EXPECT_THROW(tasks.add(-3), std::logic_error);
    tasks.add(-2);
    tasks.wait();
    tasks.add(most);
    EXPECT_THROW(tasks.add(1), std::overflow_error);
    tasks.add(-most);
    tasks.wait();
  });
}

TEST(WaitGroup, TakesPartInChoices) {
  on_every_pool([] {
    wait_group tasks;
    EXPECT_TRUE(poll(tasks.wait_op()));
    tasks.add();
    EXPECT_FALSE(poll(tasks.wait_op()));
    auto waiting = start_here(
        [&] { return perform(choice(tasks.wait_op().wrap([] { return true; }), never<bool>())); });
    tasks.done();
    EXPECT_TRUE(waiting.join());
  });
}

TEST(WaitGroup, IsUsableWhereverAWaiterIsCancelled) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      wait_group tasks;
      tasks.add();
      auto beside = start_here([&] { tasks.wait(); });
      one.start([&](victim& self) {
        self.step();
        tasks.wait();
        self.step();
        perform(tasks.wait_op());
        self.step();
        tasks.wait();
      });
      one.settle();
      tasks.done();
      one.join();
      beside.join();
      tasks.wait();
      tasks.add();
      EXPECT_FALSE(poll(tasks.wait_op()));
      tasks.done();
    });
  });
}

TEST(WaitGroup, IsNotTouchedByTheLastOneOnceWaitHasReturned) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(2000); ++i) {
      auto tasks = std::make_unique<wait_group>();
      tasks->add(2);
      auto first = spawn_elsewhere([&tasks = *tasks] { tasks.done(); });
      auto second = spawn([&tasks = *tasks] { tasks.done(); });
      tasks->wait();
      tasks.reset();
      first.join();
      second.join();
    }
  });
}

}  // namespace
}  // namespace weft::contract
