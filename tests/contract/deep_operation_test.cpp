// Operations that are very deep or very wide.
#include <optional>
#include <utility>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

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
