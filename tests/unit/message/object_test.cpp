#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <weft/object.hpp>

#include "message/key_hash.hpp"
#include "support.hpp"

namespace weft {
namespace {

std::vector<std::string> keys_of(value::object const& object) {
  std::vector<std::string> keys;
  for (auto const& [key, item] : object) keys.emplace_back(key);
  return keys;
}

TEST(Object, KeepsTheOrderOfInsertion) {
  value::object object{{"b", 1}, {"a", 2}};
  object.set("c", 3);
  object.set("b", 4);
  EXPECT_EQ(keys_of(object), (std::vector<std::string>{"b", "a", "c"}));
  EXPECT_EQ(object["b"], 4);
}

TEST(Object, LetsTheLastOfEqualKeysWin) {
  value::object const object{{"a", 1}, {"b", 2}, {"a", 3}};
  EXPECT_EQ(keys_of(object), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(object["a"], 3);
}

TEST(Object, LetsLoopsChangeItems) {
  value::object object{{"a", 1}, {"b", 2}};
  for (auto& [key, item] : object) item = std::string(key);
  EXPECT_EQ(object["b"], "b");
}

TEST(Object, LeavesAnOldMemberAloneOnInsert) {
  value::object object{{"a", 1}};
  auto const [old, is_new] = object.insert("a");
  EXPECT_FALSE(is_new);
  EXPECT_EQ(*old, 1);
  EXPECT_TRUE(object.insert("b").second);
}

TEST(Object, TakesAnyStringAsKey) {
  value::object object;
  for (std::string const& key : {std::string(), std::string("__proto__"), std::string(100, 'k'),
                                 std::string("a\0b", 3), std::string("7")}) {
    object.set(key, key);
    EXPECT_EQ(object[key], key);
  }
  EXPECT_EQ(object.size(), 5u);
}

TEST(Object, FindsEveryKeyAtAnySize) {
  value::object object;
  for (int i = 0; i < 1000; ++i) {
    object.set("key " + std::to_string(i), i);
    EXPECT_EQ(object["key 0"], 0);
    EXPECT_EQ(object["key " + std::to_string(i)], i);
    EXPECT_EQ(object.find("key " + std::to_string(i + 1)), nullptr);
  }
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(object["key " + std::to_string(i)], i);
}

TEST(Object, ErasesAtAnySize) {
  value::object object;
  for (int i = 0; i < 40; ++i) object.set(std::to_string(i), i);
  for (int i = 0; i < 40; i += 2) {
    EXPECT_TRUE(object.erase(std::to_string(i)));
    EXPECT_FALSE(object.erase(std::to_string(i)));
    EXPECT_EQ(object["39"], 39);
  }
  EXPECT_EQ(object.size(), 20u);
  EXPECT_EQ(keys_of(object).front(), "1");
}

TEST(Object, CopiesWithItsIndex) {
  value::object object;
  for (int i = 0; i < 100; ++i) object.set(std::to_string(i), i);
  value::object copy = object;
  copy.set("50", "changed");
  EXPECT_EQ(copy["50"], "changed");
  EXPECT_EQ(object["50"], 50);
}

// The example of the SipHash paper, appendix A: key 00..0f, message 00..0e.
TEST(KeyHash, IsSipHash) {
  std::string message;
  for (char c = 0; c < 15; ++c) message += c;
  EXPECT_EQ(detail::siphash({0x0706050403020100, 0x0f0e0d0c0b0a0908}, message), 0xa129ca6149be45e5);
}

TEST(KeyHash, TellsApartWhatDiffersInLengthOnly) {
  EXPECT_NE(detail::hash_of(""), detail::hash_of(std::string_view("\0", 1)));
  EXPECT_EQ(detail::hash_of("same"), detail::hash_of("same"));
}

}  // namespace
}  // namespace weft
