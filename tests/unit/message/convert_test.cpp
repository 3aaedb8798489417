#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include <boost/describe.hpp>

#include <weft/convert.hpp>

#include "support.hpp"

namespace weft {
namespace {

enum class color : std::uint8_t { red, green };

struct point {
  double x = 0;
  double y = 0;
  bool operator==(point const&) const = default;
};
BOOST_DESCRIBE_STRUCT(point, (), (x, y))

struct shape {
  std::string name;
  color fill = color::red;
  std::vector<point> corners;
  std::optional<std::int64_t> id;
  bool operator==(shape const&) const = default;
};
BOOST_DESCRIBE_STRUCT(shape, (), (name, fill, corners, id))

struct solid : shape {
  double height = 0;
};
BOOST_DESCRIBE_STRUCT(solid, (shape), (height))

struct tree {
  std::vector<tree> children;
};
BOOST_DESCRIBE_STRUCT(tree, (), (children))

struct not_described {};

static_assert(convertible_to_value<shape> && convertible_from_value<shape>);
static_assert(convertible_to_value<std::string_view> && !convertible_from_value<std::string_view>);
static_assert(!convertible_to_value<not_described> && !convertible_from_value<not_described>);
static_assert(!convertible_to_value<char> && !convertible_from_value<void*>);

template <class T>
void expect_kept(T const& item, value const& as) {
  EXPECT_EQ(to_value(item), as);
  auto const read = from_value<T>(as);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(*read, item);
}

TEST(Convert, KeepsEachType) {
  expect_kept(true, true);
  expect_kept(7, 7);
  expect_kept(std::int8_t{-128}, -128);
  expect_kept(0.5f, 0.5);
  expect_kept(color::green, 1);
  expect_kept(std::string("text"), "text");
  expect_kept(value("itself"), "itself");
  expect_kept(bytes(2), bytes(2));
  expect_kept(std::vector<int>{1, 2}, value::array{1, 2});
  expect_kept(std::vector<bool>{true, false}, value::array{true, false});
  expect_kept(std::array<int, 3>{1, 2, 3}, value::array{1, 2, 3});
  expect_kept(std::pair<int, std::string>(1, "one"), value::array{1, "one"});
  expect_kept(std::tuple<int, bool, double>(1, true, 2.5), value::array{1, true, 2.5});
  expect_kept(std::tuple<>(), value::array());
  expect_kept(std::map<std::string, int>{{"a", 1}, {"b", 2}}, value::object{{"a", 1}, {"b", 2}});
  expect_kept(std::unordered_map<std::string, int>{{"a", 1}}, value::object{{"a", 1}});
  expect_kept(std::optional<int>(3), 3);
  expect_kept(std::optional<int>(), value());
}

TEST(Convert, TakesStringsInEveryForm) {
  EXPECT_EQ(to_value("literal"), "literal");
  EXPECT_EQ(to_value(std::string_view("view")), "view");
}

TEST(Convert, KeepsIntegersThatANumberCannotHold) {
  expect_kept(std::numeric_limits<std::int64_t>::min(),
              value::bigint(std::numeric_limits<std::int64_t>::min()));
  expect_kept(std::numeric_limits<std::int64_t>::max(),
              value::bigint(std::numeric_limits<std::int64_t>::max()));
  expect_kept(std::numeric_limits<std::uint64_t>::max(),
              value::bigint(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_EQ(from_value<int>(value::bigint(7)), 7);
}

TEST(Convert, KeepsDescribedStructsByName) {
  shape const triangle{"triangle", color::green, {{0, 0}, {1, 0}, {0, 1}}, {}};
  value const as = to_value(triangle);
  EXPECT_EQ(as["name"], "triangle");
  EXPECT_EQ(as["corners"][1]["x"], 1);
  EXPECT_EQ(from_value<shape>(as), triangle);
}

TEST(Convert, KeepsInheritedMembersFirst) {
  solid const prism{{"prism", color::red, {}, 9}, 2.5};
  value const as = to_value(prism);
  EXPECT_EQ(as.as_object().begin()->key(), "name");
  auto const read = from_value<solid>(as);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->id, 9);
  EXPECT_EQ(read->height, 2.5);
}

TEST(Convert, ReadsStructsWithMembersMissingMovedOrUnknown) {
  value const sparse =
      value::object{{"unknown", 1}, {"corners", value::array()}, {"fill", 1}, {"name", "dot"}};
  EXPECT_EQ(from_value<shape>(sparse), (shape{"dot", color::green, {}, {}}));
  EXPECT_EQ(error_of<point>(value::object{{"x", 1}}), "missing_member at $.y: ");
}

TEST(Convert, ReadsNullAsNothing) {
  EXPECT_EQ(from_value<std::optional<int>>(nullptr), std::nullopt);
}

TEST(Convert, ReadsBytesFromBothKinds) {
  EXPECT_EQ(from_value<bytes>(value::uint8_array(from_hex("0102"))), from_hex("0102"));
}

TEST(Convert, SaysWhatItExpectedAndFound) {
  EXPECT_EQ(error_of<int>("7"), "wrong_kind at $: expected number, found string");
  EXPECT_EQ(error_of<double>(value::bigint(7)), "wrong_kind at $: expected number, found bigint");
  EXPECT_EQ(error_of<bool>(1), "wrong_kind at $: expected boolean, found number");
  EXPECT_EQ(error_of<std::string>(value()), "wrong_kind at $: expected string, found undefined");
  EXPECT_EQ(error_of<bytes>(value::array()), "wrong_kind at $: expected array_buffer, found array");
  EXPECT_EQ(error_of<std::vector<int>>(value::object()),
            "wrong_kind at $: expected array, found object");
  EXPECT_EQ(error_of<point>(value::array()), "wrong_kind at $: expected object, found array");
  EXPECT_EQ((error_of<std::pair<int, int>>(value::array{1})),
            "wrong_length at $: expected 2 elements, found 1");
  EXPECT_EQ((error_of<std::array<int, 1>>(value::array{1, 2})),
            "wrong_length at $: expected 1 elements, found 2");
}

TEST(Convert, ChecksTheRangeOfNumbers) {
  EXPECT_EQ(error_of<std::uint8_t>(256),
            "out_of_range at $: expected a whole number from 0 to 255, found 256");
  EXPECT_EQ(error_of<std::int8_t>(1.5),
            "out_of_range at $: expected a whole number from -128 to 127, found 1.5");
  EXPECT_EQ(error_of<color>(-1),
            "out_of_range at $: expected a whole number from 0 to 255, found -1");
  for (double number :
       {9223372036854775808.0, -9223372036854777856.0, std::numeric_limits<double>::infinity(),
        std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(from_value<std::int64_t>(number).error().code, clone_errc::out_of_range) << number;
  }
  EXPECT_EQ(from_value<std::int64_t>(-9223372036854775808.0),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(from_value<int>(-0.0), 0);
  EXPECT_EQ(error_of<std::int64_t>(value::bigint(~std::uint64_t{0})),
            "out_of_range at $: expected a whole number from -9223372036854775808 to "
            "9223372036854775807, found a bigint");
}

TEST(Convert, RoundsToFloatButNotToInfinity) {
  EXPECT_EQ(from_value<float>(0.1), 0.1f);
  EXPECT_EQ(error_of<float>(1e39), "out_of_range at $: expected a float, found 1e+39");
  EXPECT_EQ(from_value<float>(std::numeric_limits<double>::infinity()),
            std::numeric_limits<float>::infinity());
}

TEST(Convert, NamesThePathOfAnError) {
  value v = to_value(shape{"line", color::red, {{0, 0}, {1, 1}}, {}});
  v.as_object().find("corners")->as_array()[1].as_object().set("y", "one");
  EXPECT_EQ(error_of<shape>(v), "wrong_kind at $.corners[1].y: expected number, found string");
  EXPECT_EQ((error_of<std::map<std::string, std::tuple<int, bool>>>(
                value::object{{"odd key", value::array{1, 2}}})),
            "wrong_kind at $[\"odd key\"][1]: expected boolean, found number");
}

TEST(Convert, BoundsTheDepthOfRecursiveTypes) {
  auto const nested = [](int depth) {
    value v = value::object{{"children", value::array()}};
    for (int i = 1; i < depth; ++i) v = value::object{{"children", value::array{v}}};
    return v;
  };
  EXPECT_TRUE(from_value<tree>(nested(64)));
  EXPECT_EQ(from_value<tree>(nested(65)).error().code, clone_errc::too_deep);
}

}  // namespace
}  // namespace weft
