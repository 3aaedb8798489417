#include "index.hpp"

#include <algorithm>
#include <utility>

#include "search.hpp"
#include "text.hpp"

namespace concordance {

void index::add(counted_piece piece) {
  if (piece.what.feed < feed_ || names_.contains(piece.what.document)) return;
  if (std::exchange(feed_, piece.what.feed) != feed_) unfinished_.clear();
  place const document{piece.what.order, piece.what.document};
  if (!piece.counted.unusable.empty()) return skip(document, std::move(piece.counted.unusable));
  auto& pieces = unfinished_[document];
  auto const number = piece.what.number;
  pieces.insert_or_assign(number, std::move(piece));
  // All of them have different numbers: if the last one is their number, none is missing.
  auto const& [last_number, last] = *pieces.rbegin();
  if (last.what.last && pieces.size() == std::size_t{last_number} + 1) finish(document);
}

void index::skip(place const& document, std::string reason) {
  unfinished_.erase(document);
  names_.insert(document.name);
  skipped_.push_back({document.name, std::move(reason)});
}

void index::finish(place const& document) {
  auto pieces = std::move(unfinished_.extract(document).mapped());
  auto& texts = texts_[document];
  for (auto& [number, piece] : pieces) {
    add_packed(piece.counted.counts, words_);
    word_sum_ += piece.counted.words;
    byte_sum_ += piece.what.text.size();
    texts.push_back(std::move(piece.what.text));
  }
  names_.insert(document.name);
}

totals index::sums() const { return {texts_.size(), word_sum_, words_.size(), byte_sum_}; }

std::vector<ranked_word> index::top(std::size_t count) const {
  std::vector<word_count> all;
  all.reserve(words_.size());
  words_.for_each([&](word_count const& item) { all.push_back(item); });
  auto const middle = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
  std::partial_sort(all.begin(), middle, all.end(), [](auto const& a, auto const& b) {
    return a.count != b.count ? a.count > b.count : a.word < b.word;
  });
  std::vector<ranked_word> ranked;
  std::for_each(all.begin(), middle, [&](word_count const& item) {
    ranked.push_back({std::string(item.word), item.count});
  });
  return ranked;
}

std::vector<std::string> index::documents() const {
  std::vector<std::string> names;
  names.reserve(texts_.size());
  for (auto const& [document, pieces] : texts_) names.push_back(document.name);
  return names;
}

found index::find(find_word const& query, std::function<void()> const& pause) const {
  auto const word = as_word(query.word);
  found result{.count = words_.count_of(word), .hits = {}, .next = {}};
  if (result.count == 0) return result;
  text_position at = query.from;
  for (auto text = texts_.lower_bound({at.order, at.document}); text != texts_.end(); ++text) {
    auto const& [document, pieces] = *text;
    if (document != place{at.order, at.document}) at = {document.order, document.name};
    while (at.piece < pieces.size()) {
      auto const piece = characters(pieces[at.piece]);
      at.offset = std::min<std::uint64_t>(at.offset, piece.size());
      if (!search_piece(piece, word, query.hits_max, at, result.hits)) {
        result.next = std::move(at);
        return result;
      }
      pause();
    }
  }
  return result;
}

}  // namespace concordance
