// Appends CBOR to a buffer. Small pieces gather in a block on the stack, which costs neither a
// check of the vector's capacity per byte nor zeros that are overwritten; large ones go straight to
// the buffer.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <weft/bytes.hpp>

#include "cbor.hpp"

namespace weft::detail {

class byte_writer {
 public:
  explicit byte_writer(bytes& out) noexcept : out_(out), start_(out.size()) {}

  /// Bytes written so far.
  std::size_t size() const noexcept { return out_.size() - start_ + used_; }

  /// The first bytes of an item: its major type and argument, as short as possible.
  void head(major type, std::uint64_t argument) {
    auto const high = static_cast<std::uint8_t>(static_cast<unsigned>(type) << 5);
    if (argument < info_one_byte) return put_byte(static_cast<std::uint8_t>(high | argument));
    // 1, 2, 4 or 8 bytes: the power of two that the bits of the argument need.
    auto const bits = static_cast<unsigned>(std::bit_width(argument));
    auto const power = static_cast<unsigned>(std::bit_width((bits - 1) / 8));
    put_argument(static_cast<std::uint8_t>(high | (info_one_byte + power)), argument, 1u << power);
  }

  /// A simple value, or a float: `info` and its bits, which take `size` bytes.
  void simple(std::uint8_t info) { put_byte(static_cast<std::uint8_t>(7 << 5 | info)); }
  void floating(std::uint8_t info, std::uint64_t bits, std::size_t size) {
    put_argument(static_cast<std::uint8_t>(7 << 5 | info), bits, size);
  }

  void raw(void const* from, std::size_t size) {
    if (size > block_.size() - used_) {
      flush();
      if (size > block_.size()) {
        auto const* const first = static_cast<std::byte const*>(from);
        out_.insert(out_.end(), first, first + size);
        return;
      }
    }
    copy(block_.data() + used_, static_cast<std::byte const*>(from), size);
    used_ += size;
  }

  /// Moves what the block holds to the buffer. Due after the last item.
  void flush() {
    out_.insert(out_.end(), block_.data(), block_.data() + used_);
    used_ = 0;
  }

  /// Forgets everything written.
  void undo() {
    used_ = 0;
    out_.resize(start_);
  }

 private:
  void put_byte(std::uint8_t byte) {
    if (used_ == block_.size()) flush();
    block_[used_++] = static_cast<std::byte>(byte);
  }

  /// One byte, then the low `size` bytes of `argument`, most significant first.
  void put_argument(std::uint8_t initial, std::uint64_t argument, std::size_t size) {
    if (block_.size() - used_ < 1 + sizeof argument) flush();
    std::byte* const at = block_.data() + used_;
    std::uint64_t wide = argument << 8 * (sizeof argument - size);
    if constexpr (std::endian::native == std::endian::little) wide = std::byteswap(wide);
    *at = static_cast<std::byte>(initial);
    std::memcpy(at + 1, &wide, sizeof wide);  // what is beyond `size` will be written over
    used_ += 1 + size;
  }

  /// A memcpy that is not a call for short pieces.
  static void copy(std::byte* to, std::byte const* from, std::size_t size) {
    if (size > 16) {
      std::memcpy(to, from, size);
    } else if (size >= 8) {
      copy_ends<std::uint64_t>(to, from, size);
    } else if (size >= 4) {
      copy_ends<std::uint32_t>(to, from, size);
    } else {
      for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
    }
  }

  /// Copies the first and the last sizeof(Word) of `size` bytes; together they are all.
  template <class Word>
  static void copy_ends(std::byte* to, std::byte const* from, std::size_t size) {
    Word first, last;
    std::memcpy(&first, from, sizeof first);
    std::memcpy(&last, from + size - sizeof last, sizeof last);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + size - sizeof last, &last, sizeof last);
  }

  bytes& out_;
  std::size_t const start_;
  std::size_t used_ = 0;
  std::array<std::byte, 512> block_;
};

}  // namespace weft::detail
