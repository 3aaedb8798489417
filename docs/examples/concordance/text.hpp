// What counts as text.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <weft/bytes.hpp>

namespace concordance {

/// The same memory, as characters.
inline std::string_view characters(std::span<std::byte const> bytes) {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

/// Whether `bytes` are UTF-8 (RFC 3629: no surrogates, nothing overlong) without NUL; anything else
/// is taken for a binary file.
bool is_text(std::string_view bytes);

/// `text` with every control character as a space, so that it can be shown on one line of a
/// terminal.
std::string printable(std::string_view text);

}  // namespace concordance
