// A hash table from nodes to numbers; open addressing, twice as large as it must be.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "value_nodes.hpp"

namespace weft::detail {

class node_table {
 public:
  /// The number of `key`, which becomes `number` if it has none yet; second: whether it is new.
  std::pair<std::size_t&, bool> insert(node const* key, std::size_t number) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    slot& found = find(key);
    if (found.key) return {found.number, false};
    found = {key, number};
    ++size_;
    return {found.number, true};
  }

 private:
  struct slot {
    node const* key = nullptr;
    std::size_t number = 0;
  };

  /// Where `key` is, or could be.
  slot& find(node const* key) noexcept {
    std::size_t const mask = slots_.size() - 1;
    // Addresses are multiples of 16; the golden ratio spreads what is left (Knuth).
    auto const spread =
        (std::uint64_t{reinterpret_cast<std::uintptr_t>(key)} >> 4) * 0x9e3779b97f4a7c15u;
    auto at = static_cast<std::size_t>(spread >> 32) & mask;
    while (slots_[at].key && slots_[at].key != key) at = (at + 1) & mask;
    return slots_[at];
  }

  void grow() {
    std::vector<slot> old(slots_.empty() ? 16 : 2 * slots_.size());
    old.swap(slots_);
    for (slot const& kept : old) {
      if (kept.key) find(kept.key) = kept;
    }
  }

  std::vector<slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace weft::detail
