// What is one thing stays one thing: sharing and cycles, on the wire and in memory.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <weft/codec.hpp>

#include "support.hpp"

namespace weft {
namespace {

/// Takes apart what a program has made contain itself.
void take_apart(value& array) { array.as_array().clear(); }

TEST(Identity, IsMarkedOnWhatIsMetAgain) {
  value const shared = value::object();
  EXPECT_EQ(encoded(value::array{shared, shared}), "82d81ca0d81d00");
  EXPECT_EQ(encoded(value::array{shared, 1}), "82a001");  // held here, too, but met once
  value itself = value::array();
  itself.as_array().push_back(itself);
  EXPECT_EQ(encoded(itself), "d81c81d81d00");
  take_apart(itself);
}

TEST(Identity, CountsMarksFromTheFrontWhateverTheOrderOfReferences) {
  value const a = value::array{1}, b = value::array{a}, c = value::array{b, a};
  EXPECT_EQ(encoded(value::array{b, a, c, b}), "84d81c81d81c8101d81d0182d81d00d81d01d81d00");
}

TEST(Identity, TakesManyNumbers) {
  value::array all;
  for (int i = 0; i < 70'000; ++i) all.push_back(value::array{i});
  for (int i = 70'000; i-- > 0;) all.push_back(all[static_cast<std::size_t>(i)]);
  value const item = all;
  all = {};
  bytes const written = encode(item).value();
  value const read = decode(written).value();
  EXPECT_EQ(read, item);
  EXPECT_TRUE(identical(read[0], read[139'999]));
  EXPECT_EQ(encode(read), written);
}

TEST(Identity, IsNotThatOfStringsAndNumbers) {
  value const text = std::string(100, 'x');
  EXPECT_EQ(encoded(value::array{text, text}), "82" + encoded(text) + encoded(text));
}

TEST(Identity, IsReadFromMarksOnAnything) {
  EXPECT_EQ(decoded("82d81c05d81d00"), value(value::array{5, 5}));
  EXPECT_EQ(decoded("82d81c6161d81d00"), value(value::array{"a", "a"}));
  EXPECT_EQ(decoded("d81c80"), value(value::array()));
  value const two = decoded("82d81cc100d81d00");
  EXPECT_TRUE(identical(two[0], two[1]));
}

TEST(Identity, IsKeptForEachKindThatHasOne) {
  for (value const& item :
       {value(value::array{1}), value(value::object{{"a", 1}}), value(value::map{{1, 2}}),
        value(value::set{1}), value(value::sparse_array{.length = 1}), value(value::error{}),
        value(value::date(0)), value(value::regexp{"", ""}), value(value::boxed(1)),
        value(bytes(1)), value::uint8_array(bytes(1)), value(value::data_view(bytes(1))),
        value(value::array_buffer(bytes(), 1))}) {
    value const read =
        decode(encode(value::array{item, value::object{{"again", item}}}).value()).value();
    EXPECT_TRUE(identical(read[0], read[1]["again"])) << to_string(item.kind());
    EXPECT_EQ(read[0], item);
  }
}

TEST(Identity, TellsSharedFromEqual) {
  value const shared = value::array{1};
  EXPECT_NE(value(value::array{shared, shared}),
            value(value::array{value::array{1}, value::array{1}}));
  value const outer = value::array{shared};
  EXPECT_NE(value(value::array{outer, shared}), value(value::array{outer, value::array{1}}));
  EXPECT_EQ(value(value::array{shared, shared}), value(value::array{shared, shared}));
}

// In each of these, something contains itself.
std::vector<std::string> cyclic_messages() {
  return {
      "d81c81d81d00",                                  // an array
      "d81ca16161d81d00",                              // an object
      "d81cd90103a1d81d0001",                          // a Map, as key
      "d81cd90103a101d81d00",                          // a Map, as value
      "d81cd9010281d81d00",                            // a Set
      "d81cd81b8365417272617901a100d81d00",            // an array with holes
      "d81cd81b83654572726f7260a1656361757365d81d00",  // an error, by its cause
      "d81cd81b84654572726f7260a0a16161d81d00",        // an error, by a property
      "82d81c81d81c82d81d00d81d01d81d01",              // two of them, and from outside
      "d81c83d81d0082d81d0078203030303030303030303030303030303030303030303030303030303030303030f5",
  };
}

TEST(Cycles, TravelAndAreFreed) {
  for (std::string const& hex : cyclic_messages()) {
    value const read = decoded(hex);
    EXPECT_EQ(encoded(read), hex);
    EXPECT_EQ(read, decoded(hex));
  }
}

TEST(Cycles, AreFreedWhenTheMessageTurnsOutWrong) {
  for (std::string const& hex : cyclic_messages()) {
    for (std::string const& wrapped : {"82" + hex + "ff", "82" + hex, "d9010282" + hex + "1c"}) {
      EXPECT_FALSE(decode(from_hex(wrapped))) << wrapped;
    }
  }
  EXPECT_FALSE(decode(from_hex("d81c82d81d001c")));
  EXPECT_FALSE(decode(from_hex("d81cd90103a182d81d00ff")));
}

value ring(std::size_t size) {
  std::string hex = "d81c";
  for (std::size_t i = 0; i < size; ++i) hex += "a1646e657874";
  return decoded(hex + "d81d00");
}

TEST(Cycles, LiveWhileAnyPartIsHeld) {
  value part;
  {
    value const whole = ring(3);
    part = whole["next"]["next"];
  }
  EXPECT_EQ(part, ring(3));
  EXPECT_TRUE(identical(part["next"]["next"]["next"], part));
  value const other = std::exchange(part, value())["next"];
  EXPECT_EQ(encoded(other), encoded(ring(3)));
}

TEST(Cycles, LetPartsOfDeepOnesGoWithoutRecursion) {
  value const whole = ring(60'000);
  EXPECT_EQ(whole, ring(60'000));
  EXPECT_EQ(encode(whole).value().size(), 60'000u * 6 + 5);
}

TEST(Cycles, KeepWhatIsNotInTheCycle) {
  value const read = decoded(
      "83d81c81d81d00782b"
      "6161616161616161616161616161616161616161616161616161616161616161616161"
      "616161616161616181a0");
  value const text = read[1], inner = read[2][0];
  EXPECT_EQ(text.as_string().size(), 43u);
  EXPECT_TRUE(inner.as_object().empty());
}

TEST(Cycles, BecomeOrdinaryWhenAPartIsChanged) {
  value whole = ring(3);
  value second = whole["next"];
  second.as_object().set("extra", 1);  // thaws; the cycle is ours now
  EXPECT_EQ(whole["next"]["extra"], 1);
  EXPECT_TRUE(identical(whole["next"]["next"]["next"], whole));
  second.as_object().set("next", value());  // and is taken apart
}

TEST(Cycles, LoseWhatNobodyRefersToWhenTheyThaw) {
  // The root holds the cycle, but nothing in the cycle holds the root.
  value inner = decoded("81d81ca16173d81d00")[0];
  inner.as_object().set("s", value());
  EXPECT_EQ(encoded(inner), "a16173f7");
}

TEST(Cycles, MayBePartOfAnotherMessage) {
  value const inner = ring(2);
  value const outer = value::array{inner, inner["next"]};
  value const read = decode(encode(outer).value()).value();
  EXPECT_EQ(read, outer);
  EXPECT_TRUE(identical(read[0]["next"], read[1]));
}

TEST(Identity, OfBadReferencesIsRefused) {
  using enum clone_errc;
  struct refusal {
    std::string_view hex;
    clone_errc code;
    std::size_t offset;
  };
  for (auto const& [hex, code, offset] : std::vector<refusal>{
           {"d81d00", forward_reference, 0},
           {"82d81d00d81c80", forward_reference, 1},
           {"82d81c80d81d01", forward_reference, 4},
           {"82d81c80d81d1bffffffffffffffff", forward_reference, 4},
           {"d81cd81d00", bad_tag_content, 0},
           {"d81cd81c80", bad_tag_content, 0},
           {"d81d6161", bad_tag_content, 0},
           {"82d81c80d81d20", bad_tag_content, 4},
           {"d90102d81c80", bad_tag_content, 0},
           {"c1d81c05", bad_tag_content, 0},
           {"d81cd81b846a55696e74384172726179d81d000000", bad_tag_content, 16},
           {"82d81c80d81b846a55696e74384172726179d81d000000", bad_tag_content, 4},
       }) {
    auto const read = decode(from_hex(hex));
    ASSERT_FALSE(read) << hex;
    EXPECT_EQ(read.error().code, code) << hex;
    EXPECT_EQ(read.error().offset, offset) << hex;
  }
}

TEST(Identity, OfAFailedEncodingLeavesTheBufferAsItWas) {
  value const shared = value::array{1};
  bytes out = from_hex("0102");
  EXPECT_FALSE(encode_into(out, value::array{shared, shared, "\xff"}));
  EXPECT_EQ(to_hex(out), "0102");
  EXPECT_TRUE(encode_into(out, value::array{shared, shared}));
  EXPECT_EQ(to_hex(out), "010282d81c8101d81d00");
}

TEST(Identity, CountsInTheLimitOfBytes) {
  value const shared = value::array();
  value const item = value::array{shared, shared};
  EXPECT_TRUE(encode(item, {.limits = {.bytes_max = 7}}));
  EXPECT_EQ(encode(item, {.limits = {.bytes_max = 6}}).error().code, clone_errc::too_large);
}

}  // namespace
}  // namespace weft
