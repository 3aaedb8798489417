// Sequences of items, piece by piece: for what is stored, or sent to a program of another build
// (docs/wire_format.md, "Sequences").
//
//   encoder out([&](std::span<std::byte const> piece) { file.write(piece); });
//   out.push(first); out.push(second); out.flush();
//
//   decoder in;
//   while (auto piece = read()) {
//     in.push(*piece);
//     while (auto item = in.next().value()) use(*item);
//   }
//   in.finish();
//   in.next().value();  // nothing, unless the input ends inside an item
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <weft/bytes.hpp>
#include <weft/clone_error.hpp>
#include <weft/codec.hpp>
#include <weft/detail/byte_writer.hpp>
#include <weft/detail/item_extent.hpp>
#include <weft/value.hpp>

namespace weft {

/// Writes a sequence, beginning with the version byte, and hands it out in pieces.
///
/// Threads: one at a time.
class encoder {
 public:
  /// Takes the next bytes of the sequence. The span is good until it returns.
  using sink = std::function<void(std::span<std::byte const>)>;

  /// Pieces have about this size, or that of a large buffer.
  static constexpr std::size_t piece_bytes = 64 * 1024;

  explicit encoder(sink out, encode_options options = {});

  /// Writes `item`; hands out what has gathered once that is enough for a piece. Large strings and
  /// buffers are handed out from where they are, without a copy.
  ///
  /// Errors:  as `encode`. Nothing of `item` has been written then; others may follow.
  std::expected<void, clone_error> push(value const& item);
  /// Hands out the rest.
  void flush();

 private:
  void hand_out_with_outside(std::size_t start);

  sink out_;
  encode_options const options_;
  bytes gathered_;
  std::vector<detail::outside_bytes> outside_;
};

/// Reads a sequence, which begins with the version byte, from pieces of any size.
///
/// What `next` gives depends on the bytes alone, not on how they are split: items and errors are
/// those of `decode_next` over the whole sequence, behind the version byte. Offsets of errors count
/// from the beginning of the sequence. An error may show only when all has arrived that the item
/// says it has; then it is the end: every further `next` gives the same error.
///
/// Memory is in proportion to the part of an item that has arrived, up to `clone_limits::bytes_max`.
///
/// Threads: one at a time.
class decoder {
 public:
  explicit decoder(decode_options options = {}) : options_(options) {}

  /// Adds the next bytes of the sequence.
  void push(std::span<std::byte const> piece);
  /// Says that no more come.
  void finish() noexcept { finished_ = true; }

  /// The next item. Nothing, if more bytes are needed for it, or after the last one.
  ///
  /// Errors:  those of `decode_next`; `unsupported` for a sequence that begins with anything but the
  ///          version; `truncated` when it ends inside an item or before the version.
  std::expected<std::optional<value>, clone_error> next();

 private:
  std::expected<std::optional<value>, clone_error> next_item();
  std::expected<void, clone_error> take_version();
  std::span<std::byte const> pending() const noexcept {
    return std::span(arrived_).subspan(taken_);
  }
  void take(std::size_t bytes);

  decode_options const options_;
  bytes arrived_;
  std::size_t taken_ = 0;   // of arrived_, by finished items
  std::size_t offset_ = 0;  // of pending() in the sequence
  bool version_taken_ = false;
  bool finished_ = false;
  detail::item_extent extent_;
  std::optional<clone_error> error_;
};

}  // namespace weft
