// Words, and how often each occurs.
//
// A word is a maximal run of the letters a to z after ASCII lower-casing: what
//   LC_ALL=C tr A-Z a-z | grep -o '[a-z]*'
// prints, on any bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weft/bytes.hpp>

namespace concordance {

/// A word as it stands in a text, in any case.
struct word_in_text {
  std::string_view letters;
  std::uint64_t head;  // the first eight letters in lower case, zeros if there are fewer
};

/// Finds the words of a text, from its start to its end.
///
/// Reads eight bytes at a time: what is a letter and what is not is told for all of them in one go.
class word_scanner {
 public:
  explicit word_scanner(std::string_view text)
      : start_(text.data()), next_(text.data()), end_(text.data() + text.size()) {}

  /// The next word; one without letters at the end.
  word_in_text next();
  /// How far the text has been read, in bytes.
  std::size_t position() const { return static_cast<std::size_t>(next_ - start_); }

 private:
  char const* start_;
  char const* next_;
  char const* end_;
};

/// `letters`, all of them letters, as if they stood in a text.
word_in_text alone(std::string_view letters);
/// Whether both are the same word, in whatever case.
bool same_word(word_in_text const& a, word_in_text const& b);
/// `text` in lower case if it is one word, else empty.
std::string as_word(std::string_view text);

struct word_count {
  std::string_view word;
  std::uint64_t count;
};

/// Words in lower case, each with a count: a hash table that takes one look at memory for a known
/// word of up to eight letters, and whose words lie one behind the other in one string.
class word_table {
 public:
  word_table();

  /// Counts words of `text`, until one is unknown or it has been read to `position` or its end.
  /// Returns the unknown word, which is not counted; otherwise one without letters.
  ///
  /// This is the loop in which an indexer spends its time. It allocates nothing and calls nothing
  /// that could: so in WebAssembly it is not among the functions that can be suspended, which are
  /// slower.
  word_in_text count_known(word_scanner& text, std::size_t position) noexcept;
  /// Counts a word, known or not.
  void add(word_in_text const& word, std::uint64_t count = 1);
  /// How often `letters`, in lower case, were counted.
  std::uint64_t count_of(std::string_view letters) const;
  /// How many different words there are.
  std::size_t size() const { return size_; }
  /// How many words were counted.
  std::uint64_t sum() const;
  /// Forgets all words, and keeps room for as many.
  void clear();

  /// Calls `use(word_count)` for each word, in no order.
  template <class F>
  void for_each(F use) const {
    for (entry const& known : entries_) {
      if (!known.free()) use(word_count{word_of(known).letters, known.count});
    }
  }

 private:
  struct entry {
    std::uint64_t head;
    std::uint64_t count;
    std::size_t offset;  // of its letters in `letters_`
    std::size_t size;
    bool free() const { return size == 0; }
  };

  word_in_text word_of(entry const& known) const {
    return {std::string_view(letters_).substr(known.offset, known.size), known.head};
  }
  bool holds(entry const& known, word_in_text const& word) const noexcept;
  /// The index of the entry that holds the word, or of the free one where it would be.
  std::size_t place_of(word_in_text const& word) const noexcept;
  void insert(word_in_text const& word, std::uint64_t count);
  void grow();

  std::vector<entry> entries_;  // a power of two of them, at least half of them free
  std::size_t size_ = 0;
  std::string letters_;
};

/// The counts of a table as bytes, for the way to another instance: for each word its length, its
/// letters and its count, both numbers in LEB128.
weft::bytes packed(word_table const& table);
/// Whether `packed` can have written these bytes.
bool is_packed(weft::bytes const& counts);
/// Adds what `packed` wrote to `table`.
void add_packed(weft::bytes const& counts, word_table& table);

}  // namespace concordance
