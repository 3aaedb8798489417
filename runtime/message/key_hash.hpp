// The hash of the index of large objects. Keys come from strangers, who must not be able to choose
// keys that all collide; hence a keyed hash, SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast
// short-input PRF", 2012).
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/detail/key_index.hpp>  // hash_of: under a key drawn once per process

namespace weft::detail {

struct hash_key {
  std::uint64_t low;
  std::uint64_t high;
};

/// SipHash-2-4 of `text` under `key`.
std::uint64_t siphash(hash_key key, std::string_view text) noexcept;

}  // namespace weft::detail
