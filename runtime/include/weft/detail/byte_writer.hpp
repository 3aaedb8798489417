// Appends CBOR to a buffer. Small pieces gather in a block on the stack, which costs neither a
// check of the vector's capacity per byte nor zeros that are overwritten; large ones go straight to
// the buffer, or stay where they are for a writer that can hand them out from there.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include <weft/bytes.hpp>
#include <weft/detail/cbor.hpp>

namespace weft::detail {

/// Bytes that are not copied into the buffer, and where in it they belong.
struct outside_bytes {
  std::size_t position;
  std::span<std::byte const> content;
};

class byte_writer {
 public:
  /// Content of `outside_min` bytes and more is put into `outside`, if that is given.
  explicit byte_writer(bytes& out, std::vector<outside_bytes>* outside = nullptr) noexcept
      : out_(out), start_(out.size()), outside_(outside) {}

  static constexpr std::size_t outside_min = 64 * 1024;

  /// Bytes written so far: to the buffer, and in all.
  std::size_t position() const noexcept { return out_.size() - start_ + used_; }
  std::size_t size() const noexcept { return position() + outside_size_; }

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
      if (size > block_.size()) return large(static_cast<std::byte const*>(from), size);
    }
    copy(block_.data() + used_, static_cast<std::byte const*>(from), size);
    used_ += size;
  }

  /// A text string of `size` bytes, at most `readable`, which is how many can be read at `chars`.
  template <std::size_t Readable>
  void short_text(char const* chars, std::size_t size) {
    static_assert(Readable < info_one_byte);
    if (block_.size() - used_ < 1 + Readable) flush();
    std::byte* const at = block_.data() + used_;
    *at = static_cast<std::byte>(static_cast<unsigned>(major::text_string) << 5 | size);
    std::memcpy(at + 1, chars, Readable);  // what is beyond `size` will be written over
    used_ += 1 + size;
  }

  /// A text string of less than 24 bytes.
  void short_text(std::string_view text) {
    if (block_.size() - used_ <= text.size()) flush();
    std::byte* const at = block_.data() + used_;
    *at = static_cast<std::byte>(static_cast<unsigned>(major::text_string) << 5 | text.size());
    copy(at + 1, reinterpret_cast<std::byte const*>(text.data()), text.size());
    used_ += 1 + text.size();
  }

  /// Bytes that are known when the program is compiled.
  template <std::size_t Size>
  void fixed(std::array<char, Size> const& content) {
    static_assert(Size <= 256);
    if (block_.size() - used_ < Size) flush();
    std::memcpy(block_.data() + used_, content.data(), Size);
    used_ += Size;
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
  void large(std::byte const* first, std::size_t size) {
    if (outside_ && size >= outside_min) {
      outside_->push_back({position(), {first, size}});
      outside_size_ += size;
    } else {
      out_.insert(out_.end(), first, first + size);
    }
  }

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
  std::vector<outside_bytes>* const outside_;
  std::size_t outside_size_ = 0;
  std::size_t used_ = 0;
  std::array<std::byte, 512> block_;
};

}  // namespace weft::detail
