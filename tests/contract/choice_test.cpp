// What a choice promises: one branch and no other, each as likely, and nothing left of the losers.
#include <array>
#include <optional>
#include <vector>

#include "fixture.hpp"

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

}  // namespace
}  // namespace weft::contract
