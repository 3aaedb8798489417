#include "text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace weft::detail {

namespace {

using byte = unsigned char;

bool is_continuation(byte b, byte low = 0x80, byte high = 0xbf) noexcept {
  return low <= b && b <= high;
}

/// The length of the sequence that starts at `at`, 0 if there is none; the surrogates' sequences
/// count as valid. RFC 3629, section 4, has the table.
std::size_t sequence_length(byte const* at, byte const* end) noexcept {
  byte const lead = *at;
  auto const left = end - at;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return left >= 2 && is_continuation(at[1]) ? 2 : 0;
  if (lead < 0xf0) {
    byte const low = lead == 0xe0 ? 0xa0 : 0x80;  // else it could be shorter
    return left >= 3 && is_continuation(at[1], low) && is_continuation(at[2]) ? 3 : 0;
  }
  byte const low = lead == 0xf0 ? 0x90 : 0x80;
  byte const high = lead == 0xf4 ? 0x8f : 0xbf;  // U+10FFFF is the last
  return left >= 4 && is_continuation(at[1], low, high) && is_continuation(at[2]) &&
                 is_continuation(at[3])
             ? 4
             : 0;
}

bool is_high_surrogate(byte const* at) noexcept {
  return at[0] == 0xed && 0xa0 <= at[1] && at[1] <= 0xaf;
}
bool is_low_surrogate(byte const* at) noexcept { return at[0] == 0xed && 0xb0 <= at[1]; }

/// How much of the text is ASCII from `at` on, in steps of 64 bytes and then of 8.
std::size_t ascii_length(byte const* at, byte const* end) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  byte const* const start = at;
  std::uint64_t words[8];
  for (; end - at >= 64; at += 64) {
    std::memcpy(words, at, sizeof words);
    std::uint64_t seen = 0;
    for (std::uint64_t const word : words) seen |= word;
    if ((seen & high_bits) != 0) break;
  }
  for (; end - at >= 8; at += 8) {
    std::memcpy(words, at, sizeof words[0]);
    if ((words[0] & high_bits) != 0) break;
  }
  return static_cast<std::size_t>(at - start);
}

}  // namespace

text_form form_of(std::string_view text) noexcept {
  auto const* at = reinterpret_cast<byte const*>(text.data());
  auto const* const end = at + text.size();
  auto form = text_form::utf8;
  bool after_high = false;  // a low surrogate here would make a pair, which has a proper form
  while (at != end) {
    if (*at < 0x80) {
      at += std::max<std::size_t>(ascii_length(at, end), 1);
      after_high = false;
      continue;
    }
    std::size_t const length = sequence_length(at, end);
    if (length == 0) return text_form::invalid;
    bool const high = length == 3 && is_high_surrogate(at);
    bool const low = length == 3 && is_low_surrogate(at);
    if (low && after_high) return text_form::invalid;
    if (high || low) form = text_form::wtf8;
    after_high = high;
    at += length;
  }
  return form;
}

}  // namespace weft::detail
