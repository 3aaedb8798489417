// Choices that meet each other, on both sides of several channels: nothing is lost, doubled or stuck.
#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

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

}  // namespace
}  // namespace weft::contract
