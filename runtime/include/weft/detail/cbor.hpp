// The constants of CBOR (RFC 8949, section 3) that the encoder and the decoder share.
#pragma once

#include <cstdint>

namespace weft::detail {

/// The high three bits of an item's first byte.
enum class major : std::uint8_t {
  unsigned_integer = 0,
  negative_integer = 1,  // -1 - argument
  byte_string = 2,
  text_string = 3,
  array = 4,
  map = 5,
  tag = 6,
  simple = 7,  // simple values and floats
};

// The low five bits: the argument itself, or where it is.
inline constexpr std::uint8_t info_one_byte =
    24;  // in the next byte; 25, 26 and 27: in the next 2, 4 and 8
inline constexpr std::uint8_t info_eight_bytes = 27;
inline constexpr std::uint8_t info_indefinite = 31;

// Of major::simple, the low five bits of what has its own meaning.
inline constexpr std::uint8_t simple_false = 20;
inline constexpr std::uint8_t simple_true = 21;
inline constexpr std::uint8_t simple_null = 22;
inline constexpr std::uint8_t simple_undefined = 23;
inline constexpr std::uint8_t simple_half = 25;
inline constexpr std::uint8_t simple_single = 26;
inline constexpr std::uint8_t simple_double = 27;

// Tags, from the IANA registry.
inline constexpr std::uint64_t tag_bigint = 2;
inline constexpr std::uint64_t tag_negative_bigint = 3;  // -1 - content
inline constexpr std::uint64_t tag_date = 1;             // seconds
inline constexpr std::uint64_t tag_class = 27;           // [name, arguments...]
inline constexpr std::uint64_t tag_shared = 28;
inline constexpr std::uint64_t tag_reference = 29;
inline constexpr std::uint64_t tag_first_view = 64;  // RFC 8746
inline constexpr std::uint64_t tag_last_view = 87;
inline constexpr std::uint64_t tag_set = 258;
inline constexpr std::uint64_t tag_map = 259;
inline constexpr std::uint64_t tag_wtf8 = 273;
inline constexpr std::uint64_t tag_long_date = 1001;  // RFC 9581
inline constexpr std::uint64_t tag_regexp = 21066;

}  // namespace weft::detail
