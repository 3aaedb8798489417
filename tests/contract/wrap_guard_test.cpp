// When the functions of an operation run, and what they may do: those of `wrap` and of `guard`.
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(Wrap, TurnsResultsOfEveryKind) {
  on_every_pool([] {
    EXPECT_EQ(perform(always(2).wrap([](int n) { return std::to_string(n); })), "2");
    EXPECT_EQ(perform(always().wrap([] { return 3; })), 3);
    int seen = 0;
    perform(always(4).wrap([&](int n) { seen = n; }));
    EXPECT_EQ(seen, 4);
    perform(always(5).wrap([&](int n) { seen = n; }).wrap([&] { ++seen; }));
    EXPECT_EQ(seen, 6);
    EXPECT_TRUE(poll(always(7).wrap([&](int n) { seen = n; })));
    EXPECT_EQ(seen, 7);
  });
}

TEST(Wrap, RunsOnlyForTheWinner) {
  on_every_pool([] {
    int lost = 0;
    auto count = [&] { return ++lost; };
    EXPECT_EQ(perform(choice(never<void>().wrap(count), always(0), sleep_op(1h).wrap(count))), 0);
    EXPECT_EQ(poll(never<void>().wrap(count)), std::nullopt);
    EXPECT_EQ(lost, 0);
  });
}

TEST(Wrap, RunsAfterTheLosersWereWithdrawn) {
  on_every_pool([] {
    channel<int> other;
    const bool taken =
        perform(choice(other.receive_op().wrap([](std::optional<int>) { return true; }),
                       sleep_op(1us).wrap([&] { return other.try_send(1).has_value(); })));
    EXPECT_FALSE(taken);
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

TEST(Wrap, ThatThrowsLeavesPerformAfterTheCommit) {
  on_every_pool([] {
    channel<int> numbers(2);
    numbers.send(1);
    numbers.send(2);
    auto fails = [](std::optional<int>) -> int { throw std::domain_error("wrap"); };
    EXPECT_THROW(perform(numbers.receive_op().wrap(fails)), std::domain_error);
    EXPECT_THROW(poll(numbers.receive_op().wrap(fails).wrap([](int n) { return n; })),
                 std::domain_error);
    EXPECT_EQ(numbers.size(), 0u);
  });
}

TEST(Wrap, MayWaitAndPerform) {
  on_every_pool([] {
    channel<int> numbers;
    auto sender = spawn([=] {
      numbers.send(1);
      numbers.send(2);
    });
    const int sum = perform(numbers.receive_op().wrap([&](std::optional<int> first) {
      this_fiber::yield();
      return *first + *perform(numbers.receive_op());
    }));
    EXPECT_EQ(sum, 3);
    sender.join();
  });
}

TEST(Guard, RunsOncePerPerformInOrder) {
  on_every_pool([] {
    std::string order;
    auto leaf = [&](char name) {
      return guard([&order, name] {
        order += name;
        return never<int>();
      });
    };
    auto tree = choice(leaf('a'), choice(leaf('b'), guard([&] { return leaf('c'); })),
                       leaf('d').wrap([](int n) { return n; }), guard([&] {
                         order += 'e';
                         return always(1);
                       }));
    EXPECT_EQ(perform(std::move(tree)), 1);
    EXPECT_EQ(order, "abcde");
    order.clear();
    EXPECT_EQ(poll(choice(leaf('x'), leaf('y'))), std::nullopt);
    EXPECT_EQ(order, "xy");
  });
}

TEST(Guard, IsARecipeThatCanBeUsedAgain) {
  on_every_pool([] {
    channel<int> numbers(3);
    auto next = [&] { return guard([&] { return numbers.receive_op(); }); };
    for (const int n : {1, 2, 3}) numbers.send(n);
    for (const int n : {1, 2, 3}) EXPECT_EQ(perform(next()), n);
  });
}

TEST(Guard, MaySpawnAndWait) {
  on_every_pool([] {
    const int got = perform(choice(never<std::optional<int>>(), guard([] {
                                     channel<int> answer;
                                     auto asked = spawn([=] { answer.send(9); });
                                     this_fiber::sleep_for(1us);
                                     return answer.receive_op();
                                   })))
                        .value();
    EXPECT_EQ(got, 9);
    EXPECT_EQ(poll(guard([] {
                auto fiber = spawn([] { this_fiber::yield(); });
                fiber.join();
                return always(1);
              })),
              1);
  });
}

TEST(Guard, ThatThrowsCommitsNothing) {
  on_every_pool([] {
    channel<int> numbers(1);
    numbers.send(1);
    bool later_ran = false;
    auto throws = []() -> operation<std::optional<int>> { throw std::domain_error("guard"); };
    auto later = [&] {
      later_ran = true;
      return numbers.receive_op();
    };
    EXPECT_THROW(perform(choice(numbers.receive_op(), guard(throws), guard(later))),
                 std::domain_error);
    EXPECT_THROW(poll(choice(numbers.receive_op(), guard(throws))), std::domain_error);
    EXPECT_FALSE(later_ran);
    EXPECT_EQ(numbers.size(), 1u);
    EXPECT_EQ(runtime::current().stats().timers_live, 0u);
  });
}

}  // namespace
}  // namespace weft::contract
