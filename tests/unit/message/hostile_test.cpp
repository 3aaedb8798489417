// What is refused: every error of docs/wire_format.md with its place, limits, and inputs made to
// hurt.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <weft/codec.hpp>

#include "support.hpp"

namespace weft {
namespace {

struct refusal {
  std::string_view hex;
  clone_errc code;
  std::size_t offset;
  std::string_view detail = {};
};

void expect_refused(refusal const& expected, decode_options const& options = {}) {
  auto const read = decode(from_hex(expected.hex), options);
  ASSERT_FALSE(read) << expected.hex;
  EXPECT_EQ(read.error().code, expected.code) << expected.hex;
  EXPECT_EQ(read.error().offset, expected.offset) << expected.hex;
  EXPECT_EQ(read.error().detail, expected.detail) << expected.hex;
}

TEST(HostileInput, IsRefusedWithNameAndOffset) {
  using enum clone_errc;
  for (refusal const& expected : std::vector<refusal>{
           {"", truncated, 0},
           {"8201", truncated, 0},
           {"19ff", truncated, 0},
           {"826161190a", truncated, 3},
           {"6361", truncated, 0},
           {"a16161", truncated, 1},
           {"c2", truncated, 1},
           {"0000", trailing_bytes, 1},
           {"81f6f6", trailing_bytes, 2},
           {"1c", malformed, 0},
           {"811d", malformed, 1},
           {"fe", malformed, 0},
           {"ff", malformed, 0},
           {"1f", malformed, 0},
           {"df", malformed, 0},
           {"f800", malformed, 0},
           {"f81f", malformed, 0},
           {"f817", malformed, 0},
           {"5f4101ff", indefinite_length, 0},
           {"7f6161ff", indefinite_length, 0},
           {"819f01ff", indefinite_length, 1},
           {"bf616101ff", indefinite_length, 0},
           {"c25f4101ff", indefinite_length, 1},
           {"e0", unsupported, 0, "simple value 0"},
           {"f3", unsupported, 0, "simple value 19"},
           {"81f8ff", unsupported, 1, "simple value 255"},
           {"c074323031332d30332d32315432303a30343a30305a", unsupported, 0, "tag 0"},
           {"82f6d9524900", unsupported, 2, "tag 21065"},
           {"dbffffffffffffffff00", unsupported, 0, "tag 18446744073709551615"},
           {"c200", bad_tag_content, 0, "tag 2"},
           {"81c36161", bad_tag_content, 1, "tag 3"},
           {"d84080", bad_tag_content, 0, "tag 64"},
           {"d901116161", bad_tag_content, 0, "tag 273"},
           {"c2c24101", bad_tag_content, 0, "tag 2"},
           {"a10102", key_not_text, 1},
           {"a2616101f602", key_not_text, 4},
           {"a1416102", key_not_text, 1},
           {"a1c2410102", key_not_text, 1},
           {"a2616101616102", duplicate_key, 4},
           {"a261610"
            "1d9011141"
            "6102",
            duplicate_key, 4},
           {"a26001"
            "6002",
            duplicate_key, 3},
       }) {
    expect_refused(expected);
  }
}

TEST(HostileInput, MayNotHoldWhatIsNotUtf8) {
  for (std::string_view hex : {
           "6180",            // continuation without a lead
           "61c3",            // lead without a continuation
           "62c080",          // longer than needed
           "62c1bf",          //
           "63e08080",        //
           "63e09fbf",        //
           "64f0808080",      //
           "64f08fbfbf",      //
           "63eda080",        // surrogates
           "63edbfbf",        //
           "66eda080edb080",  // a pair of them
           "64f4908080",      // beyond U+10FFFF
           "61f5",            //
           "61ff",            //
           "6961616161616161c3"
           "61",  // behind eight ASCII characters
           "7561616161616161616161616161616161616161ed"
           "a080",  //
       }) {
    expect_refused({hex, clone_errc::invalid_utf8, 0});
  }
}

TEST(HostileInput, MayNotHoldWhatIsNotWtf8) {
  expect_refused(
      {"d9011146eda080edb080", clone_errc::invalid_utf8, 0});  // a pair has a proper form
  expect_refused({"d9011141ff", clone_errc::invalid_utf8, 0});
  expect_refused({"a1d9011141ff00", clone_errc::invalid_utf8, 1});
  EXPECT_TRUE(
      decode(from_hex("d9011147eda08061edb080")));  // not a pair: there is something between
}

value one_of_everything() {
  return value::array{
      value(),
      nullptr,
      true,
      7,
      1000,
      -70'000,
      1e10,
      1.5,
      1.1,
      value::bigint(-5),
      "text",
      std::string(30, 'x'),
      "\xed\xa0\x80",
      bytes(3),
      value::uint8_array(bytes(40)),
      value::object{{"a", 1}, {"bb", value::array{2, "three"}}, {"\xed\xa0\x80", nullptr}}};
}

TEST(HostileInput, IsTruncatedWhereverItIsCut) {
  bytes const whole = encode(one_of_everything()).value();
  ASSERT_EQ(decode(whole), one_of_everything());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    auto const read = decode(std::span(whole).first(size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().code, clone_errc::truncated) << size;
    EXPECT_LE(read.error().offset, size);
  }
}

TEST(HostileInput, SurvivesEveryChangeOfOneByte) {
  bytes const whole = encode(one_of_everything()).value();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int to = 0; to < 256; ++to) {
      bytes changed = whole;
      changed[at] = static_cast<std::byte>(to);
      auto const read = decode(changed);
      if (read) {
        EXPECT_EQ(decode(encode(*read).value()), *read) << at << ' ' << to;
      } else {
        EXPECT_LE(read.error().offset, changed.size());
      }
    }
  }
}

TEST(HostileInput, IsNotBelievedAboutLengthsBeyondItsEnd) {
  for (std::string_view hex :
       {"5bffffffffffffffff", "7bffffffffffffffff", "9bffffffffffffffff", "bbffffffffffffffff",
        "9a7fffffff00", "bb800000000000000000", "a16161", "5a0000000200", "c25b7fffffffffffffff"}) {
    auto const read = decode(from_hex(hex));
    ASSERT_FALSE(read) << hex;
    EXPECT_EQ(read.error().code, clone_errc::truncated) << hex;
  }
}

// Each of these arrays says that the rest of the input is its elements, which would be room for a
// million values a thousand times. The second one is refused: the first waits for those bytes
// already.
TEST(HostileInput, MayNotPromiseTheSameBytesTwice) {
  bytes input;
  for (int i = 0; i < 1000; ++i) {
    bytes const head = from_hex("9a000f0000");
    input.insert(input.end(), head.begin(), head.end());
  }
  input.resize(1'000'000);
  auto const read = decode(input);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, clone_errc::truncated);
  EXPECT_EQ(read.error().offset, 5u);
}

bytes deep_arrays(std::size_t depth) {
  bytes input(depth, std::byte{0x81});
  input.back() = std::byte{0x80};
  return input;
}

TEST(Limits, HoldForDepth) {
  auto const read = decode(deep_arrays(1'000'000));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, clone_errc::too_deep);
  EXPECT_EQ(read.error().offset, clone_limits().depth_max);
  EXPECT_TRUE(decode(deep_arrays(clone_limits().depth_max)));
  EXPECT_TRUE(decode(from_hex("00"), {.limits = {.depth_max = 0}}));
  expect_refused({"80", clone_errc::too_deep, 0}, {.limits = {.depth_max = 0}});
  expect_refused({"a16161a0", clone_errc::too_deep, 3}, {.limits = {.depth_max = 1}});
}

TEST(Limits, OfDepthAreTheCallersChoice) {
  clone_limits const deep = {.depth_max = 200'000};
  bytes const input = deep_arrays(deep.depth_max);
  auto const read = decode(input, {deep});
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(encode(*read, {deep}), input);
  EXPECT_EQ(encode(*read).error().code, clone_errc::too_deep);
}

TEST(Limits, HoldForItems) {
  clone_limits const three = {.items_max = 3};
  EXPECT_TRUE(decode(from_hex("820102"), {three}));
  EXPECT_TRUE(encode(value::array{1, 2}, {three}));
  expect_refused({"83010203", clone_errc::too_many_items, 0}, {three});
  expect_refused({"82018101", clone_errc::too_many_items, 2}, {three});
  EXPECT_EQ(encode(value::array{1, value(value::object{{"a", 2}})}, {three}).error().code,
            clone_errc::too_many_items);
  expect_refused({"00", clone_errc::too_many_items, 0}, {.limits = {.items_max = 0}});
}

TEST(Limits, HoldForBytes) {
  clone_limits const four = {.bytes_max = 4};
  EXPECT_TRUE(decode(from_hex("63616161"), {four}));
  EXPECT_TRUE(encode("aaa", {four}));
  expect_refused({"6461616161", clone_errc::too_large, 0}, {four});
  expect_refused({"8400000000", clone_errc::too_large, 0}, {four});
  EXPECT_EQ(encode("aaaa", {four}).error().code, clone_errc::too_large);
  EXPECT_EQ(encode(value::array{1, 2, 3, 4}, {four}).error().code, clone_errc::too_large);
  EXPECT_EQ(encode(bytes(100'000), {four}).error().code, clone_errc::too_large);
  value const opened_last = value::array{"aaaa", value::object{{"a", 1}}};
  EXPECT_EQ(encode(opened_last, {four}).error().path, "$[1]");
  EXPECT_EQ(
      encode(value::array{value::map{{"aaaa", 1}}}, {.limits = {.bytes_max = 6}}).error().path,
      "$[0].keys()[0]");
}

TEST(Limits, OfBytesCountTheFirstItemOfASequence) {
  auto const first = decode_next(from_hex("616100000000"), {.limits = {.bytes_max = 4}});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size, 2u);
}

TEST(Encode, NamesThePathOfABadString) {
  auto const path_of = [](value const& item) {
    auto const result = encode(item);
    return result ? "none"
                  : std::string(to_string(result.error().code)) + " at " + result.error().path;
  };
  EXPECT_EQ(path_of("\xff"), "invalid_utf8 at $");
  EXPECT_EQ(path_of(value::array{1, "\xed\xa0\x80\xed\xb0\x80"}), "invalid_utf8 at $[1]");
  EXPECT_EQ(path_of(value::object{{"a", value::array{1, 2, value::object{{"odd key", "\xc3"}}}}}),
            "invalid_utf8 at $.a[2][\"odd key\"]");
  EXPECT_EQ(path_of(value::object{{"ok", 1}, {"k\xff", 2}}), "invalid_utf8 at $[\"k\\xff\"]");
}

TEST(Encode, LeavesTheBufferAsItWasOnError) {
  bytes out = from_hex("0102");
  EXPECT_FALSE(encode_into(out, value::array{std::string(10'000, 'x'), "\xff"}));
  EXPECT_EQ(to_hex(out), "0102");
}

TEST(CloneError, SaysWhatAndWhere) {
  EXPECT_EQ(decode(from_hex("82f6d9524900")).error().message(),
            "the item has no meaning in this format: tag 21065 (at byte 2)");
  EXPECT_EQ(encode(value::array{"\xff"}).error().message(),
            "a string is not valid UTF-8 (at $[0])");
}

}  // namespace
}  // namespace weft
