// Plain threads beside fibers. Only where there are threads: not in WebAssembly, not under
// simulation.
#include <thread>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(PlainThread, SendsToAndReceivesFromFibers) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 3}) {
      channel<int> to_fiber(capacity), to_thread(capacity);
      std::jthread thread([to_fiber, to_thread]() mutable {
        for (int i = 0; i < 1000; ++i) to_fiber.send(i);
        to_fiber.close();
        long sum = 0;
        for (const int n : to_thread) sum += n;
        EXPECT_EQ(sum, 1000L * 999 / 2);
      });
      std::vector<int> received;
      for (const int n : to_fiber) received.push_back(n);
      for (const int n : received) to_thread.send(n);
      to_thread.close();
    }
  });
}

TEST(PlainThread, AsksActorsAndMayRunOutOfTime) {
  struct get {};
  struct wait {};
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive_loop([](get) { return 7; }, [](wait) { this_fiber::sleep_for(1h); });
    });
    channel<bool> done;
    std::jthread thread([actor, done]() mutable {
      EXPECT_EQ(actor.ask<int>(get{}, 10s), 7);
      actor.send(wait{});
      EXPECT_THROW(actor.ask<int>(get{}, 1ms), timed_out);
      done.send(true);
    });
    EXPECT_EQ(done.receive(), true);
  });
}

TEST(PlainThread, JoinsAFiber) {
  on_every_pool([] {
    auto fiber = spawn([] {
      this_fiber::sleep_for(1ms);
      return 3;
    });
    channel<int> joined;
    std::jthread thread([&fiber, joined]() mutable { joined.send(fiber.join()); });
    EXPECT_EQ(joined.receive(), 3);
  });
}

TEST(PlainThread, CancelsAFiberThatWaits) {
  on_every_pool([] {
    auto fiber = spawn([] { this_fiber::sleep_for(1h); });
    std::jthread thread([&fiber] { fiber.cancel(); });
    EXPECT_THROW(fiber.join(), fiber_cancelled);
  });
}

TEST(PlainThread, HasNoFiber) {
  EXPECT_EQ(this_fiber::id(), 0u);
  EXPECT_EQ(this_fiber::name(), "");
  this_fiber::yield();
  const auto start = clock::now();
  this_fiber::sleep_for(1ms);
  EXPECT_GE(clock::now() - start, 1ms);
  EXPECT_THROW(runtime::current(), std::logic_error);
}

}  // namespace
}  // namespace weft::contract
