// Values to bytes and back, in the format of docs/wire_format.md.
//
// `encode` and `decode` are for one message at a time. For a sequence of items that comes or goes
// piece by piece, see weft/stream_codec.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <span>
#include <vector>

#include <weft/bytes.hpp>
#include <weft/clone_error.hpp>
#include <weft/value.hpp>

namespace weft {

/// What one item may cost at most, in either direction.
struct clone_limits {
  std::size_t depth_max = 65'536;             // containers open inside one another
  std::size_t items_max = 16 * 1024 * 1024;   // the item itself, each element, each member
  std::size_t bytes_max = 256 * 1024 * 1024;  // encoded, with its part of the side table
};

/// What an encoder keeps.
enum class clone_profile : std::uint8_t {
  extended,  ///< what the format can say
  html,      ///< what `structuredClone` of a browser keeps
};

/// What travels beside the bytes of a message: values of kind capability and array_buffer, in the
/// order in which the message has them. What is sent of each is for the transport to say.
using side_table = std::vector<value>;

struct encode_options {
  clone_limits limits = {};
  clone_profile profile = clone_profile::extended;
  bool stacks = true;  // of errors
  /// Where capabilities go. Without it they are `uncloneable`.
  side_table* beside = nullptr;
  /// Buffers of at least as many bytes go there, too; they are shared, not copied.
  std::size_t beside_bytes_min = std::numeric_limits<std::size_t>::max();
};

struct decode_options {
  clone_limits limits = {};
  /// What the encoder has put there, or what arrived of it.
  std::span<value const> beside = {};
};

/// The bytes of `item`.
///
/// Errors:  uncloneable, invalid_utf8, too_deep, too_many_items, too_large; with the path.
/// Threads: any, as long as no other changes `item`. Never suspends, never recurses.
std::expected<bytes, clone_error> encode(value const& item, encode_options const& options = {});

/// Like `encode`, but appends to `out`. On error `out` and the side table are what they were.
///
/// The buffer's memory is used again: into a cleared buffer that is large enough, a value less than
/// 17 deep, of which nothing is shared, and without negative bigints is encoded without allocation.
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
