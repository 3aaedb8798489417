// Polls: one consistent look, which leaves nothing behind.
#include <atomic>
#include <optional>

#include "fixture.hpp"

namespace weft::contract {
namespace {

/// One of two channels holds a value at every instant: it is copied into the other before it goes.
TEST(Poll, SeesAValueThatMovesBetweenTwoChannels) {
  on_every_pool([] {
    channel<int> a(2), b(2);
    a.send(0);
    std::atomic<bool> stop = false;
    auto mover = spawn([&] {
      while (!stop) {
        b.send(1);
        a.receive();
        this_fiber::yield();
        a.send(1);
        b.receive();
        this_fiber::yield();
      }
    });
    const int looks = as_many_as_fit(50'000);
    for (int i = 0; i < looks; ++i) {
      // Whichever channel it was, the value goes back before the mover can miss it.
      const auto which = poll(choice(a.receive_op().wrap([](auto) { return 'a'; }),
                                     b.receive_op().wrap([](auto) { return 'b'; })));
      if (!which) {
        ADD_FAILURE() << "empty at look " << i;
        break;
      }
      (*which == 'a' ? a : b).send(0);
      if (i % 64 == 0) this_fiber::yield();
    }
    stop = true;
    mover.join();
  });
}

/// The same for a value that goes when a moment has come. Only where time passes meanwhile.
TEST(Poll, SeesAMomentThatComesWhileItLooks) {
  if (!time_passes_while_running()) GTEST_SKIP();
  on_every_pool([] {
    for (int i = 0; i < 1'000; ++i) {
      channel<int> before(1);
      before.send(1);
      const auto moment = clock::now() + 20us;
      auto taker = spawn([=] {
        while (clock::now() < moment) this_fiber::yield();
        before.receive();
      });
      while (clock::now() < moment + 10us) {
        bool received = false;
        ASSERT_TRUE(poll(choice(until_op(moment), before.receive_op().wrap([&](std::optional<int>) {
          received = true;
        }))));
        if (received) before.send(1);
      }
      taker.join();
    }
  });
}

TEST(Poll, ThatFindsNothingLeavesNothing) {
  on_every_pool([] {
    channel<int> a, b;
    EXPECT_EQ(poll(choice(a.receive_op(), b.receive_op(), never<std::optional<int>>())),
              std::nullopt);
    EXPECT_EQ(a.try_send(1).error(), channel_status::would_block);
    EXPECT_FALSE(poll(choice(a.send_op(1), b.send_op(2), sleep_op(1h))));
    EXPECT_EQ(a.try_receive().error(), channel_status::would_block);
    EXPECT_EQ(b.try_receive().error(), channel_status::would_block);
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

TEST(Poll, IsNoSuspensionPoint) {
  on_every_pool([] {
    channel<int> buffer(1);
    auto fiber = start_here([=] {
      try {
        this_fiber::sleep_for(1h);
      } catch (const cancelled&) {
      }
      return poll(choice(buffer.send_op(1), never<void>())) && buffer.try_receive().has_value();
    });
    fiber.cancel();
    EXPECT_TRUE(fiber.join());
  });
}

}  // namespace
}  // namespace weft::contract
