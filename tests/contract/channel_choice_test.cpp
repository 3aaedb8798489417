// Channels under choices: closing, odd elements, and what a cancellation at the same moment may do.
#include "fixture.hpp"

#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace weft::contract {
namespace {

TEST(ClosedChannel, IsReadyForReceiversAndThrowsForSenders) {
  on_every_pool([] {
    channel<int> closed, other;
    closed.close();
    EXPECT_EQ(perform(choice(closed.receive_op(), other.receive_op())), std::nullopt);
    EXPECT_THROW(perform(choice(closed.send_op(1), other.send_op(2))), channel_closed);
    EXPECT_THROW(perform(closed.send_op(1)), channel_closed);
    const auto which = select(closed.receive_op(), never<void>());
    EXPECT_EQ(std::get<0>(which), std::nullopt);
    EXPECT_EQ(other.try_receive().error(), channel_status::would_block);
  });
}

TEST(ClosedChannel, WakesChoicesOnBothOfItsSides) {
  on_every_pool([] {
    channel<int> meeting, other;
    // Two receivers and, on a channel of its own, two senders: neither side can pair.
    auto receives = [=] { return perform(choice(meeting.receive_op(), other.receive_op())); };
    auto first = start_here(receives), second = start_here(receives);
    meeting.close();
    EXPECT_EQ(first.join(), std::nullopt);
    EXPECT_EQ(second.join(), std::nullopt);

    channel<int> full(1);
    full.send(0);
    auto sends = [=] { perform(choice(full.send_op(1), never<void>())); };
    auto third = start_here(sends), fourth = start_here(sends);
    full.close();
    EXPECT_THROW(third.join(), channel_closed);
    EXPECT_THROW(fourth.join(), channel_closed);
    EXPECT_EQ(full.receive(), 0);
    EXPECT_EQ(full.receive(), std::nullopt);
  });
}

TEST(ClosedChannel, WakesAChoiceThatIsOnBothSidesOnce) {
  on_every_pool([] {
    channel<int> meeting;
    auto both = start_here([=] {
      return perform(choice(meeting.send_op(1).wrap([] { return std::optional<int>(1); }),
                            meeting.receive_op()));
    });
    meeting.close();
    try {
      EXPECT_EQ(both.join(), std::nullopt);
    } catch (const channel_closed&) {  // the other branch won
    }
  });
}

/// Whoever was waited for may be gone, and the channel with it, as soon as it is closed.
TEST(ClosedChannel, MayGoAsSoonAsItsWaitersAreAwake) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(3'000); ++i) {
      std::optional<fiber_handle<void>> closer;
      {
        auto gone = std::make_unique<channel<int>>();
        closer = spawn([raw = gone.get()] { raw->close(); });
        EXPECT_EQ(gone->receive(), std::nullopt);
      }
      closer->join();
    }
  });
}

TEST(ClosedChannel, LosesNothingThatWasSentBefore) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 1, 5}) {
      channel<int> numbers(capacity);
      std::atomic<int> sent = 0;
      std::vector<fiber_handle<void>> senders;
      for (int s = 0; s < 4; ++s)
        senders.push_back(spawn([&, numbers] {
          try {
            for (;;) {
              perform(choice(numbers.send_op(1), never<void>()));
              ++sent;
            }
          } catch (const channel_closed&) {
          }
        }));
      int received = 0;
      for (int i = 0; i < as_many_as_fit(500); ++i)
        received += *perform(choice(numbers.receive_op(), never<std::optional<int>>()));
      numbers.close();
      for (const int n : numbers) received += n;
      for (auto& sender : senders) sender.join();
      EXPECT_EQ(received, sent);
    }
  });
}

struct nothing {};
static_assert(sizeof(nothing) == 1);

TEST(ChannelElement, MayBeEmpty) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 3}) {
      channel<nothing> ticks(capacity);
      auto sender = spawn([=] {
        for (int i = 0; i < 10; ++i) ticks.send({});
        perform(ticks.send_op({}));
        ticks.close();
      });
      int count = 0;
      while (perform(ticks.receive_op())) ++count;
      EXPECT_EQ(count, 11);
      sender.join();
    }
    EXPECT_THROW(channel<nothing>{std::numeric_limits<std::size_t>::max()}, std::length_error);
  });
}

struct counted {
  explicit counted(std::atomic<int>& alive) : alive(&alive) { ++alive; }
  counted(counted&& other) noexcept : alive(std::exchange(other.alive, nullptr)) {}
  counted& operator=(counted&&) = delete;
  ~counted() {
    if (alive != nullptr) --*alive;
  }
  std::atomic<int>* alive;
};

TEST(ChannelElement, NeedsOnlyToMoveAndIsDestroyedOnce) {
  std::atomic<int> alive = 0;
  on_every_pool([&] {
    {
      channel<counted> things(3);
      for (int i = 0; i < 5; ++i) {  // around the ring
        things.send(counted(alive));
        perform(choice(never<void>(), things.send_op(counted(alive))));
        EXPECT_EQ(alive, 2);
        things.receive();
        EXPECT_TRUE(perform(things.receive_op()).has_value());
        EXPECT_EQ(alive, 0);
      }
      counted refused(alive);
      for (int i = 0; i < 3; ++i) EXPECT_TRUE(things.try_send(counted(alive)));
      EXPECT_FALSE(things.try_send(std::move(refused)));
      EXPECT_EQ(refused.alive, &alive);
      EXPECT_FALSE(poll(things.send_op(std::move(refused))));
      EXPECT_EQ(alive, 3);
    }
    EXPECT_EQ(alive, 0) << "what is left in a channel goes with it";
  });
}

TEST(ChannelCapacity, ThatCannotBeIsRefused) {
  constexpr auto most = std::numeric_limits<std::size_t>::max();
  EXPECT_THROW(channel<int>{most}, std::length_error);
  EXPECT_THROW(channel<int>{most / sizeof(int)}, std::length_error);
  EXPECT_THROW(channel<char>{most / 2 + 1}, std::length_error);
  EXPECT_THROW((channel<std::array<char, 1000>>{most / 1001}), std::length_error);
}

// ----------------------------------------------------------------------------------------------------
// cancelled at the same moment

TEST(CancelledChoice, NeitherTakesNorDelivers) {
  on_every_pool([] {
    channel<int> a, b;
    auto receiver = start_here([=] { perform(choice(a.receive_op(), b.receive_op())); });
    auto sender = start_here([=] { perform(choice(b.send_op(7), never<void>())); });
    if (sender.done()) return receiver.join();  // they met
    receiver.cancel();
    sender.cancel();
    EXPECT_THROW(receiver.join(), fiber_cancelled);
    EXPECT_THROW(sender.join(), fiber_cancelled);
  });
  on_every_pool([] {
    channel<int> a, b;
    auto receiver = start_here([=] { perform(choice(a.receive_op(), b.receive_op())); });
    receiver.cancel();
    EXPECT_EQ(a.try_send(1).error(), channel_status::would_block);
    EXPECT_EQ(b.try_send(1).error(), channel_status::would_block);
    EXPECT_THROW(receiver.join(), fiber_cancelled);
    auto sender = start_here([=] { perform(choice(a.send_op(1), b.send_op(2))); });
    sender.cancel();
    EXPECT_EQ(a.try_receive().error(), channel_status::would_block);
    EXPECT_EQ(b.try_receive().error(), channel_status::would_block);
    EXPECT_THROW(sender.join(), fiber_cancelled);
  });
}

/// A send that returned was received once, one that did not was not, whenever the cancellation came.
TEST(CancelledSend, CountsIfAndOnlyIfItWasCommitted) {
  on_every_pool([] {
    const int turns = as_many_as_fit(2'000);
    for (const std::size_t capacity : {0, 1}) {
      channel<int> numbers(capacity), other;
      std::atomic<int> returned = 0;
      auto receiver = spawn([=] {
        int count = 0;
        while (perform(choice(numbers.receive_op(), other.receive_op()))) ++count;
        return count;
      });
      for (int i = 0; i < turns; ++i) {
        auto sender = spawn([&, i] {
          if (i % 2 == 0)
            numbers.send(1);
          else
            perform(choice(numbers.send_op(1), sleep_op(1h)));
          ++returned;  // no suspension point since the commit
        });
        if (i % 3 == 0) this_fiber::yield();
        sender.cancel();
        try {
          sender.join();
        } catch (const fiber_cancelled&) {
        }
      }
      numbers.close();
      EXPECT_EQ(receiver.join(), returned);
    }
  });
}

TEST(CancelledReceive, LosesNoValue) {
  on_every_pool([] {
    const int turns = as_many_as_fit(2'000);
    channel<int> numbers;
    std::atomic<int> received = 0;
    auto sender = spawn([=] {
      for (int i = 0; i < turns; ++i) numbers.send(1);
      numbers.close();
    });
    for (int i = 0; !sender.done(); ++i) {
      auto receiver = spawn([&, i] {
        for (;;) {
          const auto got = i % 2 == 0
                               ? numbers.receive()
                               : perform(choice(numbers.receive_op(), never<std::optional<int>>()));
          if (!got) return;
          ++received;
        }
      });
      for (int turn = 0; turn < i % 4; ++turn) this_fiber::yield();
      receiver.cancel();
      try {
        receiver.join();
      } catch (const fiber_cancelled&) {
      }
    }
    sender.join();
    EXPECT_EQ(received, turns);
  });
}

}  // namespace
}  // namespace weft::contract
