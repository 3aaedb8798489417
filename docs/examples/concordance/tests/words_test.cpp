// Words and texts: what counts as one, and how they are counted.
#include "../words.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "../text.hpp"

namespace concordance {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  word_scanner scanner(text);
  for (auto word = scanner.next(); !word.letters.empty(); word = scanner.next()) {
    words.push_back(as_word(word.letters));
  }
  return words;
}

/// The definition, letter by letter.
std::vector<std::string> words_by_definition(std::string_view text) {
  std::vector<std::string> words(1);
  for (char letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (letter >= 'a' && letter <= 'z') {
      words.back() += letter;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::map<std::string, std::uint64_t> counts_of(word_table const& table) {
  std::map<std::string, std::uint64_t> counts;
  table.for_each([&](word_count const& item) { counts.emplace(item.word, item.count); });
  return counts;
}

word_table table_of(std::string_view text) {
  word_table table;
  word_scanner scanner(text);
  for (auto word = scanner.next(); !word.letters.empty(); word = scanner.next()) table.add(word);
  return table;
}

using strings = std::vector<std::string>;

TEST(WordScanner, TakesMaximalRunsOfLettersInLowerCase) {
  EXPECT_EQ(words_of("The cat's 2nd hat, the-hat"),
            (strings{"the", "cat", "s", "nd", "hat", "the", "hat"}));
}

TEST(WordScanner, FindsNothingWhereThereAreNoLetters) {
  EXPECT_EQ(words_of(""), strings());
  EXPECT_EQ(words_of(" \n 12345678901234567890 @[`{ "), strings());
}

TEST(WordScanner, EndsAWordAtALetterThatIsNotAscii) {
  EXPECT_EQ(words_of("caf\u00e9s na\u00efve \u00fcber"), (strings{"caf", "s", "na", "ve", "ber"}));
}

TEST(WordScanner, IsRightForEveryByteAtEveryPlace) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, 'q');
      text[place] = static_cast<char>(byte);
      ASSERT_EQ(words_of(text), words_by_definition(text)) << "byte " << byte << " at " << place;
    }
  }
}

TEST(WordScanner, AgreesWithTheDefinitionOnRandomBytes) {
  std::mt19937 random(7);
  std::string const alphabet("aZmxq  \n.\xc3\xa9\x80\xff@[`{0");
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 70, ' ');
    for (char& byte : text) byte = alphabet[random() % alphabet.size()];
    ASSERT_EQ(words_of(text), words_by_definition(text)) << text;
  }
}

TEST(AsWord, TakesOneWordAndNothingElse) {
  EXPECT_EQ(as_word("Copyleft"), "copyleft");
  for (auto const* text : {"", "two words", " x", "x ", "x1", "caf\u00e9"})
    EXPECT_EQ(as_word(text), "");
}

TEST(WordTable, CountsEachWordHoweverLongInWhateverCase) {
  std::string const longer(1000, 'Y');
  auto const table = table_of("a A abcdefgh ABCDEFGH abcdefghi abcdefghj " + longer + " " + longer);
  EXPECT_EQ(table.size(), 5u);
  EXPECT_EQ(table.sum(), 8u);
  EXPECT_EQ(table.count_of("a"), 2u);
  EXPECT_EQ(table.count_of("abcdefgh"), 2u);
  EXPECT_EQ(table.count_of("abcdefghi"), 1u);
  EXPECT_EQ(table.count_of(as_word(longer)), 2u);
  EXPECT_EQ(table.count_of("abcdefg"), 0u);
}

TEST(WordTable, KeepsItsCountsWhenItGrowsAndNoneWhenItIsCleared) {
  word_table table;
  auto const name = [](int number) {
    std::string word = "w";
    for (; number > 0; number /= 26) word += static_cast<char>('a' + number % 26);
    return word;
  };
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 20'000; ++i) table.add(alone(name(i)), static_cast<std::uint64_t>(i) + 1);
    EXPECT_EQ(table.size(), 20'000u);
    for (int i = 0; i < 20'000; ++i) {
      ASSERT_EQ(table.count_of(name(i)), static_cast<std::uint64_t>(i) + 1);
    }
    table.clear();
    EXPECT_EQ(table.size(), 0u);
    EXPECT_EQ(table.count_of("w"), 0u);
  }
}

TEST(WordTable, CountsKnownWordsUpToTheFirstUnknownOne) {
  auto table = table_of("to be");
  word_scanner scanner("To be or not");
  EXPECT_EQ(table.count_known(scanner, 100).letters, "or");
  EXPECT_EQ(table.count_of("to"), 2u);
  EXPECT_EQ(table.count_of("be"), 2u);
  EXPECT_EQ(table.count_of("or"), 0u);
}

TEST(WordTable, StopsCountingAtThePosition) {
  auto table = table_of("to");
  word_scanner scanner("to to to to");
  EXPECT_EQ(table.count_known(scanner, 3).letters, "");
  EXPECT_EQ(table.count_of("to"), 3u);
  EXPECT_EQ(scanner.position(), 5u);
}

TEST(PackedCounts, AddUpToTheSameCounts) {
  auto const table = table_of("the cat and the hat and the abcdefghijklmnop");
  word_table sum;
  add_packed(packed(table), sum);
  EXPECT_EQ(counts_of(sum), counts_of(table));
  add_packed(packed(table), sum);
  EXPECT_EQ(sum.count_of("the"), 6u);
}

TEST(PackedCounts, AreToldFromOtherBytes) {
  EXPECT_TRUE(is_packed(packed(word_table())));
  auto const good = packed(table_of("some words and more words"));
  EXPECT_TRUE(is_packed(good));
  for (std::size_t size = 1; size < 5; ++size) {
    EXPECT_FALSE(is_packed(weft::bytes(good.begin(), good.end() - static_cast<int>(size))));
  }
  EXPECT_FALSE(is_packed({std::byte{0}}));
  EXPECT_FALSE(is_packed({std::byte{1}, std::byte{'A'}, std::byte{1}}));
  EXPECT_FALSE(is_packed(weft::bytes(20, std::byte{0xff})));
}

TEST(Text, IsUtf8WithoutNul) {
  for (auto const* text : {"", "plain", "caf\u00e9 \u20ac \U0001f600 and a good deal more of it"}) {
    EXPECT_TRUE(is_text(text)) << text;
  }
}

TEST(Text, IsNotBinary) {
  using namespace std::string_view_literals;
  for (auto const binary : {"NUL \0 inside"sv, "only after eight \0"sv, "\xff"sv, "lonely \x80"sv,
                            "overlong \xc0\xaf"sv, "overlong \xe0\x80\xaf"sv,
                            "surrogate \xed\xa0\x80"sv, "beyond \xf4\x90\x80\x80"sv,
                            "cut off \xe2\x82"sv, "cut off \xf0\x9f\x98"sv, "no second \xc3("sv}) {
    EXPECT_FALSE(is_text(binary)) << binary;
  }
}

TEST(Text, IsShownWithoutControlCharacters) {
  EXPECT_EQ(printable("a\tb\x1b[31m\r\x7f \u00e9"), "a b [31m   \u00e9");
}

}  // namespace
}  // namespace concordance
