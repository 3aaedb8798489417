// The items of JavaScript's classes: each row of the tables of docs/wire_format.md, both ways.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/codec.hpp>

#include "support.hpp"

namespace weft {
namespace {

/// Both ways, and what is read is written as it was.
void expect_bytes(value const& item, std::string_view hex) {
  EXPECT_EQ(encoded(item), hex);
  value const read = decoded(hex);
  EXPECT_EQ(read, item) << hex;
  EXPECT_EQ(encoded(read), hex);
}

/// 27([name, rest...]), where `rest` has that many items.
std::string of_class(std::string_view name, std::size_t items, std::string_view rest) {
  return "d81b" + encoded(value::array(items + 1)).substr(0, 2) + encoded(name) + std::string(rest);
}

TEST(Classes, AreWrittenAsTheExamplesSay) {
  expect_bytes(value::date(1500), "c1f93e00");
  expect_bytes(value::date(), "c1f97e00");
  expect_bytes(value::regexp{"a+", "gi"}, "d9524a8262612b626769");
  expect_bytes(value::map{{1, "one"}}, "d90103a101636f6e65");
  expect_bytes(value::set{1, 2}, "d90102820102");
  expect_bytes(value::boxed(5), "d81b82664e756d62657205");
  expect_bytes(value::error{.type = error_type::range_error, .message = "no"},
               "d81b826a52616e67654572726f72626e6f");
  value::sparse_array holes{.length = 3};
  holes.elements[2] = "z";
  expect_bytes(holes, "d81b8365417272617903a102617a");
}

TEST(Classes, BoxEachPrimitive) {
  expect_bytes(value::boxed(true), of_class("Boolean", 1, "f5"));
  expect_bytes(value::boxed(-0.0), of_class("Number", 1, "f98000"));
  expect_bytes(value::boxed("s"), of_class("String", 1, "6173"));
  expect_bytes(value::boxed("\xed\xa0\x80"), of_class("String", 1, "d9011143eda080"));
  expect_bytes(value::boxed(value::bigint(1)), of_class("BigInt", 1, "c24101"));
  EXPECT_THROW(value::boxed{nullptr}, std::invalid_argument);
  EXPECT_THROW(value::boxed{value::array()}, std::invalid_argument);
}

TEST(Classes, WriteDatesInSecondsOrElseInTwoParts) {
  expect_bytes(value::date(0), "c100");
  expect_bytes(value::date(-1), "c1fbbf50624dd2f1a9fc");
  expect_bytes(value::date(1363896240000), "c11a514b67b0");
  expect_bytes(value::date(8.64e15), "c11b000007dba8218000");
  expect_bytes(value::date(-8.64e15), "c13b000007dba8217fff");
  double const in_parts = 8639999999999999;  // not the nearest to any number of seconds
  if (encoded(value::date(in_parts)).starts_with("d903e9")) {
    expect_bytes(value::date(in_parts), "d903e9a2011b000007dba8217fff221903e7");
  }
}

TEST(Classes, KeepEveryDate) {
  std::uint64_t seed = 1;
  for (int i = 0; i < 200'000; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    double const milliseconds =
        std::trunc((static_cast<double>(seed >> 11) * 0x1p-53 * 2 - 1) * 8.64e15);
    value const date = value::date(milliseconds);
    ASSERT_EQ(decode(encode(date).value()), date) << milliseconds;
  }
}

TEST(Classes, ReadDatesThatOthersWrite) {
  EXPECT_EQ(decoded("c1fb41d452d9ec200000"), value(value::date(1363896240500)));
  EXPECT_EQ(decoded("d903e9a2221903e70100"), value(value::date(999)));
  EXPECT_EQ(decoded("c1f98000"), value(value::date(0)));
}

TEST(Classes, TakeTheFractionOffDates) {
  EXPECT_EQ(value::date(1.9).milliseconds(), 1);
  EXPECT_EQ(value::date(-1.9).milliseconds(), -1);
  EXPECT_FALSE(std::signbit(value::date(-0.5).milliseconds()));
  EXPECT_FALSE(value::date(8.64e15 + 1).valid());
  EXPECT_FALSE(value::date(nan).valid());
  using namespace std::chrono;
  EXPECT_EQ(value::date(sys_days(2013y / 3 / 21)).milliseconds(), 1363824000000);
  EXPECT_EQ(value::date(1363824000000).time(), sys_days(2013y / 3 / 21));
}

TEST(Classes, KeepTheLastIndexOfRegularExpressionsUnlessHtmlAsksNotTo) {
  value const expression = value::regexp{"\xed\xa0\x80", "dgimsuy", 7};
  expect_bytes(expression,
               "d9524a83d9011143eda0806764"
               "67696d73757907");
  EXPECT_EQ(encode(expression, {.profile = clone_profile::html}),
            encode(value(value::regexp{"\xed\xa0\x80", "dgimsuy"})));
}

TEST(Classes, KeepMapsAndSetsOfAnything) {
  value const item = value::map{{"", 1},
                                {nan, 2},
                                {0, 3},
                                {value::array{1}, value::map()},
                                {value(), value::set{value::set()}},
                                {value::bigint(0), false}};
  value const read = decode(encode(item).value()).value();
  EXPECT_EQ(read, item);
  EXPECT_EQ(read.as_map()[nan], 2);
  EXPECT_EQ(read.as_map()[-0.0], 3);
}

TEST(Classes, ReadMinusZeroAsZeroInCollections) {
  EXPECT_EQ(decoded("d90103a1f9800001"), value(value::map{{0, 1}}));
  EXPECT_EQ(decoded("d9010281f98000"), value(value::set{0}));
  EXPECT_FALSE(std::signbit(decoded("d9010281f98000").as_set().begin()->as_number()));
}

TEST(Classes, KeepSparseArraysWithProperties) {
  value::sparse_array array{.length = 0xffffffff};
  array.elements[0xfffffffe] = value::array{1};
  array.elements[0] = nullptr;
  array.properties.set("01", "no index");
  array.properties.set("", value::object{{"deep", 1}});
  value const item = array;
  EXPECT_EQ(decode(encode(item).value()), item);
  EXPECT_EQ(encoded(item), of_class("Array", 2,
                                    "1affffffff"
                                    "a4"
                                    "00f6"
                                    "1afffffffe8101"
                                    "62"
                                    "3031"
                                    "68"
                                    "6e6f20696e646578"
                                    "60a1646465657001"));
}

TEST(Classes, KeepEveryTypeOfError) {
  for (auto type = error_type::error; type <= error_type::dom_exception;
       type = static_cast<error_type>(std::to_underlying(type) + 1)) {
    value::error error{.type = type, .message = "m", .stack = "s", .cause = value::array{1}};
    if (type == error_type::dom_exception) error.name = "DataError";
    if (type == error_type::aggregate_error) error.errors = value::array{1, value::error()};
    if (type == error_type::suppressed_error) error.suppressing = 1, error.suppressed = value();
    error.properties.set("code", 7);
    error.properties.set("self", value::object{{"x", value::array{2}}});
    value const item = error;
    EXPECT_EQ(decode(encode(item).value()), item) << to_string(type);
  }
}

TEST(Classes, WriteOfErrorsWhatTheyHave) {
  expect_bytes(value::error{}, of_class("Error", 1, "f7"));
  expect_bytes(value::error{.message = ""}, of_class("Error", 1, "60"));
  expect_bytes(value::error{.type = error_type::type_error, .cause = value()},
               of_class("TypeError", 2, "f7a1656361757365f7"));
  expect_bytes(value::error{.name = "Custom", .stack = "at"},
               of_class("Error", 2, "f7a2646e616d6566437573746f6d65737461636b626174"));
  expect_bytes(value::error{.type = error_type::dom_exception, .message = "m", .name = "N"},
               of_class("DOMException", 2, "616d614e"));
  value::error with_code;
  with_code.properties.set("code", 1);
  expect_bytes(with_code, of_class("Error", 3, "f7a0a164636f646501"));
  EXPECT_EQ(encoded(value::error{.name = "Error"}), of_class("Error", 1, "f7"));
}

TEST(Classes, LeaveOutOfErrorsWhatTheOptionsSay) {
  value::error error{.message = "m", .stack = "s"};
  error.properties.set("code", 1);
  EXPECT_EQ(to_hex(encode(error, {.stacks = false}).value()),
            of_class("Error", 3, "616da0a164636f646501"));
  EXPECT_EQ(to_hex(encode(error, {.profile = clone_profile::html}).value()),
            of_class("Error", 2, "616da165737461636b6173"));
  EXPECT_EQ(to_hex(encode(error, {.profile = clone_profile::html, .stacks = false}).value()),
            of_class("Error", 1, "616d"));
}

TEST(Classes, TagEachTypedArray) {
  constexpr std::pair<view_type, std::string_view> rows[] = {
      {view_type::uint8, "d840"},     {view_type::uint8_clamped, "d844"},
      {view_type::int8, "d848"},      {view_type::uint16, "d845"},
      {view_type::uint32, "d846"},    {view_type::big_uint64, "d847"},
      {view_type::int16, "d84d"},     {view_type::int32, "d84e"},
      {view_type::big_int64, "d84f"}, {view_type::float16, "d854"},
      {view_type::float32, "d855"},   {view_type::float64, "d856"}};
  for (auto const& [type, tag] : rows) {
    expect_bytes(value::typed_array(type, from_hex("0102030405060708")),
                 std::string(tag) + "480102030405060708");
    expect_bytes(value::typed_array(type, bytes()), std::string(tag) + "40");
  }
  std::array<double, 1> const one = {1};
  expect_bytes(value::typed_array::of(std::span<double const>(one)), "d85648000000000000f03f");
  EXPECT_EQ(decoded("d85648000000000000f03f").as_typed_array().elements<double>()->front(), 1);
  EXPECT_FALSE(decoded("d85648000000000000f03f").as_typed_array().elements<float>());
}

TEST(Classes, TurnBigEndianElementsAround) {
  constexpr std::pair<std::string_view, view_type> rows[] = {
      {"d841", view_type::uint16},  {"d842", view_type::uint32},  {"d843", view_type::big_uint64},
      {"d849", view_type::int16},   {"d84a", view_type::int32},   {"d84b", view_type::big_int64},
      {"d850", view_type::float16}, {"d851", view_type::float32}, {"d852", view_type::float64}};
  for (auto const& [tag, type] : rows) {
    value const read = decoded(std::string(tag) + "500102030405060708090a0b0c0d0e0f10");
    bytes turned;
    for (std::size_t end = element_bytes(type); end <= 16; end += element_bytes(type)) {
      for (std::size_t i = 0; i < element_bytes(type); ++i) {
        turned.push_back(static_cast<std::byte>(end - i));
      }
    }
    EXPECT_EQ(read, value(value::typed_array(type, turned))) << tag;
  }
}

TEST(Classes, SendThePartThatALoneViewShows) {
  value const buffer = from_hex("0102030405060708");
  value const part = value::typed_array(view_type::uint16, buffer, 2, 2);
  EXPECT_EQ(encoded(part), "d8454403040506");
  EXPECT_EQ(to_hex(encode(part, {.profile = clone_profile::html}).value()),
            of_class("Uint16Array", 3, "4801020304050607080202"));
  value const all = value::typed_array(view_type::uint16, buffer);
  EXPECT_EQ(to_hex(encode(all, {.profile = clone_profile::html}).value()),
            "d845480102030405060708");
}

TEST(Classes, ShareTheBufferOfTwoViews) {
  value const buffer = from_hex("0102");
  value const views = value::array{value::typed_array(view_type::uint8, buffer, 0, 2),
                                   value::typed_array(view_type::uint8, buffer, 1, 1)};
  expect_bytes(views, "82" + of_class("Uint8Array", 3, "d81c4201020002") +
                          of_class("Uint8Array", 3, "d81d000101"));
  value const read = decoded(encoded(views));
  EXPECT_TRUE(identical(read[0].as_typed_array().buffer(), read[1].as_typed_array().buffer()));
  expect_bytes(value::array{views[0], buffer},
               "82" + of_class("Uint8Array", 3, "d81c4201020002") + "d81d00");
  // One view in two places is the only one of its buffer.
  EXPECT_EQ(encoded(value::array{views[0], views[0]}), "82d81cd840420102d81d00");
}

TEST(Classes, KeepDataViewsAndViewsThatTrackALength) {
  expect_bytes(value::data_view(from_hex("010203"), 1, 2), of_class("DataView", 3,
                                                                    "4301020301"
                                                                    "02"));
  value const buffer = value::array_buffer(from_hex("01020304"), 8);
  expect_bytes(buffer, of_class("ArrayBuffer", 2, "440102030408"));
  expect_bytes(
      value::typed_array(view_type::uint16, value::array_buffer(from_hex("01020304"), 8), 2),
      of_class("Uint16Array", 2, of_class("ArrayBuffer", 2, "440102030408") + "02"));
  expect_bytes(value::typed_array(view_type::uint8, value::array_buffer(bytes(1), 8), 0, 1),
               of_class("Uint8Array", 3, of_class("ArrayBuffer", 2, "410008") + "0001"));
}

TEST(Classes, ShowOfABufferWhatTheViewReaches) {
  value buffer = value::array_buffer(bytes(8), 16);
  value const tracking = value::typed_array(view_type::uint32, buffer, 4);
  value const fixed = value::typed_array(view_type::uint32, buffer, 4, 1);
  buffer.as_array_buffer().content.resize(15);
  EXPECT_EQ(tracking.as_bytes().size(), 8u);
  EXPECT_EQ(fixed.as_bytes().size(), 4u);
  buffer.as_array_buffer().content.resize(3);
  EXPECT_EQ(tracking.as_bytes().size(), 0u);
  EXPECT_EQ(fixed.as_bytes().size(), 0u);
  EXPECT_EQ(encode(fixed).error().code, clone_errc::uncloneable);
  EXPECT_THROW(value::typed_array(view_type::uint8, "no buffer"), value_error);
}

class port : public value::capability {
 public:
  explicit port(capability_kind kind) : capability(kind) {}
};

TEST(Classes, KeepCapabilitiesBesideTheMessage) {
  constexpr std::pair<capability_kind, std::string_view> rows[] = {
      {capability_kind::host, "Host"},
      {capability_kind::actor, "Actor"},
      {capability_kind::stream, "Stream"},
      {capability_kind::abort_signal, "AbortSignal"},
      {capability_kind::lock, "Lock"}};
  for (auto const& [kind, name] : rows) {
    value const handle = std::make_shared<port>(kind);
    EXPECT_EQ(encode(value::array{1, handle}).error().code, clone_errc::uncloneable);
    EXPECT_EQ(encode(value::array{1, handle}).error().path, "$[1]");
    side_table beside = {"taken"};
    bytes const written = encode(value::array{handle, handle}, {.beside = &beside}).value();
    EXPECT_EQ(to_hex(written), "82d81c" + of_class(name, 1, "01") + "d81d00");
    ASSERT_EQ(beside.size(), 2u);
    value const read = decode(written, {.beside = beside}).value();
    EXPECT_EQ(read[1].as_capability(), handle.as_capability());
    EXPECT_TRUE(identical(read[0], read[1]));
    EXPECT_EQ(decode(written).error().code, clone_errc::bad_tag_content);
    beside[1] = std::make_shared<port>(kind == capability_kind::host ? capability_kind::lock
                                                                     : capability_kind::host);
    EXPECT_EQ(decode(written, {.beside = beside}).error().code, clone_errc::bad_tag_content);
  }
}

TEST(Classes, KeepLargeBuffersBesideTheMessage) {
  value const large = bytes(100, std::byte{7});
  side_table beside;
  value const item =
      value::array{large, value::typed_array(view_type::uint16, bytes(100)), bytes(99)};
  bytes const written = encode(item, {.beside = &beside, .beside_bytes_min = 100}).value();
  EXPECT_EQ(beside.size(), 2u);
  EXPECT_TRUE(identical(beside[0], large));
  EXPECT_EQ(to_hex(written).substr(0, 2 * 27), "83" + of_class("Bytes", 1, "00") + "d845" +
                                                   of_class("Bytes", 1, "01") +
                                                   "5863"
                                                   "0000");
  value const read = decode(written, {.beside = beside}).value();
  EXPECT_TRUE(identical(read[0], large));
  EXPECT_EQ(read, item);
  EXPECT_EQ(decode(written, {.limits = {.bytes_max = 250}, .beside = beside}).error().code,
            clone_errc::too_large);
  EXPECT_EQ(encode(item, {.limits = {.bytes_max = 250}, .beside = &beside, .beside_bytes_min = 100})
                .error()
                .code,
            clone_errc::too_large);
  EXPECT_EQ(beside.size(), 2u);  // as it was
}

TEST(Classes, MakeOtherFormsOfABufferBesideWithoutChangingIt) {
  side_table const beside = {bytes(2, std::byte{1})};
  std::string const in_table = of_class("Bytes", 1, "00");
  value const big_endian = decoded("d841" + in_table, {.beside = beside});
  EXPECT_EQ(big_endian, value(value::typed_array(view_type::uint16, from_hex("0101"))));
  value const resizable = decoded(of_class("ArrayBuffer", 2, in_table + "04"), {.beside = beside});
  EXPECT_EQ(resizable.as_array_buffer().byte_length_max, 4u);
  EXPECT_FALSE(beside[0].as_array_buffer().byte_length_max);
  value const view = decoded(of_class("DataView", 3, in_table + "0002"), {.beside = beside});
  EXPECT_TRUE(identical(view.as_data_view().buffer(), beside[0]));
}

TEST(Classes, AreUncloneableWhenTheyContradictThemselves) {
  auto const refusal = [](value const& item) {
    auto const result = encode(value::array{item});
    return result ? "none" : std::string(to_string(result.error().code)) + result.error().path;
  };
  value::sparse_array beyond{.length = 1};
  beyond.elements[1] = 0;
  EXPECT_EQ(refusal(beyond), "uncloneable$[0]");
  value::sparse_array named;
  named.properties.set("7", 0);
  EXPECT_EQ(refusal(named), "uncloneable$[0]");
  EXPECT_EQ(refusal(value::regexp{"a", "gg"}), "uncloneable$[0]");
  EXPECT_EQ(refusal(value::array_buffer(bytes(2), 1)), "uncloneable$[0]");
}

TEST(Classes, NameThePathThroughEachContainer) {
  auto const path = [](value const& item) { return encode(item).error().path; };
  value const bad = "\xff";
  EXPECT_EQ(path(value::map{{1, 2}, {bad, 3}}), "$.keys()[1]");
  EXPECT_EQ(path(value::map{{1, bad}}), "$.values()[0]");
  EXPECT_EQ(path(value::set{1, bad}), "$[1]");
  value::sparse_array holes{.length = 9};
  holes.elements[4] = value::array{bad};
  EXPECT_EQ(path(holes), "$[4][0]");
  EXPECT_EQ(path(value::error{.cause = value::error{.cause = bad}}), "$.cause.cause");
  value::error owner;
  owner.properties.set("own", bad);
  EXPECT_EQ(path(owner), "$.own");
}

}  // namespace
}  // namespace weft
