// Reads what CBOR items are made of from a span: heads, strings and the contents of tags. Every
// method that may fail returns whether it did not; the reader then holds the error.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <weft/clone_error.hpp>
#include <weft/detail/cbor.hpp>

#include "value_nodes.hpp"

namespace weft::detail {

/// The first bytes of an item.
struct item_head {
  major type;
  std::uint8_t info;       // low five bits of the first byte
  std::uint64_t argument;  // a number, a length, a tag, or the bits of a float
  std::size_t offset;
};

class item_reader {
 public:
  /// Sees at most `bytes_max` of `input`; what lies beyond is `too_large`.
  item_reader(std::span<std::byte const> input, std::size_t bytes_max) noexcept
      : begin_(input.data()),
        at_(begin_),
        end_(begin_ + (input.size() < bytes_max ? input.size() : bytes_max)),
        cut_(input.size() > bytes_max) {}

  std::size_t offset() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

  bool read_head(item_head& head) {
    head.offset = offset();
    if (at_ == end_) return fail(clone_errc::truncated, head.offset);
    auto const initial = std::to_integer<std::uint8_t>(*at_++);
    head.type = static_cast<major>(initial >> 5);
    head.info = initial & 0x1f;
    head.argument = head.info;
    return head.info < info_one_byte || read_argument(head);
  }

  /// The same, but stays in front of it.
  bool peek_head(item_head& head) {
    std::byte const* const here = at_;
    if (!read_head(head)) return false;
    at_ = here;
    return true;
  }

  /// Reads an integer from 0 to 23, if such a one is next, and does nothing if not.
  bool try_small_integer(int& number) noexcept {
    if (at_ == end_ || std::to_integer<std::uint8_t>(*at_) >= info_one_byte) return false;
    number = std::to_integer<int>(*at_++);
    return true;
  }

  /// Reads a string that fits a value and is ASCII, if such a one is next, and does nothing if not.
  bool try_short_text(value& place) noexcept {
    if constexpr (std::endian::native != std::endian::little) return false;
    constexpr std::size_t words = 2 * sizeof(std::uint64_t);
    if (left() < 1 + words) return false;
    auto const size = static_cast<std::size_t>(std::to_integer<unsigned>(*at_)) -
                      (static_cast<std::size_t>(major::text_string) << 5);
    if (size > value_access::short_text_max || promised_ > left() - 1 - size) return false;
    std::uint64_t low, high;
    std::memcpy(&low, at_ + 1, sizeof low);
    std::memcpy(&high, at_ + 1 + sizeof low, sizeof high);
    if (size < 8) {
      low &= (std::uint64_t{1} << 8 * size) - 1;
      high = 0;
    } else {
      high &= (std::uint64_t{1} << 8 * (size - 8)) - 1;
    }
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    if (((low | high) & high_bits) != 0) return false;
    value_access::build_short_text(place, size, low, high);
    at_ += 1 + size;
    return true;
  }

  /// What follows the head of a byte or text string.
  bool read_content(item_head const& string, std::span<std::byte const>& content);
  /// The same, as UTF-8.
  bool read_text(item_head const& string, std::string_view& text);
  /// What follows a tag: a byte string.
  bool read_tagged_bytes(item_head const& tag, std::span<std::byte const>& content);
  /// The same, as WTF-8.
  bool read_tagged_text(item_head const& tag, std::string_view& text);

  // Promises. A container says how many items will follow; each takes at least one byte. A promise
  // is believed only if the input has that much left beside all promises that are still to be kept.
  // Whoever reserves room on a promise therefore never reserves more items, in all, than the input
  // has bytes.

  /// Takes the promise of `container` for as many times `per_item` items as its head says.
  bool promise(item_head const& container, std::size_t per_item);
  /// A promised item is read next.
  void keep_promise() noexcept { --promised_; }

  bool fail(clone_errc code, std::size_t offset, std::string detail = {});
  clone_error take_error() noexcept { return *std::move(error_); }

 private:
  bool read_argument(item_head& head);
  bool has(std::uint64_t bytes) const noexcept {
    return bytes <= left() && promised_ <= left() - static_cast<std::size_t>(bytes);
  }
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }

  std::byte const* const begin_;
  std::byte const* at_;
  std::byte const* const end_;
  bool const cut_;            // the input goes on beyond `end_`
  std::size_t promised_ = 0;  // items
  std::optional<clone_error> error_;
};

}  // namespace weft::detail
