// What the codec needs to know of strings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace weft::detail {

enum class text_form : std::uint8_t {
  utf8,     // valid UTF-8
  wtf8,     // valid but for surrogates without a partner
  invalid,  // anything else
};

/// What form `text` has. WTF-8: https://simonsapin.github.io/wtf-8/
text_form form_of(std::string_view text) noexcept;

inline constexpr std::size_t short_ascii_max = 16;

/// Whether `text`, of at most that many bytes, is ASCII. Short strings are nearly all, and most are.
inline bool is_short_ascii(std::string_view text) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::uint64_t seen = 0;
  if (text.size() >= 8) {
    std::uint64_t last;  // overlaps the first word when there are fewer than 16
    std::memcpy(&seen, text.data(), 8);
    std::memcpy(&last, text.data() + text.size() - 8, 8);
    seen |= last;
  } else {
    for (char c : text) seen |= static_cast<unsigned char>(c);
  }
  return (seen & high_bits) == 0;
}

/// Whether `text` is valid UTF-8; quick for what most strings are.
inline bool is_utf8(std::string_view text) noexcept {
  return (text.size() <= short_ascii_max && is_short_ascii(text)) ||
         form_of(text) == text_form::utf8;
}

}  // namespace weft::detail
