// The examples of RFC 8949, appendix A: each is read as what it means to us, or refused by name.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <weft/codec.hpp>

#include "support.hpp"

namespace weft {
namespace {

struct example {
  std::string_view hex;
  value meaning;
};

value bigint(bool negative, std::string_view hex) {
  return value::bigint({negative, from_hex(hex)});
}

value one_to_25() {
  value::array numbers;
  for (int i = 1; i <= 25; ++i) numbers.push_back(i);
  return numbers;
}

TEST(Rfc8949, MeansWhatItSays) {
  value const letters = value::object{{"a", "A"}, {"b", "B"}, {"c", "C"}, {"d", "D"}, {"e", "E"}};
  for (auto const& [hex, meaning] : std::vector<example>{
           {"00", 0},
           {"01", 1},
           {"0a", 10},
           {"17", 23},
           {"1818", 24},
           {"1819", 25},
           {"1864", 100},
           {"1903e8", 1000},
           {"1a000f4240", 1000000},
           {"1b000000e8d4a51000", 1000000000000.0},
           {"1bffffffffffffffff", value::bigint(~std::uint64_t{0})},
           {"c249010000000000000000", bigint(false, "010000000000000000")},
           {"3bffffffffffffffff", bigint(true, "010000000000000000")},
           {"c349010000000000000000", bigint(true, "010000000000000001")},
           {"20", -1},
           {"29", -10},
           {"3863", -100},
           {"3903e7", -1000},
           {"f90000", 0.0},
           {"f98000", -0.0},
           {"f93c00", 1.0},
           {"fb3ff199999999999a", 1.1},
           {"f93e00", 1.5},
           {"f97bff", 65504.0},
           {"fa47c35000", 100000.0},
           {"fa7f7fffff", 3.4028234663852886e+38},
           {"fb7e37e43c8800759c", 1.0e+300},
           {"f90001", 5.960464477539063e-8},
           {"f90400", 0.00006103515625},
           {"f9c400", -4.0},
           {"fbc010666666666666", -4.1},
           {"f97c00", infinity},
           {"f97e00", nan},
           {"f9fc00", -infinity},
           {"fa7f800000", infinity},
           {"fa7fc00000", nan},
           {"faff800000", -infinity},
           {"fb7ff0000000000000", infinity},
           {"fb7ff8000000000000", nan},
           {"fbfff0000000000000", -infinity},
           {"f4", false},
           {"f5", true},
           {"f6", nullptr},
           {"f7", value()},
           {"c11a514b67b0", value::date(1363896240000)},
           {"c1fb41d452d9ec200000", value::date(1363896240500)},
           {"40", bytes()},
           {"4401020304", from_hex("01020304")},
           {"60", ""},
           {"6161", "a"},
           {"6449455446", "IETF"},
           {"62225c", "\"\\"},
           {"62c3bc", "\u00fc"},
           {"63e6b0b4", "\u6c34"},
           {"64f0908591", "\U00010151"},
           {"80", value::array()},
           {"83010203", value::array{1, 2, 3}},
           {"8301820203820405",
            value::array{1, value(value::array{2, 3}), value(value::array{4, 5})}},
           {"98190102030405060708090a0b0c0d0e0f101112131415161718181819", one_to_25()},
           {"a0", value::object()},
           {"a26161016162820203", value::object{{"a", 1}, {"b", value::array{2, 3}}}},
           {"826161a161626163", value::array{"a", value::object{{"b", "c"}}}},
           {"a56161614161626142616361436164614461656145", letters},
       }) {
    auto const read = decode(from_hex(hex));
    ASSERT_TRUE(read) << hex << ": " << read.error().message();
    EXPECT_EQ(*read, meaning) << hex;
  }
}

TEST(Rfc8949, IsRefusedWhereTheFormatHasNoMeaningForIt) {
  struct refusal {
    std::string_view hex;
    clone_errc code;
  };
  using enum clone_errc;
  for (auto const& [hex, code] : std::vector<refusal>{
           {"f0", unsupported},
           {"f8ff", unsupported},
           {"c074323031332d30332d32315432303a30343a30305a", unsupported},
           {"d74401020304", unsupported},
           {"d818456449455446", unsupported},
           {"d82076687474703a2f2f7777772e6578616d706c652e636f6d", unsupported},
           {"a201020304", key_not_text},
           {"5f42010243030405ff", indefinite_length},
           {"7f657374726561646d696e67ff", indefinite_length},
           {"9fff", indefinite_length},
           {"9f018202039f0405ffff", indefinite_length},
           {"9f01820203820405ff", indefinite_length},
           {"83018202039f0405ff", indefinite_length},
           {"83019f0203ff820405", indefinite_length},
           {"9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff", indefinite_length},
           {"bf61610161629f0203ffff", indefinite_length},
           {"826161bf61626163ff", indefinite_length},
           {"bf6346756ef563416d7421ff", indefinite_length},
       }) {
    auto const read = decode(from_hex(hex));
    ASSERT_FALSE(read) << hex;
    EXPECT_EQ(read.error().code, code) << hex;
  }
}

}  // namespace
}  // namespace weft
