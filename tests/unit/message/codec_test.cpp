// What the bytes are: the table and the examples of docs/wire_format.md, and those of RFC 8949,
// appendix A.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include <weft/codec.hpp>

#include "support.hpp"

namespace weft {
namespace {

struct example {
  value item;
  std::string_view hex;
};

value bigint(bool negative, std::string_view hex) {
  return value::bigint({negative, from_hex(hex)});
}

std::string long_string(std::size_t size) { return std::string(size, 'x'); }

std::vector<example> canonical_examples() {
  return {
      {value(), "f7"},
      {nullptr, "f6"},
      {false, "f4"},
      {true, "f5"},
      {0, "00"},
      {1, "01"},
      {10, "0a"},
      {23, "17"},
      {24, "1818"},
      {100, "1864"},
      {255, "18ff"},
      {256, "190100"},
      {1000, "1903e8"},
      {65535, "19ffff"},
      {65536, "1a00010000"},
      {1000000, "1a000f4240"},
      {4294967295.0, "1affffffff"},
      {4294967296.0, "1b0000000100000000"},
      {1000000000000.0, "1b000000e8d4a51000"},
      {9007199254740992.0, "1b0020000000000000"},
      {-1, "20"},
      {-10, "29"},
      {-24, "37"},
      {-25, "3818"},
      {-100, "3863"},
      {-500, "3901f3"},
      {-1000, "3903e7"},
      {-9007199254740992.0, "3b001fffffffffffff"},
      {-0.0, "f98000"},
      {0.5, "f93800"},
      {1.5, "f93e00"},
      {-4.1, "fbc010666666666666"},
      {1.1, "fb3ff199999999999a"},
      {100000.5, "fa47c35040"},
      {9007199254740994.0, "fb4340000000000001"},
      {18014398509481984.0, "fa5a800000"},
      {3.4028234663852886e+38, "fa7f7fffff"},
      {-3.4028234663852886e+38, "faff7fffff"},
      {3.4028234663852889e+38, "fb47efffffe0000001"},
      {1.0e+300, "fb7e37e43c8800759c"},
      {5.960464477539063e-8, "f90001"},
      {0.00006103515625, "f90400"},
      {2.98023223876953125e-8, "fa33000000"},
      {1.401298464324817e-45, "fa00000001"},
      {5e-324, "fb0000000000000001"},
      {infinity, "f97c00"},
      {-infinity, "f9fc00"},
      {nan, "f97e00"},
      {value::bigint(0), "c240"},
      {value::bigint(1), "c24101"},
      {value::bigint(-1), "c340"},
      {value::bigint(-256), "c341ff"},
      {value::bigint(-257), "c3420100"},
      {value::bigint(-65537), "c343010000"},
      {bigint(false, "010000000000000000"), "c249010000000000000000"},
      {bigint(true, "010000000000000001"), "c349010000000000000000"},
      {bigint(false, "ffffffffffffffffffffffffffffffff"), "c250ffffffffffffffffffffffffffffffff"},
      {"", "60"},
      {"a", "6161"},
      {"IETF", "6449455446"},
      {"\"\\", "62225c"},
      {"ü", "62c3bc"},
      {"水", "63e6b0b4"},
      {"𐅑", "64f0908591"},
      {"a\xed\xa0\x80", "d901114461eda080"},
      {"\xed\xb0\x80\xed\xa0\x80", "d9011146edb080eda080"},
      {bytes(), "40"},
      {from_hex("01020304"), "4401020304"},
      {value::uint8_array(from_hex("0102")), "d840420102"},
      {value::uint8_array({}), "d84040"},
      {value::array(), "80"},
      {value::array{1, 2, 3}, "83010203"},
      {value::array{1, "a", value::array()}, "8301616180"},
      {value::array{1, value(value::array{2, 3}), value(value::array{4, 5})}, "8301820203820405"},
      {value::object(), "a0"},
      {value::object{{"a", 1}, {"b", value::array{2, 3}}}, "a26161016162820203"},
      {value::array{"a", value::object{{"b", "c"}}}, "826161a161626163"},
      {value::object{{"name", "ada"}, {"n", 3}}, "a2646e616d6563616461616e03"},
      {value::object{{"__proto__", value()}}, "a1695f5f70726f746f5f5ff7"},
      {value::object{{"\xed\xa0\x80", 1}}, "a1d9011143eda08001"},
  };
}

TEST(Codec, WritesTheExamplesAsDocumented) {
  for (auto const& [item, hex] : canonical_examples()) EXPECT_EQ(encoded(item), hex);
}

TEST(Codec, ReadsTheExamples) {
  for (auto const& [item, hex] : canonical_examples()) {
    auto const read = decode(from_hex(hex));
    ASSERT_TRUE(read) << hex << ": " << read.error().message();
    EXPECT_EQ(*read, item) << hex;
  }
}

TEST(Codec, ReadsLongerFormsOfTheSame) {
  std::vector<example> const foreign = {
      {0, "1800"},
      {1, "1b0000000000000001"},
      {-1, "3a00000000"},
      {0, "f90000"},
      {1, "f93c00"},
      {65504, "f97bff"},
      {100000, "fa47c35000"},
      {1.5, "fb3ff8000000000000"},
      {infinity, "fb7ff0000000000000"},
      {nan, "fa7fc00000"},
      {nan, "fb7ff8000000000001"},
      {nan, "f97c01"},
      {"a", "780161"},
      {from_hex("01"),
       "590001"
       "01"},
      {value::array{1}, "9a0000000101"},
      {value::object{{"a", 1}}, "b90001616101"},
      {value::object{{"a", 1}},
       "a1d9011141"
       "6101"},
      {"a", "d901114161"},
      {value::bigint(1),
       "c2430000"
       "01"},
      {value::bigint(0), "d8024100"},
      {value::bigint(-1), "c34100"},
      {value::uint8_array(from_hex("01")), "da000000404101"},
  };
  for (auto const& [item, hex] : foreign) {
    auto const read = decode(from_hex(hex));
    ASSERT_TRUE(read) << hex << ": " << read.error().message();
    EXPECT_EQ(*read, item) << hex;
  }
}

TEST(Codec, ReadsIntegersBeyondNumbersAsBigints) {
  EXPECT_EQ(decode(from_hex("1b0020000000000001")), value::bigint((std::int64_t{1} << 53) + 1));
  EXPECT_EQ(decode(from_hex("3b0020000000000000")), value::bigint(-(std::int64_t{1} << 53) - 1));
  EXPECT_EQ(decode(from_hex("1bffffffffffffffff")), value::bigint(~std::uint64_t{0}));
  EXPECT_EQ(decode(from_hex("3bffffffffffffffff")), bigint(true, "010000000000000000"));
}

TEST(Codec, KeepsEveryHalf) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    bytes const half = {std::byte{0xf9}, static_cast<std::byte>(bits >> 8),
                        static_cast<std::byte>(bits)};
    value const read = decode(half).value();
    bytes const written = encode(read).value();
    EXPECT_EQ(decode(written), read) << bits;
    double const number = read.as_number();
    bool const is_fraction = number < std::trunc(number) || number > std::trunc(number);
    bool const stays_half = is_fraction || std::isinf(number);
    if (stays_half) {
      EXPECT_EQ(written, half);
    }
  }
}

TEST(Codec, KeepsStringsOfEverySize) {
  for (std::size_t size : {0u,   7u,   8u,   14u,  15u,  16u,  17u,  23u,    24u,    255u,
                           256u, 502u, 503u, 504u, 511u, 512u, 513u, 65535u, 65536u, 100'000u}) {
    value const item = value::array{long_string(size), long_string(size) + "ü", bytes(size)};
    EXPECT_EQ(decode(encode(item).value()), item) << size;
  }
}

TEST(Codec, KeepsLargeObjectsInOrder) {
  value::object members;
  for (int i = 0; i < 5000; ++i) members.set("key " + std::to_string(5000 - i), i);
  value const item = members;
  EXPECT_EQ(decode(encode(item).value()), item);
}

TEST(Codec, AppendsToABuffer) {
  bytes out = from_hex("00");
  ASSERT_TRUE(encode_into(out, "a"));
  ASSERT_TRUE(encode_into(out, value::array{1}));
  EXPECT_EQ(to_hex(out), "0061618101");
}

TEST(Codec, ReusesTheMemoryOfABuffer) {
  bytes out;
  ASSERT_TRUE(encode_into(out, long_string(1000)));
  auto const* const memory = out.data();
  out.clear();
  ASSERT_TRUE(encode_into(out, value::array{long_string(900), 1, 2}));
  EXPECT_EQ(out.data(), memory);
}

TEST(Codec, ReadsASequenceItemByItem) {
  bytes const sequence = from_hex("0061618101");
  std::span<std::byte const> rest = sequence;
  std::vector<value> items;
  while (!rest.empty()) {
    auto const next = decode_next(rest).value();
    items.push_back(next.item);
    rest = rest.subspan(next.size);
  }
  EXPECT_EQ(items, (std::vector<value>{0, "a", value::array{1}}));
}

}  // namespace
}  // namespace weft
