// The index: documents are in it whole or not at all, and are found in it.
#include "../index.hpp"

#include <gtest/gtest.h>

#include "../text.hpp"

namespace concordance {
namespace {

weft::bytes bytes_of(std::string_view text) {
  auto const bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

counted_piece counted(piece what) {
  word_table words;
  word_scanner scanner(characters(what.text));
  for (auto word = scanner.next(); !word.letters.empty(); word = scanner.next()) words.add(word);
  return {std::move(what), {.unusable = {}, .words = words.sum(), .counts = packed(words)}};
}

piece piece_of(std::string name, std::string_view text) {
  piece whole;
  whole.document = std::move(name);
  whole.text = bytes_of(text);
  return whole;
}

piece part_of(std::string name, std::uint32_t number, bool last, std::string_view text) {
  piece part = piece_of(std::move(name), text);
  part.number = number;
  part.last = last;
  return part;
}

found all_hits(index const& in, std::string word) {
  return in.find({.word = std::move(word)}, [] {});
}

TEST(Index, SumsUpItsDocuments) {
  index all;
  all.add(counted(piece_of("a", "the cat")));
  all.add(counted(piece_of("b", "the hat\n")));
  EXPECT_EQ(all.sums(), (totals{.documents = 2, .words = 4, .distinct = 3, .bytes = 15}));
}

TEST(Index, RanksWordsByCountThenByAlphabet) {
  index all;
  all.add(counted(piece_of("a", "b a c c b a d")));
  EXPECT_EQ(all.top(3), (std::vector<ranked_word>{{"a", 2}, {"b", 2}, {"c", 2}}));
  EXPECT_EQ(all.top(0).size(), 0u);
  EXPECT_EQ(all.top(100).size(), 4u);
}

TEST(Index, TakesADocumentOnlyWithAllItsPiecesInWhateverOrder) {
  index all;
  all.add(counted(part_of("a", 2, true, "three")));
  all.add(counted(part_of("a", 0, false, "one\n")));
  EXPECT_EQ(all.sums(), totals());
  all.add(counted(part_of("a", 1, false, "two\n")));
  EXPECT_EQ(all.sums(), (totals{.documents = 1, .words = 3, .distinct = 3, .bytes = 13}));
  EXPECT_EQ(all_hits(all, "three").hits.at(0).line, 3u);
}

TEST(Index, KeepsTheFirstOfTwoDocumentsOfOneName) {
  index all;
  all.add(counted(piece_of("a", "first")));
  all.add(counted(piece_of("a", "second time")));
  EXPECT_EQ(all.sums().words, 1u);
}

TEST(Index, SkipsADocumentOfWhichAnyPieceIsUnusable) {
  index all;
  all.add(counted(part_of("a", 0, false, "text\n")));
  all.add({part_of("a", 2, false, ""), {.unusable = "broken", .words = 0, .counts = {}}});
  all.add(counted(part_of("a", 1, true, "text")));
  EXPECT_EQ(all.sums(), totals());
  EXPECT_EQ(all.skipped(), (std::vector<skipped_document>{{"a", "broken"}}));
}

TEST(Index, ForgetsWhatAnEarlierFeedDidNotFinish) {
  index all;
  auto const of_feed = [](std::uint64_t feed, piece part) {
    part.feed = feed;
    return counted(std::move(part));
  };
  all.add(of_feed(1, part_of("a", 0, false, "old\n")));
  all.add(of_feed(2, part_of("a", 1, true, "new")));
  all.add(of_feed(1, part_of("a", 0, false, "late\n")));
  EXPECT_EQ(all.sums(), totals());
  all.add(of_feed(2, part_of("a", 0, false, "new\n")));
  EXPECT_EQ(all.sums(), (totals{.documents = 1, .words = 2, .distinct = 1, .bytes = 7}));
}

TEST(Index, ListsDocumentsAndHitsInTheOrderGiven) {
  index all;
  auto second = piece_of("a", "x");
  second.order = 2;
  auto first = piece_of("b", "x");
  first.order = 1;
  all.add(counted(second));
  all.add(counted(first));
  EXPECT_EQ(all.documents(), (std::vector<std::string>{"b", "a"}));
  auto const hits = all_hits(all, "x").hits;
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].document, "b");
}

TEST(Search, FindsWholeWordsInAnyCaseWithTheirLine) {
  index all;
  all.add(counted(piece_of("a", "Cats and\ta cat.\r\nNo\n CAT here")));
  auto const result = all_hits(all, "cAt");
  EXPECT_EQ(result.count, 2u);
  EXPECT_EQ(result.hits, (std::vector<hit>{{"a", 1, "Cats and a ", "cat", ". "},
                                           {"a", 3, " ", "CAT", " here"}}));
  EXPECT_FALSE(result.next);
}

TEST(Search, FindsNothingForWhatIsNotAWord) {
  index all;
  all.add(counted(piece_of("a", "two words")));
  for (auto const* word : {"", "two words", "absent"}) {
    EXPECT_EQ(all_hits(all, word).count, 0u);
    EXPECT_TRUE(all_hits(all, word).hits.empty());
  }
}

TEST(Search, CutsContextAtWholeCharacters) {
  index all;
  std::string many;
  for (int i = 0; i < 100; ++i) many += "\u00e9";
  all.add(counted(piece_of("a", many + "word" + many)));
  auto const hits = all_hits(all, "word").hits;
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].left, many.substr(0, 80));
  EXPECT_EQ(hits[0].right, many.substr(0, 80));
}

TEST(Search, GoesOnWhereItStopped) {
  index all;
  std::string text;
  for (int line = 0; line < 10; ++line) text += "x y x\n";
  all.add(counted(part_of("a", 0, false, text)));
  all.add(counted(part_of("a", 1, true, text)));
  all.add(counted(piece_of("b", text)));
  auto const at_once = all_hits(all, "x");
  ASSERT_EQ(at_once.hits.size(), 60u);
  std::vector<hit> bit_by_bit;
  std::optional<text_position> at{std::in_place};
  while (at) {
    auto some = all.find({.word = "x", .from = *at, .hits_max = 7}, [] {});
    EXPECT_LE(some.hits.size(), 7u);
    bit_by_bit.insert(bit_by_bit.end(), some.hits.begin(), some.hits.end());
    at = some.next;
  }
  EXPECT_EQ(bit_by_bit, at_once.hits);
}

TEST(Search, TakesAnyPositionForWhereToGoOn) {
  index all;
  all.add(counted(piece_of("a", "x x")));
  find_word query{.word = "x",
                  .from = {.order = 0, .document = "a", .piece = 0, .offset = 1'000, .line = 9}};
  EXPECT_TRUE(all.find(query, [] {}).hits.empty());
  query.from.piece = 17;
  EXPECT_TRUE(all.find(query, [] {}).hits.empty());
}

}  // namespace
}  // namespace concordance
