#include <memory>
#include <vector>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

TEST(Event, LetsEveryoneThroughOnceItIsSet) {
  on_every_pool([] {
    event ready;
    EXPECT_FALSE(ready.is_set());
    std::vector<fiber_handle<void>> waiting;
    for (int f = 0; f < 10; ++f) waiting.push_back(start_here([&] { ready.wait(); }));
    for (auto& fiber : waiting) EXPECT_EQ(fiber.state(), fiber_state::waiting);
    ready.set();
    ready.set();
    EXPECT_TRUE(ready.is_set());
    for (auto& fiber : waiting) fiber.join();
    ready.wait();
    ready.wait();
    EXPECT_TRUE(ready.is_set());
  });
}

TEST(Event, HoldsThoseWhoComeAfterAReset) {
  on_every_pool([] {
    event ready;
    auto early = start_here([&] { ready.wait(); });
    ready.set();
    ready.reset();
    EXPECT_FALSE(ready.is_set());
    early.join();  // it waited at the moment of the set
    auto late = start_here([&] { ready.wait(); });
    EXPECT_EQ(late.state(), fiber_state::waiting);
    ready.set();
    late.join();
  });
}

TEST(Event, TakesPartInChoices) {
  on_every_pool([] {
    event left, right;
    const auto which = [&] {
      return choice(left.wait_op().wrap([] { return 1; }), right.wait_op().wrap([] { return 2; }));
    };
    EXPECT_EQ(poll(which()), std::nullopt);
    auto waiting = start_here([&] { return perform(which()); });
    right.set();
    EXPECT_EQ(waiting.join(), 2);
    EXPECT_EQ(poll(which()), 2);
  });
}

TEST(Event, IsUsableWhereverAWaiterIsCancelled) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      event first, second;
      auto beside = start_here([&] { first.wait(); });
      one.start([&](victim& self) {
        self.step();
        first.wait();
        self.step();
        perform(second.wait_op());
        self.step();
        second.wait();
      });
      one.settle();
      first.set();
      one.settle();
      second.set();
      one.join();
      beside.join();
      EXPECT_TRUE(first.is_set());
      EXPECT_TRUE(second.is_set());
      first.wait();
    });
  });
}

TEST(Event, IsASuspensionPointAlsoWhenItIsSet) {
  on_every_pool([] {
    event ready;
    ready.set();
    bool passed = false;
    auto fiber = start_here([&] {
      try {
        this_fiber::sleep_for(1h);
      } catch (const cancelled&) {
      }
      ready.wait();
      passed = true;
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_FALSE(passed);
  });
}

TEST(Event, IsNotTouchedByWhoSetItOnceWaitHasReturned) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(2000); ++i) {
      auto ready = std::make_unique<event>();
      auto setter = spawn_elsewhere([&ready = *ready] { ready.set(); });
      ready->wait();
      ready.reset();
      setter.join();
    }
  });
}

}  // namespace
}  // namespace weft::contract
