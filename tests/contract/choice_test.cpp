// What a choice promises: one branch and no other, each as likely, and nothing left of the losers.
#include "fixture.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace weft::contract {
namespace {

TEST(Choice, OfNothingIsNeverReady) {
  on_every_pool([] {
    EXPECT_EQ(poll(choice(std::vector<operation<int>>())), std::nullopt);
    EXPECT_EQ(perform(choice(choice(std::vector<operation<int>>()), always(1))), 1);
    auto waits = start_here([] { perform(choice(std::vector<operation<void>>())); });
    EXPECT_EQ(waits.state(), fiber_state::waiting);
    waits.cancel();
    EXPECT_THROW(waits.join(), fiber_cancelled);
  });
}

TEST(Choice, CommitsToExactlyOneOfManyReadyBranches) {
  on_every_pool([] {
    channel<int> first(64), second(64), third(64);
    const int turns = as_many_as_fit(60);
    for (int i = 0; i < turns; ++i)
      perform(choice(first.send_op(i), second.send_op(i), third.send_op(i)));
    EXPECT_EQ(first.size() + second.size() + third.size(), static_cast<std::size_t>(turns));
    for (int left = turns; left > 0; --left) {
      EXPECT_TRUE(
          perform(choice(first.receive_op(), second.receive_op(), third.receive_op())).has_value());
      EXPECT_EQ(first.size() + second.size() + third.size(), static_cast<std::size_t>(left - 1));
    }
  });
}

// ----------------------------------------------------------------------------------------------------
// fairness

/// Pearson's statistic of counts that should be equal.
template <std::size_t N>
double unevenness(const std::array<int, N>& counts) {
  double total = 0;
  for (const int count : counts) total += count;
  const double expected = total / N;
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

constexpr int picks = 24'000;
/// Exceeded once in a billion runs with five degrees of freedom.
constexpr double unevenness_max = 52;

operation<int> nested_choice() {
  auto is = [](int which) { return always(which); };
  return choice(is(0), choice(is(1), choice(is(2), choice(is(3), is(4)))), never<int>(), is(5));
}

TEST(Choice, PicksEvenlyAmongReadyBranchesHoweverNested) {
  on_every_pool([] {
    std::array<int, 6> performed{}, polled{};
    const int turns = as_many_as_fit(picks);
    for (int i = 0; i < turns; ++i) {
      ++performed[static_cast<std::size_t>(perform(nested_choice()))];
      ++polled[static_cast<std::size_t>(*poll(nested_choice()))];
    }
    EXPECT_LT(unevenness(performed), unevenness_max);
    EXPECT_LT(unevenness(polled), unevenness_max);
  });
}

TEST(Choice, PicksEvenlyAmongChannelsAndTimes) {
  on_every_pool([] {
    std::array<int, 4> won{};
    channel<int> sends(1), receives(1);
    const auto past = clock::now() - 1s;
    const int turns = as_many_as_fit(picks);
    receives.send(0);
    for (int i = 0; i < turns; ++i) {
      const int which = perform(choice(
          sends.send_op(0).wrap([] { return 0; }),
          receives.receive_op().wrap([](std::optional<int>) { return 1; }),
          choice(until_op(past).wrap([] { return 2; }), sleep_op(0s).wrap([] { return 3; }))));
      ++won[static_cast<std::size_t>(which)];
      if (which == 0) sends.receive();
      if (which == 1) receives.send(0);
    }
    EXPECT_LT(unevenness(won), unevenness_max);
  });
}

// ----------------------------------------------------------------------------------------------------
// losers

TEST(Choice, WithdrawsTheLosersBeforePerformReturns) {
  on_every_pool([] {
    channel<int> wins, receives, sends;
    auto chooser = start_here([=] {
      return perform(choice(wins.receive_op(), receives.receive_op(),
                            sends.send_op(1).wrap([] { return std::optional<int>(); }),
                            sleep_op(1h).wrap([] { return std::optional<int>(); }),
                            never<std::optional<int>>()));
    });
    EXPECT_GE(runtime::current().stats().timers_live, 1u);
    wins.send(5);
    EXPECT_EQ(receives.try_send(1).error(), channel_status::would_block);
    EXPECT_EQ(sends.try_receive().error(), channel_status::would_block);
    EXPECT_EQ(chooser.join(), 5);
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
    auto sender = start_here([=] { receives.send(7); });
    EXPECT_EQ(sender.state(), fiber_state::waiting);
    EXPECT_EQ(receives.receive(), 7);
    sender.join();
  });
}

TEST(Choice, LeavesNoTimerBehindHoweverOftenItIsMade) {
  on_every_pool([] {
    const int turns = as_many_as_fit(1'000'000);
    int ready = 0;
    for (int i = 0; i < turns; ++i)
      ready += perform(choice(sleep_op(60s).wrap([] { return 0; }), always(1)));
    EXPECT_EQ(ready, turns);
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

TEST(Choice, LeavesNoTimerBehindWhenItHadToWait) {
  on_every_pool([] {
    const int turns = as_many_as_fit(20'000);
    channel<int> numbers;
    auto sender = spawn([=] {
      for (int i = 0; i < turns; ++i) numbers.send(i);
    });
    for (int i = 0; i < turns; ++i) {
      const auto got = perform(choice(sleep_op(60s).wrap([] { return std::optional(-1); }),
                                      choice(numbers.receive_op())));
      ASSERT_EQ(got, i);
      if (i % 1000 == 0) {
        EXPECT_EQ(runtime::current().stats().timers_live, 0u);
      }
    }
    sender.join();
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

// ----------------------------------------------------------------------------------------------------
// choices that meet

TEST(Choice, OfSendAndReceiveNeverMeetsItself) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 1}) {
      channel<int> meeting(capacity);
      if (capacity == 1) meeting.send(0);  // full
      auto own = [=] {
        return choice(meeting.send_op(1).wrap([] { return std::optional<int>(-1); }),
                      meeting.receive_op());
      };
      if (capacity == 1) {
        EXPECT_EQ(perform(own()), 0);
        continue;
      }
      EXPECT_EQ(poll(own()), std::nullopt);
      auto alone = start_here([=] { return perform(own()); });
      EXPECT_EQ(alone.state(), fiber_state::waiting);
      auto other = start_here([=] { return perform(own()); });
      const std::optional<int> one = alone.join(), two = other.join();
      EXPECT_TRUE((one == -1 && two == 1) || (one == 1 && two == -1));
    }
  });
}

TEST(Choice, MeetsAnotherChoice) {
  on_every_pool([] {
    channel<int> to, from;
    auto first = spawn([=] {
      return *perform(
          choice(to.send_op(1).wrap([] { return std::optional(10); }), from.receive_op()));
    });
    auto second = spawn([=] {
      return *perform(
          choice(to.receive_op(), from.send_op(2).wrap([] { return std::optional(20); })));
    });
    const int one = first.join(), two = second.join();
    EXPECT_TRUE((one == 10 && two == 1) || (one == 2 && two == 20)) << one << ' ' << two;
  });
}

struct tally {
  std::atomic<long> sent = 0, received = 0, sums = 0;
};

/// Swaps values with whoever is there, in one direction or the other, on `mine` and `theirs`.
void exchange(channel<long> mine, channel<long> theirs, int turns, tally& all) {
  for (int i = 0; i < turns; ++i) {
    perform(choice(mine.send_op(i).wrap([&, i] {
      ++all.sent;
      all.sums += i;
    }),
                   theirs.receive_op().wrap([&](std::optional<long> got) {
                     ++all.received;
                     all.sums -= *got;
                   })));
  }
}

TEST(Choice, CrossingPairsLoseAndDoubleNothing) {
  on_every_pool([] {
    const int turns = as_many_as_fit(20'000);
    channel<long> to, from;
    tally all;
    auto one = spawn([&, turns] { exchange(to, from, turns, all); });
    auto two = spawn([&, turns] { exchange(from, to, turns, all); });
    one.join();
    two.join();
    EXPECT_EQ(all.sent, turns);
    EXPECT_EQ(all.received, turns);
    EXPECT_EQ(all.sums, 0);
  });
}

/// Each waits for its two neighbours, in both directions: every kind of circle can form.
TEST(Choice, RingsOfChoicesNeitherDeadlockNorLose) {
  on_every_pool([] {
    for (const std::size_t size : {2, 3, 5, 8}) {
      const int turns = as_many_as_fit(4'000);
      std::vector<channel<long>> between(size);
      for (auto& one : between) one = channel<long>();
      tally all;
      channel<int> stop;
      std::vector<fiber_handle<void>> ring;
      std::atomic<long> steps = 0;
      for (std::size_t i = 0; i < size; ++i)
        ring.push_back(spawn([&, i] {
          const channel<long> left = between[i], right = between[(i + 1) % size];
          for (bool stopped = false; !stopped;) {
            stopped =
                perform(choice(left.send_op(1).wrap([&] { return ++all.sent < 0; }),
                               right.send_op(1).wrap([&] { return ++all.sent < 0; }),
                               left.receive_op().wrap([&](auto) { return ++all.received < 0; }),
                               right.receive_op().wrap([&](auto) { return ++all.received < 0; }),
                               stop.receive_op().wrap([](auto) { return true; })));
            if (++steps == turns) stop.close();
          }
        }));
      for (auto& one : ring) one.join();
      EXPECT_EQ(all.sent, all.received);
      EXPECT_GE(steps, turns);
    }
  });
}

TEST(Choice, ManyCompetingOnesTakeEachValueOnce) {
  on_every_pool([] {
    constexpr std::size_t lanes = 4;
    for (const std::size_t capacity : {0, 2}) {
      const int each = as_many_as_fit(2'000);
      std::vector<channel<long>> lane;
      for (std::size_t i = 0; i < lanes; ++i) lane.emplace_back(capacity);
      auto any_send = [&](long value) {
        std::vector<operation<void>> sends;
        for (auto& one : lane) sends.push_back(one.send_op(value));
        return choice(std::move(sends));
      };
      auto any_receive = [&] {
        std::vector<operation<std::optional<long>>> receives;
        for (auto& one : lane) receives.push_back(one.receive_op());
        return choice(std::move(receives));
      };
      std::vector<fiber_handle<void>> senders;
      std::vector<fiber_handle<long>> receivers;
      for (int s = 0; s < 6; ++s) {
        senders.push_back(spawn([&, s] {
          for (int i = 0; i < each; ++i) perform(any_send(long{s} * each + i));
        }));
        receivers.push_back(spawn([&] {
          long sum = 0;
          for (int i = 0; i < each; ++i) sum += *perform(any_receive());
          return sum;
        }));
      }
      for (auto& sender : senders) sender.join();
      long sum = 0;
      for (auto& receiver : receivers) sum += receiver.join();
      const long count = 6L * each;
      EXPECT_EQ(sum, count * (count - 1) / 2);
      EXPECT_EQ(poll(any_receive()), std::nullopt);
    }
  });
}

TEST(Choice, MeetsPlainSendsReceivesAndTries) {
  on_every_pool([] {
    const int each = as_many_as_fit(3'000);
    channel<long> one, two;
    auto by_choice = spawn([=] {
      long sum = 0;
      for (int i = 0; i < 3 * each; ++i)
        sum += *perform(choice(one.receive_op(), two.receive_op()));
      return sum;
    });
    auto plain = spawn([=] {
      for (int i = 0; i < each; ++i) one.send(1);
    });
    auto tried = spawn([=] {
      for (int i = 0; i < each; ++i)
        while (!two.try_send(1)) this_fiber::yield();
    });
    auto polled = spawn([=] {
      for (int i = 0; i < each; ++i)
        while (!poll(choice(one.send_op(1), two.send_op(1)))) this_fiber::yield();
    });
    plain.join();
    tried.join();
    polled.join();
    EXPECT_EQ(by_choice.join(), 3L * each);
  });
}

// ----------------------------------------------------------------------------------------------------
// polls

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
