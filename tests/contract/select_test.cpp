// The results of a select.
#include <string>
#include <type_traits>
#include <variant>

#include "fixture.hpp"

namespace weft::contract {
namespace {

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

}  // namespace
}  // namespace weft::contract
