// What an operation is by itself: ready or not, its result, what it holds.
#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "fixture.hpp"

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
    perform(choice(until_op(time_point::max() - 1ns), until_op(time_point::max()), sleep_op(1us)));
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

}  // namespace
}  // namespace weft::contract
