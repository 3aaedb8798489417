// What an operation is by itself: its results, its functions, its shape.
#include "fixture.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace weft::contract {
namespace {

static_assert(!std::is_copy_constructible_v<operation<int>>);
static_assert(!std::is_copy_assignable_v<operation<int>>);
static_assert(std::is_nothrow_move_constructible_v<operation<std::string>>);
static_assert(std::is_same_v<decltype(poll(std::declval<operation<void>>())), bool>);
static_assert(std::is_same_v<decltype(poll(std::declval<operation<int>>())), std::optional<int>>);

TEST(Operation, AlwaysIsReadyAndNeverIsNot) {
  on_every_pool([] {
    EXPECT_EQ(perform(always(std::string("ready"))), "ready");
    perform(always());
    EXPECT_EQ(poll(always(3)), 3);
    EXPECT_TRUE(poll(always()));
    EXPECT_EQ(poll(never<int>()), std::nullopt);
    EXPECT_FALSE(poll(never<void>()));
    EXPECT_EQ(perform(choice(never<int>(), always(5), never<int>())), 5);
  });
}

TEST(Operation, DoesNothingUntilItIsPerformed) {
  on_every_pool([] {
    channel<int> numbers(1);
    bool called = false;
    {
      const auto send = numbers.send_op(1).wrap([&] { called = true; });
      const auto made = guard([&] {
        called = true;
        return always();
      });
      const auto nacked = with_nack([&](operation<void>) {
        called = true;
        return always();
      });
    }
    EXPECT_FALSE(called);
    EXPECT_EQ(numbers.size(), 0u);
  });
}

TEST(Operation, GivesAnEmptyPollNothing) {
  on_every_pool([] {
    channel<int> empty, other;
    EXPECT_EQ(poll(empty.receive_op()), std::nullopt);
    EXPECT_EQ(poll(choice(empty.receive_op(), other.receive_op())), std::nullopt);
    EXPECT_FALSE(poll(empty.send_op(1)));
    EXPECT_FALSE(poll(sleep_op(1h)));
    EXPECT_EQ(poll(empty.receive_op().wrap([](std::optional<int>) { return 1; })), std::nullopt);
    EXPECT_EQ(empty.try_receive().error(), channel_status::would_block);
    empty.close();
    const std::optional<std::optional<int>> closed = poll(empty.receive_op());
    ASSERT_TRUE(closed.has_value());
    EXPECT_EQ(*closed, std::nullopt);
    EXPECT_THROW(poll(empty.send_op(1)), channel_closed);
  });
}

TEST(Operation, MovesResultsThatCannotBeCopied) {
  on_every_pool([] {
    channel<std::unique_ptr<int>> owners(1);
    perform(owners.send_op(std::make_unique<int>(4)));
    EXPECT_EQ(**perform(owners.receive_op()), 4);
    auto doubled = always(std::make_unique<int>(4)).wrap([](std::unique_ptr<int> four) {
      return std::make_unique<int>(2 * *four);
    });
    EXPECT_EQ(*perform(std::move(doubled)), 8);
    EXPECT_EQ(**poll(always(std::make_unique<int>(5))), 5);
    EXPECT_EQ(*select(never<std::unique_ptr<int>>(), always(std::make_unique<int>(6))), 6);
  });
}

TEST(Operation, KeepsValuesOfAnySizeAndAlignment) {
  struct alignas(128) huge {
    std::array<char, 4096> bytes{};
  };
  on_every_pool([] {
    huge one;
    one.bytes.back() = 'x';
    auto moved = always(one);
    auto again = std::move(moved);
    EXPECT_EQ(perform(std::move(again)).bytes.back(), 'x');
    channel<huge> pages(1);
    perform(choice(never<void>(), pages.send_op(one)));
    EXPECT_EQ(perform(pages.receive_op())->bytes.back(), 'x');
  });
}

TEST(Operation, UnperformedDestroysWhatItHolds) {
  on_every_pool([] {
    const auto held = std::make_shared<int>(1);
    channel<std::shared_ptr<int>> owners(1);
    {
      const auto unused = choice(owners.send_op(held), always(held).wrap([held](auto) {}));
      EXPECT_GT(held.use_count(), 1);
    }
    EXPECT_EQ(held.use_count(), 1);
    perform(choice(always(), never<void>().wrap([held] {})));
    EXPECT_EQ(held.use_count(), 1);
  });
}

TEST(Operation, MayOutliveTheHandleItWasMadeFrom) {
  on_every_pool([] {
    auto kept = [] {
      channel<int> numbers(2);
      numbers.send(6);
      return numbers.receive_op();
    }();
    EXPECT_EQ(perform(std::move(kept)), 6);

    auto joined = [] {
      auto fiber = spawn([] { return std::string("gone"); });
      return fiber.join_op();
    }();
    EXPECT_EQ(perform(std::move(joined)), "gone");

    auto lost = [] {
      channel<int> numbers;
      return numbers.send_op(1);
    }();
    EXPECT_FALSE(poll(std::move(lost)));
  });
}

TEST(Operation, OfAJoinGivesWhatTheFiberEndedWith) {
  on_every_pool([] {
    auto value = spawn([] { return 3; });
    EXPECT_EQ(perform(value.join_op()), 3);
    EXPECT_EQ(perform(value.join_op()), 3);
    auto nothing = spawn([] {});
    perform(nothing.join_op());
    EXPECT_TRUE(poll(nothing.join_op()));
    auto failed = spawn([]() -> int { throw std::domain_error("failed"); });
    EXPECT_THROW(perform(failed.join_op()), std::domain_error);
    auto waits = start_here([] { this_fiber::sleep_for(1h); });
    EXPECT_FALSE(poll(waits.join_op()));
    EXPECT_FALSE(poll(choice(waits.join_op(), never<void>())));
    waits.cancel();
    EXPECT_THROW(perform(waits.join_op()), fiber_cancelled);
  });
}

TEST(Operation, OfTimeIsNeverReadyEarly) {
  on_every_pool([] {
    for (const auto wait : {0ns, 1ns, 137us + 0ns, 1ms + 0ns}) {
      const auto start = clock::now();
      perform(sleep_op(wait));
      EXPECT_GE(clock::now() - start, wait);
      perform(choice(never<void>(), until_op(start + 2 * wait)));
      EXPECT_GE(clock::now() - start, 2 * wait);
    }
    EXPECT_TRUE(poll(until_op(clock::now())));
    EXPECT_TRUE(poll(until_op(time_point::min())));
    EXPECT_TRUE(poll(sleep_op(-1h)));
    EXPECT_FALSE(poll(until_op(time_point::max())));
    EXPECT_EQ(
        perform(choice(always(1), sleep_op(std::chrono::hours::max()).wrap([] { return 2; }))), 1);
  });
}

TEST(Operation, OfTimeCountsFromWhenItIsPerformed) {
  on_every_pool([] {
    auto made_long_ago = sleep_op(3ms);
    this_fiber::sleep_for(3ms);
    const auto start = clock::now();
    perform(std::move(made_long_ago));
    EXPECT_GE(clock::now() - start, 3ms);
  });
}

TEST(Operation, TakesTheEarlierOfTwoTimes) {
  on_every_pool([] {
    auto first = [](int which) { return [which] { return which; }; };
    EXPECT_EQ(perform(choice(sleep_op(10min).wrap(first(1)), sleep_op(1ms).wrap(first(2)),
                             until_op(clock::now() + 1h).wrap(first(3)))),
              2);
  });
}

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

TEST(Select, GivesTheTypeThatAllHaveOrAVariant) {
  on_every_pool([] {
    static_assert(std::is_same_v<decltype(select(always(1), always(2))), int>);
    static_assert(std::is_void_v<decltype(select(always(), always()))>);
    static_assert(std::is_same_v<decltype(select(always(1), always(), always(2.5))),
                                 std::variant<int, std::monostate, double>>);
    EXPECT_EQ(select(never<int>(), always(2)), 2);
    EXPECT_EQ(select(always(3)), 3);
    select(always());
    select(never<void>(), always());
    const auto middle = select(never<int>(), always(), never<double>());
    EXPECT_EQ(middle.index(), 1u);
    const auto same_types_apart = select(never<int>(), always(), always(8).wrap([](int n) {
      this_fiber::yield();
      return n;
    }));
    EXPECT_TRUE(same_types_apart.index() == 1 || std::get<2>(same_types_apart) == 8);
  });
}

TEST(Select, TellsAlternativesOfTheSameTypeApart) {
  on_every_pool([] {
    channel<int> first, second;
    auto sender = spawn([=] { second.send(5); });
    const auto got = select(first.receive_op(), second.receive_op(), never<void>());
    ASSERT_EQ(got.index(), 1u);
    EXPECT_EQ(std::get<1>(got), 5);
    sender.join();
  });
}

TEST(Select, TakesNestedChoices) {
  on_every_pool([] {
    const auto got = select(
        choice(never<int>(), never<int>()),
        choice(
            never<void>(),
            choice(always().wrap([] { return std::string("deep"); }).wrap([](const std::string&) {
            }))));
    EXPECT_EQ(got.index(), 1u);
  });
}

// ----------------------------------------------------------------------------------------------------
// depth

constexpr int deep = 100'000;

operation<long> wrapped(operation<long> inner, int times) {
  for (int i = 0; i < times; ++i) inner = std::move(inner).wrap([](long n) { return n + 1; });
  return inner;
}

operation<long> in_choices(operation<long> inner, int times) {
  for (int i = 0; i < times; ++i) {
    if (i % 2 == 0)
      inner = choice(std::move(inner), never<long>());
    else
      inner = choice(never<long>(), std::move(inner));
  }
  return inner;
}

operation<long> in_guards(int times) {
  if (times == 0) return always(1L);
  return guard([times] { return in_guards(times - 1); });
}

TEST(DeepOperations, ArePerformedOnASmallStack) {
  on_every_pool([] {
    const int depth = as_many_as_fit(deep);
    EXPECT_EQ(perform(wrapped(always(0L), depth)), depth);
    EXPECT_EQ(perform(in_choices(always(7L), depth)), 7);
    EXPECT_EQ(perform(in_guards(depth)), 1);
    EXPECT_EQ(perform(wrapped(in_choices(wrapped(always(0L), depth), depth), depth)), 2 * depth);
    EXPECT_EQ(select(wrapped(never<long>(), depth), in_choices(always(8L), depth)), 8);
  });
}

TEST(DeepOperations, ArePolledAndWaitedForOnASmallStack) {
  on_every_pool([] {
    const int depth = as_many_as_fit(deep);
    EXPECT_EQ(poll(in_choices(never<long>(), depth)), std::nullopt);
    EXPECT_EQ(poll(wrapped(never<long>(), depth)), std::nullopt);
    EXPECT_EQ(poll(wrapped(always(0L), depth)), depth);
    auto late = sleep_op(1us).wrap([] { return 0L; });
    EXPECT_EQ(perform(in_choices(wrapped(std::move(late), depth), depth)), depth);
  });
}

TEST(DeepOperations, AreDestroyedUnperformed) {
  on_every_pool([] {
    const int depth = as_many_as_fit(deep);
    (void)wrapped(always(0L), depth);
    (void)in_choices(always(0L), depth);
    (void)wrapped(in_choices(wrapped(never<long>(), depth), depth), depth);
  });
}

TEST(DeepOperations, MayBeThatWideToo) {
  on_every_pool([] {
    const int width = as_many_as_fit(deep);
    std::vector<operation<int>> many;
    for (int i = 0; i < width; ++i) many.push_back(never<int>());
    many.push_back(sleep_op(1us).wrap([] { return 1; }));
    EXPECT_EQ(perform(choice(std::move(many))), 1);
  });
}

}  // namespace
}  // namespace weft::contract
