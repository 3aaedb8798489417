#include "text.hpp"

#include <cstdint>
#include <cstring>
#include <string>

namespace concordance {
namespace {

constexpr std::uint64_t each_byte(std::uint8_t byte) { return 0x0101'0101'0101'0101u * byte; }

/// Whether eight bytes are ASCII and none is NUL.
bool plain(std::uint64_t eight) {
  auto const high_or_zero = eight | (eight - each_byte(0x01));
  return (high_or_zero & each_byte(0x80)) == 0;
}

bool continues(unsigned char byte) { return (byte & 0xc0) == 0x80; }

/// The length of the character that `text` begins with; 0 if that is none.
std::size_t character_length(std::string_view text) {
  auto const at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  auto const first = at(0);
  if (first < 0x80) return first == 0 ? 0 : 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  // The second byte is what rules out the overlong, the surrogates and what is beyond U+10FFFF.
  auto const low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  auto const high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (at(1) < low || at(1) > high) return 0;
  if (first < 0xe0) return 2;
  if (!continues(at(2))) return 0;
  if (first < 0xf0) return 3;
  return continues(at(3)) ? 4 : 0;
}

}  // namespace

bool is_text(std::string_view bytes) {
  while (!bytes.empty()) {
    std::uint64_t eight;
    if (bytes.size() >= sizeof eight) {
      std::memcpy(&eight, bytes.data(), sizeof eight);
      if (plain(eight)) {
        bytes.remove_prefix(sizeof eight);
        continue;
      }
    }
    auto const length = character_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view text) {
  std::string shown(text);
  for (char& character : shown) {
    if (static_cast<unsigned char>(character) < ' ' || character == '\x7f') character = ' ';
  }
  return shown;
}

}  // namespace concordance
