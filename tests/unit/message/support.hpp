// Bytes as hexadecimal, and values that a failed assertion can show.
#pragma once

#include <cstddef>
#include <limits>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <weft/codec.hpp>
#include <weft/convert.hpp>

namespace weft {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

inline bytes from_hex(std::string_view hex) {
  bytes result;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    result.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return result;
}

inline std::string to_hex(std::span<std::byte const> content) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (std::byte byte : content) {
    hex += digits[std::to_integer<std::size_t>(byte) >> 4];
    hex += digits[std::to_integer<std::size_t>(byte) & 0xf];
  }
  return hex;
}

/// The value whose bytes are `hex`. Fails the test that asks for what is no message.
inline value decoded(std::string_view hex, decode_options const& options = {}) {
  auto result = decode(from_hex(hex), options);
  EXPECT_TRUE(result) << hex << ": " << result.error().message();
  return result ? *std::move(result) : value();
}

/// The bytes of `item` as hexadecimal, or the error's message.
inline std::string encoded(value const& item) {
  auto const result = encode(item);
  return result ? to_hex(*result) : result.error().message();
}

/// The error of reading a T from `from`: its name, place and detail; "none".
template <class T>
std::string error_of(value const& from) {
  auto const read = from_value<T>(from);
  if (read) return "none";
  return std::string(to_string(read.error().code)) + " at " + read.error().path + ": " +
         read.error().detail;
}

inline void PrintTo(value const& item, std::ostream* out) {
  *out << to_string(item.kind()) << ' ' << encoded(item);
}

inline void PrintTo(clone_errc code, std::ostream* out) { *out << to_string(code); }

}  // namespace weft
