// The actors, natively with one and more workers, and in one instance of WebAssembly.
#include "../concordance.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include <weft/weft.hpp>

namespace concordance {
namespace {

using namespace std::chrono_literals;

constexpr auto limit = 60s;  // only a hang takes so long

weft::bytes bytes_of(std::string_view text) {
  auto const bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// Runs `body` in runtimes with 1, 2 and 4 workers.
template <class F>
void on_every_pool(F body) {
  for (unsigned const workers : {1u, 2u, 4u}) {
    SCOPED_TRACE(workers);
    weft::runtime runtime({.workers = workers});
    runtime.run(body);
  }
}

/// A merger that has merged these documents, through a splitter with `indexers`.
weft::actor_ref merger_with(std::vector<document> documents, unsigned indexers) {
  auto const merger = spawn_merger();
  auto const splitter = spawn_splitter(merger, indexers);
  for (auto& one : documents) splitter.ask<void>(std::move(one), limit);
  splitter.ask<void>(await_merged{}, limit);
  return merger;
}

TEST(Actors, IndexDocumentsOfAllSizesTogether) {
  on_every_pool([] {
    auto const lines = 3 * piece_bytes / 8;
    auto const merger = merger_with({{"small", 0, bytes_of("one two\n")},
                                     {"empty", 1, {}},
                                     {"large", 2, bytes_of(repeated("one two\n", lines))},
                                     {"one line", 3, bytes_of(repeated("one two ", lines))}},
                                    2);
    auto const sums = merger.ask<totals>(get_totals{}, limit);
    EXPECT_EQ(sums.documents, 4u);
    EXPECT_EQ(sums.words, 2 * (2 * lines + 1));
    EXPECT_EQ(sums.distinct, 2u);
    EXPECT_EQ(sums.bytes, 8 * (2 * lines + 1));
    auto const hits =
        merger.ask<found>(find_word{.word = "one", .hits_max = 1'000'000}, limit).hits;
    ASSERT_EQ(hits.size(), 2 * lines + 1);
    EXPECT_EQ(hits[lines].document, "large");
    EXPECT_EQ(hits[lines].line, lines);
  });
}

TEST(Actors, SkipABinaryDocumentByNameAndIndexTheRest) {
  on_every_pool([] {
    auto late = repeated("text\n", piece_bytes / 2);
    late += '\0';
    auto const merger =
        merger_with({{"binary", 0, bytes_of(late)}, {"text", 1, bytes_of("here")}}, 3);
    EXPECT_EQ(merger.ask<totals>(get_totals{}, limit).words, 1u);
    auto const skipped = merger.ask<std::vector<skipped_document>>(get_skipped{}, limit);
    ASSERT_EQ(skipped.size(), 1u);
    EXPECT_EQ(skipped[0].document, "binary");
  });
}

TEST(Actors, TellTheirStatusWhileTheyCount) {
  on_every_pool([] {
    auto const indexer = spawn_indexer();
    piece work;
    work.document = "long";
    work.text = bytes_of(repeated("some words ", 400'000));
    auto const size = work.text.size();
    auto counting = weft::spawn({.worker = 0}, [&] {
      return indexer.ask<counted_piece>(std::move(work), limit).counted.words;
    });
    bool seen_at_work = false;
    while (!counting.done()) {
      auto const status = indexer.ask<indexer_status>(get_status{}, limit);
      seen_at_work |= status.document == "long" && status.bytes_done < status.bytes;
      weft::this_fiber::yield();
    }
    EXPECT_TRUE(seen_at_work);
    EXPECT_EQ(counting.join(), 800'000u);
    auto const status = indexer.ask<indexer_status>(get_status{}, limit);
    EXPECT_EQ(status.bytes_done, size);
    EXPECT_EQ(status.bytes_total, size);
  });
}

TEST(Actors, HoldBackAFeederThatIsFasterThanTheIndexers) {
  on_every_pool([] {
    auto const merger = spawn_merger();
    auto const splitter = spawn_splitter(merger, 1);
    auto const text = bytes_of(repeated("some words\n", piece_bytes / 11));
    for (std::uint64_t taken = 1; taken <= 20; ++taken) {
      splitter.ask<void>(document{std::to_string(taken), taken, text}, limit);
      auto const merged = merger.ask<totals>(get_totals{}, limit).documents;
      EXPECT_LE(taken - merged, pieces_per_indexer);
    }
    splitter.ask<void>(await_merged{}, limit);
    EXPECT_EQ(merger.ask<totals>(get_totals{}, limit).documents, 20u);
  });
}

}  // namespace
}  // namespace concordance
