// The index: what is known of all documents. A document is in it with all of its pieces, or not at
// all.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "messages.hpp"
#include "words.hpp"

namespace concordance {

class index {
 public:
  /// Takes a piece. With the last one missing, in whatever order they come, the document is in.
  ///
  /// A document that is in stays as it is: more pieces of that name are dropped. A piece of a later
  /// feed takes the place of all unfinished documents of earlier feeds, whose late pieces are
  /// dropped: a feeder that goes away in the middle leaves nothing behind.
  void add(counted_piece piece);

  totals sums() const;
  std::vector<ranked_word> top(std::size_t count) const;
  std::vector<std::string> documents() const;
  std::vector<skipped_document> const& skipped() const { return skipped_; }

  /// Calls `pause` after each piece that was searched; what is added meanwhile may be found or not.
  found find(find_word const& query, std::function<void()> const& pause) const;

 private:
  struct place {
    std::uint64_t order;
    std::string name;
    auto operator<=>(place const&) const = default;
  };
  using unfinished = std::map<std::uint32_t, counted_piece>;  // by number of the piece

  void skip(place const& document, std::string reason);
  void finish(place const& document);

  std::map<place, std::vector<weft::bytes>> texts_;  // in pieces
  std::map<place, unfinished> unfinished_;
  std::vector<skipped_document> skipped_;
  std::unordered_set<std::string> names_;  // of all that is in or was skipped
  std::uint64_t feed_ = 0;                 // that of `unfinished_`
  word_table words_;
  std::uint64_t word_sum_ = 0;
  std::uint64_t byte_sum_ = 0;
};

}  // namespace concordance
