#include "search.hpp"

#include <algorithm>

#include "text.hpp"
#include "words.hpp"

namespace concordance {
namespace {

constexpr int context_characters = 40;  // on each side

/// Whether a character of a valid text starts with this byte.
bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }

/// The end of the line that ends where `text` does.
std::string_view left_context(std::string_view text) {
  auto start = text.size();
  for (int room = context_characters; start > 0 && room > 0 && text[start - 1] != '\n';) {
    if (starts_character(text[--start])) --room;
  }
  return text.substr(start);
}

/// The beginning of the line that begins where `text` does.
std::string_view right_context(std::string_view text) {
  std::size_t end = 0;
  for (int room = context_characters; end < text.size() && text[end] != '\n'; ++end) {
    if (starts_character(text[end]) && room-- == 0) break;
  }
  return text.substr(0, end);
}

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

bool search_piece(std::string_view text, std::string_view word, std::size_t hits_max,
                  text_position& at, std::vector<hit>& hits) {
  auto const wanted = alone(word);
  word_scanner scanner(text.substr(at.offset));
  for (auto here = scanner.next(); !here.letters.empty(); here = scanner.next()) {
    if (!same_word(here, wanted)) continue;
    auto const offset = static_cast<std::size_t>(here.letters.data() - text.data());
    at.line += lines_in(text.substr(at.offset, offset - at.offset));
    at.offset = offset;
    if (hits.size() == hits_max) return false;
    hits.push_back({at.document, at.line, printable(left_context(text.substr(0, offset))),
                    std::string(here.letters),
                    printable(right_context(text.substr(offset + word.size())))});
  }
  at.line += lines_in(text.substr(at.offset));
  at.offset = 0;
  ++at.piece;
  return true;
}

}  // namespace concordance
