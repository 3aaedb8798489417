// What the actors say to each other: between the fibers of one program, or between a page and the
// workers of its pool. Those that meet a page are described, so that they can cross.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <weft/bytes.hpp>

namespace concordance {

/// A file, to be indexed.
struct document {
  std::string name;
  std::uint64_t order = 0;  // among the documents: hits are listed in this order, then by name
  weft::bytes text;
};

/// A document or a part of one, cut at the end of a line: what one indexer takes at a time.
struct piece {
  std::string document;
  std::uint64_t order = 0;
  std::uint64_t feed = 0;    // of whoever feeds; a later one is greater (see index.hpp)
  std::uint32_t number = 0;  // from 0, in the order of the text
  bool last = true;
  weft::bytes text;
};
BOOST_DESCRIBE_STRUCT(piece, (), (document, order, feed, number, last, text))

/// What an indexer makes of a piece.
struct tally {
  std::string unusable;  // why its document cannot be indexed; empty: it can
  std::uint64_t words = 0;
  weft::bytes counts;  // see `packed` in words.hpp
};
BOOST_DESCRIBE_STRUCT(tally, (), (unusable, words, counts))

/// Goes to the merger.
struct counted_piece {
  piece what;
  tally counted;
};

/// What an indexer does at this moment, or did last.
struct indexer_status {
  std::string document;          // of its last piece; empty before the first
  std::uint64_t bytes_done = 0;  // of that piece; all of them when it is done with it
  std::uint64_t bytes = 0;
  std::uint64_t bytes_total = 0;  // of all pieces that it is done with
};
BOOST_DESCRIBE_STRUCT(indexer_status, (), (document, bytes_done, bytes, bytes_total))
struct get_status {};

// ---- Queries to the merger ----------------------------------------------------------------------

struct totals {
  std::uint64_t documents = 0;
  std::uint64_t words = 0;
  std::uint64_t distinct = 0;
  std::uint64_t bytes = 0;
  friend bool operator==(totals const&, totals const&) = default;
};
BOOST_DESCRIBE_STRUCT(totals, (), (documents, words, distinct, bytes))
struct get_totals {};

struct ranked_word {
  std::string word;
  std::uint64_t count = 0;
  friend bool operator==(ranked_word const&, ranked_word const&) = default;
};
BOOST_DESCRIBE_STRUCT(ranked_word, (), (word, count))

/// The most frequent words, those of one count in the order of the alphabet.
struct get_top {
  std::uint32_t count = 10;
};

/// The names of all documents, in their order.
struct get_documents {};

struct skipped_document {
  std::string document;
  std::string reason;
  friend bool operator==(skipped_document const&, skipped_document const&) = default;
};
BOOST_DESCRIBE_STRUCT(skipped_document, (), (document, reason))
struct get_skipped {};

/// Where a search has got to; a new one is where all texts begin.
struct text_position {
  std::uint64_t order = 0;
  std::string document;
  std::uint32_t piece = 0;
  std::uint64_t offset = 0;  // in the piece, in bytes
  std::uint64_t line = 1;    // in the document
};
BOOST_DESCRIBE_STRUCT(text_position, (), (order, document, piece, offset, line))

/// Hits of a word, in the order of the texts, from a position on.
struct find_word {
  std::string word;
  text_position from = {};
  std::uint32_t hits_max = 100;
};

/// A word where it stands, with what is left and right of it on its line, at most 60 characters
/// each. Control characters are shown as spaces.
struct hit {
  std::string document;
  std::uint64_t line = 0;
  std::string left;
  std::string word;
  std::string right;
  friend bool operator==(hit const&, hit const&) = default;
};
BOOST_DESCRIBE_STRUCT(hit, (), (document, line, left, word, right))

struct found {
  std::uint64_t count = 0;  // of all hits, in all documents
  std::vector<hit> hits;
  std::optional<text_position> next;  // where to go on; nothing: these were the last
};
BOOST_DESCRIBE_STRUCT(found, (), (count, hits, next))

}  // namespace concordance
