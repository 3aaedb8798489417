#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <variant>

#include <weft/value.hpp>

#include "support.hpp"

namespace weft {
namespace {

TEST(Value, IsUndefinedByDefault) {
  EXPECT_TRUE(value().is(value_kind::undefined));
  EXPECT_EQ(value(), value());
  EXPECT_NE(value(), value(nullptr));
}

TEST(Value, TakesItsKindFromTheCppType) {
  EXPECT_EQ(value(nullptr).kind(), value_kind::null);
  EXPECT_EQ(value(true).kind(), value_kind::boolean);
  EXPECT_EQ(value(7).kind(), value_kind::number);
  EXPECT_EQ(value(7.5f).kind(), value_kind::number);
  EXPECT_EQ(value("seven").kind(), value_kind::string);
  EXPECT_EQ(value(std::string("seven")).kind(), value_kind::string);
  EXPECT_EQ(value(value::array{1, 2}).kind(), value_kind::array);
  EXPECT_EQ(value(value::object{{"a", 1}}).kind(), value_kind::object);
  EXPECT_EQ(value(bytes(3)).kind(), value_kind::array_buffer);
  EXPECT_EQ(value::uint8_array(bytes(3)).kind(), value_kind::typed_array);
}

TEST(Value, MakesABigintOfIntegersThatANumberCannotHold) {
  std::int64_t const exact = std::int64_t{1} << 53;
  EXPECT_EQ(value(exact), value(9007199254740992.0));
  EXPECT_EQ(value(-exact), value(-9007199254740992.0));
  EXPECT_EQ(value(exact + 1), value::bigint(exact + 1));
  EXPECT_EQ(value(-exact - 1).as_bigint().to<std::int64_t>(), -exact - 1);
  EXPECT_EQ(value(~std::uint64_t{0}).as_bigint().to<std::uint64_t>(), ~std::uint64_t{0});
}

TEST(Value, KeepsShortAndLongStrings) {
  for (std::size_t size : {0u, 1u, 13u, 14u, 15u, 254u, 255u, 256u, 100'000u}) {
    std::string const text(size, 'x');
    value const original = text;
    value const copy = original;
    EXPECT_EQ(original.as_string(), text);
    EXPECT_EQ(copy.as_string(), text);
  }
}

TEST(Value, KeepsZerosInsideStrings) {
  std::string_view const text("a\0b", 3);
  EXPECT_EQ(value(text).as_string(), text);
  EXPECT_NE(value("a"), value(std::string_view("a\0", 2)));
}

TEST(Value, GivesBigintsBackIntoTypesThatHoldThem) {
  auto const lowest = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(value::bigint(lowest).as_bigint().to<std::int64_t>(), lowest);
  EXPECT_EQ(value::bigint(lowest).as_bigint().to<std::int32_t>(), std::nullopt);
  EXPECT_EQ(value::bigint(-1).as_bigint().to<unsigned>(), std::nullopt);
  EXPECT_EQ(value::bigint(0).as_bigint().to<unsigned>(), 0u);
  EXPECT_EQ(value::bigint(255).as_bigint().to<std::uint8_t>(), 255);
  EXPECT_EQ(value::bigint(256).as_bigint().to<std::uint8_t>(), std::nullopt);
  auto const below_lowest = from_hex("8000000000000001");
  EXPECT_EQ(value::bigint({true, below_lowest}).as_bigint().to<std::int64_t>(), std::nullopt);
}

TEST(Value, DropsLeadingZerosAndTheSignOfZeroFromBigints) {
  EXPECT_EQ(value::bigint({false, from_hex("0000ff")}), value::bigint(255));
  EXPECT_EQ(value::bigint({true, from_hex("00")}), value::bigint(0));
}

TEST(Value, ThrowsWhenAskedForAnotherKind) {
  try {
    static_cast<void>(value(3).as_string());
    FAIL();
  } catch (value_error const& error) {
    EXPECT_EQ(error.expected(), value_kind::string);
    EXPECT_EQ(error.found(), value_kind::number);
    EXPECT_STREQ(error.what(), "expected string, found number");
  }
  EXPECT_THROW(value("3").as_number(), value_error);
  EXPECT_THROW(value().as_array(), value_error);
  EXPECT_THROW(value(3)["member"], value_error);
  EXPECT_THROW(value("3").as_bytes(), value_error);
}

TEST(Value, AnswersIfQuestionsWithNothingForAnotherKind) {
  value const number = 3;
  EXPECT_EQ(number.if_number(), 3);
  EXPECT_FALSE(number.if_string());
  EXPECT_FALSE(number.if_boolean());
  EXPECT_EQ(number.if_array(), nullptr);
  EXPECT_EQ(number.if_object(), nullptr);
}

TEST(Value, FindsMembersAndElementsOrUndefined) {
  value const v = value::object{{"name", "ada"}, {"tags", value::array{"a", "b"}}};
  EXPECT_EQ(v["name"], "ada");
  EXPECT_EQ(v["tags"][1], "b");
  EXPECT_EQ(v["tags"][2], value());
  EXPECT_EQ(v["no such member"], value());
}

TEST(Value, SharesContainersOnCopy) {
  value const original = value::array{1};
  value copy = original;
  copy.as_array().push_back(2);
  EXPECT_EQ(original.as_array().size(), 2u);
  EXPECT_TRUE(identical(original, copy));
}

TEST(Value, TellsIdentityFromEquality) {
  value const a = value::array{1};
  value const b = value::array{1};
  EXPECT_EQ(a, b);
  EXPECT_FALSE(identical(a, b));
  EXPECT_TRUE(identical(std::string(100, 'x'), std::string(100, 'x')));
}

TEST(Value, LeavesUndefinedBehindWhenMoved) {
  value from = value::array{1};
  value const to = std::move(from);
  EXPECT_EQ(from, value());
  EXPECT_EQ(to, value(value::array{1}));
}

TEST(Value, SurvivesAssignmentFromItsOwnInside) {
  value v = value::array{value(value::array{"inner"})};
  v = v[0];
  EXPECT_EQ(v[0], "inner");
}

TEST(Value, ComparesNumbersByWhatTheyAre) {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(value(nan), value(-nan));
  EXPECT_NE(value(0.0), value(-0.0));
  EXPECT_NE(value(1), value(true));
  EXPECT_NE(value(1), value::bigint(1));
}

TEST(Value, ComparesContentKindAndOrder) {
  EXPECT_NE(value(bytes(2)), value::uint8_array(bytes(2)));
  EXPECT_NE(value(bytes(2)), value(bytes(3)));
  EXPECT_NE(value(value::array{1, 2}), value(value::array{1, 3}));
  EXPECT_NE(value(value::object{{"a", 1}, {"b", 2}}), value(value::object{{"b", 2}, {"a", 1}}));
}

value nested(int depth) {
  value v;
  for (int i = 0; i < depth; ++i) {
    v = i % 2 == 0 ? value(value::array{v}) : value(value::object{{"inner", v}});
  }
  return v;
}

TEST(Value, ComparesAndFreesDeepValuesWithoutRecursion) {
  EXPECT_EQ(nested(200'000), nested(200'000));
  EXPECT_NE(nested(200'000), nested(200'002));
}

value cycle() {
  value v = value::array{1};
  v.as_array().push_back(v);
  return v;
}

TEST(Value, ComparesValuesThatContainThemselves) {
  value a = cycle();
  value b = cycle();
  EXPECT_EQ(a, b);
  a.as_array()[0] = 2;
  EXPECT_NE(a, b);
  a.as_array().clear();  // a cycle is not freed by itself
  b.as_array().clear();
}

TEST(Value, ComparesWhatIsSharedManyTimesOnce) {
  auto const doubled = [] {
    value v = 1;
    for (int i = 0; i < 64; ++i) v = value::array{v, v};  // 2^64 paths
    return v;
  };
  EXPECT_EQ(doubled(), doubled());
}

TEST(Value, MatchesEachKindWithItsHandler) {
  auto const name = [](value const& v) {
    return v.match(
        [](std::monostate) { return "undefined"; }, [](std::nullptr_t) { return "null"; },
        [](bool) { return "boolean"; }, [](double) { return "number"; },
        [](bigint_view) { return "bigint"; }, [](std::string_view) { return "string"; },
        [](value::array const&) { return "array"; }, [](value::object const&) { return "object"; },
        [](std::span<std::byte const>) { return "bytes"; },
        [](value::boxed const&) { return "boxed"; }, [](value::date const&) { return "date"; },
        [](value::regexp const&) { return "regexp"; }, [](value::map const&) { return "map"; },
        [](value::sparse_array const&) { return "sparse array"; },
        [](value::set const&) { return "set"; }, [](value::error const&) { return "error"; },
        [](std::shared_ptr<value::capability> const&) { return "capability"; });
  };
  EXPECT_STREQ(name(value()), "undefined");
  EXPECT_STREQ(name(nullptr), "null");
  EXPECT_STREQ(name(true), "boolean");
  EXPECT_STREQ(name(1), "number");
  EXPECT_STREQ(name(value::bigint(1)), "bigint");
  EXPECT_STREQ(name("1"), "string");
  EXPECT_STREQ(name(value::array()), "array");
  EXPECT_STREQ(name(value::object()), "object");
  EXPECT_STREQ(name(bytes()), "bytes");
  EXPECT_STREQ(name(value::uint8_array({})), "bytes");
  EXPECT_STREQ(name(value::date(0)), "date");
  EXPECT_STREQ(name(value::map()), "map");
  EXPECT_STREQ(name(value::error()), "error");
}

TEST(Value, MatchesTheRestWithAGenericHandler) {
  auto const number_or_zero = [](value const& v) {
    return v.match([](double number) { return number; }, [](auto const&) { return 0.0; });
  };
  EXPECT_EQ(number_or_zero(7), 7);
  EXPECT_EQ(number_or_zero(true), 0);
  EXPECT_EQ(number_or_zero("7"), 0);
}

}  // namespace
}  // namespace weft
