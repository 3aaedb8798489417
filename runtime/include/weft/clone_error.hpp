// The one vocabulary of errors for values that cannot be encoded, decoded or converted. The names
// are those of docs/wire_format.md; the JavaScript codec uses the same ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft {

enum class clone_errc : std::uint8_t {
  // decode
  truncated,          // the input ends inside an item, or a length says more than is left
  trailing_bytes,     // bytes follow the item
  malformed,          // an initial byte that CBOR reserves, or a stray break
  indefinite_length,  // a string, array or map of indefinite length
  unsupported,        // a tag, simple value or class that the format has no meaning for
  bad_tag_content,    // a tag over something it cannot mean
  key_not_text,       // the key of an object is not a string
  duplicate_key,      // an object, a Map or a Set with two equal keys
  forward_reference,  // a reference to an item that has not begun
  // encode
  uncloneable,  // a value that cannot travel, e.g. a capability without a side table
  // decode and encode
  invalid_utf8,    // a string that is neither UTF-8 nor, where that may be, WTF-8
  too_deep,        // more than clone_limits::depth_max containers inside one another
  too_many_items,  // more than clone_limits::items_max
  too_large,       // more than clone_limits::bytes_max
  // from_value
  wrong_kind,      // e.g. a string where the type wants a number
  out_of_range,    // a number that the type cannot hold
  wrong_length,    // an array that is too long or too short for the type
  missing_member,  // an object without a member that the struct has
};

/// The name above, e.g. "duplicate_key".
std::string_view to_string(clone_errc code) noexcept;

/// Why a value could not be encoded, decoded or converted, and where.
struct clone_error {
  clone_errc code;
  std::size_t offset = 0;   // decode: first byte of the item at fault, from the start of the input
  std::string path = {};    // encode, from_value: e.g. "$.orders[3].price"; "$" is the value itself
  std::string detail = {};  // e.g. "tag 21066", "expected number, found string"; may be empty

  /// One sentence for people, with the place and the detail.
  std::string message() const;

  friend bool operator==(clone_error const&, clone_error const&) = default;
};

}  // namespace weft
