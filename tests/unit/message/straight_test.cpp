// C++ objects are written as their values are, without these being made.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include <boost/describe.hpp>

#include <weft/convert.hpp>
#include <weft/timed_out.hpp>

#include "support.hpp"

namespace weft {
namespace {

enum class level : std::int64_t { low, high = std::int64_t{1} << 60 };

struct part {
  std::optional<int> count;
  std::variant<std::monostate, bool, std::string> choice;
  bool operator==(part const&) const = default;
};
BOOST_DESCRIBE_STRUCT(part, (), (count, choice))

struct everything {
  std::int8_t small;
  std::uint64_t large;
  float number;
  std::string text;
  bytes content;
  level mark;
  std::vector<part> parts;
  std::map<std::string, part> named;
  std::map<int, std::string> numbered;
  std::set<std::string> names;
  std::tuple<int, bool> pair;
  std::array<std::list<int>, 2> lists;
  std::chrono::milliseconds lapse;
  std::chrono::sys_time<std::chrono::milliseconds> when;
  value any;
  std::string a_member_whose_name_is_longer_than_a_head_of_one_byte;
  bool operator==(everything const&) const = default;
};
BOOST_DESCRIBE_STRUCT(everything, (),
                      (small, large, number, text, content, mark, parts, named, numbered, names,
                       pair, lists, lapse, when, any,
                       a_member_whose_name_is_longer_than_a_head_of_one_byte))

everything sample() {
  using namespace std::chrono_literals;
  return {-7,
          ~std::uint64_t{0},
          0.1f,
          "text ü",
          bytes(3),
          level::high,
          {{1, true}, {{}, "s"}},
          {{"k", {2, {}}}},
          {{1, "one"}, {-2, "two"}},
          {"a", "b"},
          {1, false},
          {{{1, 2}, {}}},
          1500ms,
          std::chrono::sys_time<std::chrono::milliseconds>(1363896240500ms),
          value::array{1, value::map{{1, 2}}},
          ""};
}

template <class T>
void expect_as_value(T const& item) {
  auto const straight = encode(item);
  auto const by_value = encode(to_value(item));
  ASSERT_TRUE(straight) << straight.error().message();
  EXPECT_EQ(to_hex(*straight), to_hex(*by_value));
}

TEST(Straight, IsWrittenAsTheValueIs) {
  using namespace std::chrono_literals;
  expect_as_value(sample());
  expect_as_value(std::vector<bool>{true, false});
  expect_as_value(std::deque<double>{1, 1.5, -0.0});
  expect_as_value(std::unordered_map<std::string, std::vector<int>>{{"a", {1}}, {"b", {}}});
  expect_as_value(std::unordered_set<int>{1, 2, 3});
  expect_as_value(std::variant<int, std::string>("s"));
  expect_as_value(std::string_view("\xed\xa0\x80"));
  expect_as_value(2.5s);
  expect_as_value(std::numeric_limits<std::int64_t>::min());
  int const numbers[] = {1, 2};
  expect_as_value(std::span<int const>(numbers));
  expect_as_value(std::runtime_error("no"));
}

TEST(Straight, ReadsBackAsTheSame) {
  everything const item = sample();
  auto const read = from_value<everything>(decode(encode(item).value()).value());
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(*read, item);
}

TEST(Straight, KeepsIdentityAmongTheValuesInIt) {
  value const shared = value::array{1};
  value const buffer = bytes(2);
  std::map<std::string, value> const parts = {
      {"a", shared},
      {"b", shared},
      {"c", buffer},
      {"d", value::typed_array(view_type::uint8, buffer, 1, 1)}};
  expect_as_value(parts);
  EXPECT_EQ(encode(parts).value(), encode(to_value(parts)).value());
}

TEST(Straight, FailsWithThePath) {
  everything item = sample();
  item.parts[1].choice = std::string("\xff");
  auto const failed = encode(item);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, clone_errc::invalid_utf8);
  EXPECT_EQ(failed.error().path, "$.parts[1].choice");
  bytes out = from_hex("00");
  EXPECT_FALSE(encode_into(out, item));
  EXPECT_EQ(to_hex(out), "00");
  EXPECT_EQ(encode(sample(), {.limits = {.depth_max = 1}}).error().code, clone_errc::too_deep);
  EXPECT_EQ(encode(sample(), {.limits = {.items_max = 20}}).error().code,
            clone_errc::too_many_items);
  EXPECT_EQ(encode(sample(), {.limits = {.bytes_max = 99}}).error().code, clone_errc::too_large);
}

TEST(Convert, ReadsCollections) {
  EXPECT_EQ((from_value<std::map<int, bool>>(value::map{{1, true}})),
            (std::map<int, bool>{{1, true}}));
  EXPECT_EQ(from_value<std::unordered_set<int>>(value::set{1, 2}), (std::unordered_set<int>{1, 2}));
  EXPECT_EQ((error_of<std::map<int, bool>>(value::map{{1, true}, {"x", true}})),
            "wrong_kind at $.keys()[1]: expected number, found string");
  EXPECT_EQ((error_of<std::map<int, bool>>(value::map{{1, 2}})),
            "wrong_kind at $.values()[0]: expected boolean, found number");
  EXPECT_EQ((error_of<std::map<int, bool>>(value::object())),
            "wrong_kind at $: expected map, found object");
  EXPECT_EQ(error_of<std::set<int>>(value::set{"x"}),
            "wrong_kind at $.values()[0]: expected number, found string");
}

TEST(Convert, ReadsTheFirstAlternativeThatFits) {
  using either = std::variant<std::int8_t, double, std::string, std::nullptr_t>;
  EXPECT_EQ(from_value<either>(7)->index(), 0u);
  EXPECT_EQ(from_value<either>(700)->index(), 1u);
  EXPECT_EQ(from_value<either>("x")->index(), 2u);
  EXPECT_EQ(from_value<either>(nullptr)->index(), 3u);
  EXPECT_EQ(error_of<either>(true),
            "wrong_kind at $: expected an alternative of the variant, found boolean");
}

TEST(Convert, KeepsTimes) {
  using namespace std::chrono;
  EXPECT_EQ(to_value(2s), 2000);
  EXPECT_EQ(to_value(1500us), 1.5);
  EXPECT_EQ(from_value<seconds>(1499), 1s);
  EXPECT_EQ(from_value<microseconds>(0.0006), 1us);
  EXPECT_EQ((from_value<duration<double>>(1500)), duration<double>(1.5));
  EXPECT_EQ(error_of<nanoseconds>(1e300), "out_of_range at $: expected a duration, found 1e+300");
  EXPECT_EQ(error_of<nanoseconds>("1"), "wrong_kind at $: expected number, found string");
  auto const when = sys_days(2013y / 3 / 21) + 20h;
  EXPECT_EQ(to_value(when), value(value::date(1363896000000)));
  EXPECT_EQ(from_value<sys_seconds>(to_value(when)), sys_seconds(when));
  EXPECT_EQ(error_of<sys_seconds>(value::date()),
            "out_of_range at $: expected a date, found the invalid date");
  EXPECT_EQ(error_of<sys_seconds>(0), "wrong_kind at $: expected date, found number");
}

value thrown(auto exception) { return to_value(std::make_exception_ptr(exception)); }

TEST(Convert, MakesJavaScriptErrorsOfExceptions) {
  EXPECT_EQ(thrown(std::out_of_range("m")),
            value(value::error{.type = error_type::range_error, .message = "m"}));
  EXPECT_EQ(thrown(std::overflow_error("m")).as_error().type, error_type::range_error);
  EXPECT_EQ(thrown(std::invalid_argument("m")).as_error().type, error_type::type_error);
  EXPECT_EQ(thrown(std::bad_optional_access()).as_error().type, error_type::type_error);
  EXPECT_EQ(thrown(value_error(value_kind::array, value_kind::null)).as_error().type,
            error_type::type_error);
  EXPECT_EQ(thrown(std::runtime_error("m")), value(value::error{.message = "m"}));
  EXPECT_EQ(thrown(timed_out()).as_error().name, "TimeoutError");
  EXPECT_EQ(thrown(7).as_error().message, "an exception that is not a std::exception");
  EXPECT_EQ(to_value(std::logic_error("m")).as_error().message, "m");
  auto const failed = from_value<int>("x").error();
  EXPECT_EQ(to_value(failed).as_error().type, error_type::type_error);
  EXPECT_EQ(to_value(failed).as_error().properties["code"], "wrong_kind");
}

TEST(Convert, MakesTheNestedExceptionTheCause) {
  value error;
  try {
    try {
      throw std::out_of_range("inner");
    } catch (...) {
      std::throw_with_nested(std::runtime_error("outer"));
    }
  } catch (...) {
    error = to_value(std::current_exception());
  }
  EXPECT_EQ(error.as_error().message, "outer");
  EXPECT_EQ(error.as_error().cause->as_error().type, error_type::range_error);
}

template <class Exception>
std::string caught(value const& error) {
  try {
    std::rethrow_exception(from_value<std::exception_ptr>(error).value());
  } catch (Exception const& exception) {
    EXPECT_TRUE(identical(dynamic_cast<thrown_error const&>(exception).error(), error));
    EXPECT_TRUE(identical(to_value(std::current_exception()), error));
    return exception.what();
  }
}

TEST(Convert, ThrowsJavaScriptErrorsAsExceptions) {
  EXPECT_EQ(caught<std::out_of_range>(
                value::error{.type = error_type::range_error, .message = "r", .stack = "s"}),
            "r");
  EXPECT_EQ(caught<std::invalid_argument>(value::error{.type = error_type::type_error}), "");
  EXPECT_EQ(caught<std::runtime_error>(value::error{.type = error_type::eval_error}), "");
  EXPECT_NE(
      caught<timed_out>(value::error{.type = error_type::dom_exception, .name = "TimeoutError"}),
      "");
  EXPECT_EQ(error_of<std::exception_ptr>(value::object()),
            "wrong_kind at $: expected error, found object");
}

}  // namespace
}  // namespace weft
