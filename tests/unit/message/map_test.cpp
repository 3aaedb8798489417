#include <gtest/gtest.h>

#include <string>

#include <weft/value.hpp>

#include "support.hpp"

namespace weft {
namespace {

TEST(Map, TellsKeysApartLikeJavaScript) {
  value const array = value::array{1};
  value::map map{{1, "number"},     {"1", "string"},       {value::bigint(1), "bigint"},
                 {true, "boolean"}, {array, "array"},      {nan, "nan"},
                 {nullptr, "null"}, {value(), "undefined"}};
  EXPECT_EQ(map.size(), 8u);
  EXPECT_EQ(map[1], "number");
  EXPECT_EQ(map["1"], "string");
  EXPECT_EQ(map[value::bigint(1)], "bigint");
  EXPECT_EQ(map[array], "array");
  EXPECT_EQ(map[value::array{1}], value());
  EXPECT_EQ(map[nan], "nan");
  map.set(-0.0, "zero");
  EXPECT_EQ(map[0], "zero");
}

TEST(Map, KeepsOrderWhateverItsSize) {
  value::map map;
  for (int i = 0; i < 1000; ++i)
    map.set(i % 2 == 0 ? value(i) : value("key " + std::to_string(i)), i);
  EXPECT_EQ(map.size(), 1000u);
  int expected = 0;
  for (auto const& [key, item] : map) EXPECT_EQ(item, expected++);
  EXPECT_TRUE(map.erase(500));
  EXPECT_FALSE(map.erase(500));
  EXPECT_EQ(map[501], value());
  EXPECT_EQ(map["key 501"], 501);
  EXPECT_FALSE(map.insert("key 501").second);
}

TEST(Set, HoldsEachElementOnce) {
  value::set set{1, "1", 1, nan, nan, 0, -0.0};
  EXPECT_EQ(set.size(), 4u);
  for (int i = 0; i < 1000; ++i) set.insert(i);
  EXPECT_FALSE(set.insert(999));
  EXPECT_TRUE(set.contains(nan));
  EXPECT_TRUE(set.erase("1"));
  EXPECT_FALSE(set.contains("1"));
  EXPECT_TRUE(set.contains(999));
  EXPECT_EQ(*set.begin(), 1);
}

TEST(ArrayIndex, IsWhatJavaScriptTakesForOne) {
  for (std::string_view index : {"0", "7", "10", "4294967294"}) {
    EXPECT_TRUE(detail::is_array_index(index)) << index;
  }
  for (std::string_view name : {"", "01", "-1", "1.0", "4294967295", "99999999999", "a"}) {
    EXPECT_FALSE(detail::is_array_index(name)) << name;
  }
}

}  // namespace
}  // namespace weft
