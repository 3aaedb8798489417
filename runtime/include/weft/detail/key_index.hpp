// Where in a table a key stands: the hash index that objects, maps and sets make of their entries
// once these are many. Open addressing; a slot holds 1 + position, 0 is free.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace weft {
class value;
}

namespace weft::detail {

/// A keyed hash: strangers cannot choose keys that all collide.
std::uint64_t hash_of(std::string_view text) noexcept;
/// The same for what `same_key` finds the same.
std::uint64_t hash_of_key(value const& key) noexcept;
inline std::uint64_t hash_of_key(std::string_view key) noexcept { return hash_of(key); }

/// JavaScript's SameValueZero, by which a Map tells keys apart: like `identical`, but 0 is -0.
bool same_key(value const& a, value const& b) noexcept;
bool same_key(value const& a, std::string_view b) noexcept;

class key_index {
 public:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  // Up to this many entries, looking at each is faster than hashing.
  static constexpr std::size_t linear_max = 16;

  bool in_use() const noexcept { return !slots_.empty(); }

  /// The position of the key with this hash for which `is_same(position)`, or `none`.
  template <class IsSame>
  std::size_t find(std::uint64_t hash, IsSame is_same) const {
    std::size_t const mask = slots_.size() - 1;
    for (auto slot = static_cast<std::size_t>(hash) & mask; slots_[slot] != 0;
         slot = (slot + 1) & mask) {
      if (is_same(slots_[slot] - 1)) return slots_[slot] - 1;
    }
    return none;
  }

  /// Due when the last of `size` entries has been added; `hash_at(position)` gives each one's hash.
  template <class HashAt>
  void add_last(std::size_t size, HashAt hash_at) {
    if (size <= linear_max) return;
    if (slots_.size() < 2 * size) return rebuild(size, hash_at);
    put(hash_at(size - 1), size - 1);
  }

  template <class HashAt>
  void rebuild(std::size_t size, HashAt hash_at) {
    slots_.clear();
    if (size <= linear_max) return;
    slots_.resize(std::bit_ceil(4 * size));  // a quarter full now, rebuilt when half full
    for (std::size_t i = 0; i < size; ++i) put(hash_at(i), i);
  }

 private:
  void put(std::uint64_t hash, std::size_t position) noexcept {
    std::size_t const mask = slots_.size() - 1;
    auto slot = static_cast<std::size_t>(hash) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = position + 1;
  }

  std::vector<std::size_t> slots_;
};

}  // namespace weft::detail
