// Values to bytes and back, in the format of docs/wire_format.md.
#pragma once

#include <cstddef>
#include <expected>
#include <span>

#include <weft/bytes.hpp>
#include <weft/clone_error.hpp>
#include <weft/value.hpp>

namespace weft {

/// What one item may cost at most, in either direction.
struct clone_limits {
  std::size_t depth_max = 65'536;             // arrays and objects open inside one another
  std::size_t items_max = 16 * 1024 * 1024;   // the item itself, each element, each member
  std::size_t bytes_max = 256 * 1024 * 1024;  // encoded
};

struct encode_options {
  clone_limits limits;
};

struct decode_options {
  clone_limits limits;
};

/// The bytes of `item`.
///
/// Errors:  invalid_utf8, too_deep (also for a value that contains itself), too_many_items,
///          too_large; with the path.
/// Threads: any, as long as no other changes `item`. Never suspends, never recurses.
std::expected<bytes, clone_error> encode(value const& item, encode_options const& options = {});

/// Like `encode`, but appends to `out`. On error `out` is what it was.
///
/// The buffer's memory is used again: into a cleared buffer that is large enough, a value less than
/// 17 deep and without negative bigints is encoded without allocation.
std::expected<void, clone_error> encode_into(bytes& out, value const& item,
                                             encode_options const& options = {});

/// The value whose bytes are exactly `input`.
///
/// Takes memory in proportion to `input.size()`, whatever the input says.
///
/// Errors:  every decode error of `clone_errc`, with the offset of the item at fault.
/// Throws:  std::bad_alloc only.
/// Threads: any. Never suspends, never recurses.
std::expected<value, clone_error> decode(std::span<std::byte const> input,
                                         decode_options const& options = {});

/// The first item of a sequence, and the number of bytes it took.
struct decoded_item {
  value item;
  std::size_t size;
};

/// Like `decode`, for the first item of a sequence of items (RFC 8742); there may be more behind
/// it. An empty input is `truncated`.
std::expected<decoded_item, clone_error> decode_next(std::span<std::byte const> input,
                                                     decode_options const& options = {});

}  // namespace weft
