#include "key_hash.hpp"

#include <bit>
#include <cstddef>
#include <random>

namespace weft::detail {

namespace {

struct sip_state {
  std::uint64_t v0, v1, v2, v3;

  void round() noexcept {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }

  void absorb(std::uint64_t word) noexcept {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  std::uint64_t finish() noexcept {
    v2 ^= 0xff;
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

/// Up to eight characters as a little-endian word.
std::uint64_t word_of(std::string_view chars) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < chars.size(); ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(chars[i])) << (8 * i);
  }
  return word;
}

hash_key draw_key() {
  std::random_device draw;
  auto const wide = [&draw] { return static_cast<std::uint64_t>(draw()) << 32 | draw(); };
  return {wide(), wide()};
}

}  // namespace

std::uint64_t siphash(hash_key key, std::string_view text) noexcept {
  sip_state state{key.low ^ 0x736f6d6570736575, key.high ^ 0x646f72616e646f6d,
                  key.low ^ 0x6c7967656e657261, key.high ^ 0x7465646279746573};
  auto const length = static_cast<std::uint64_t>(text.size());
  for (; text.size() >= 8; text.remove_prefix(8)) state.absorb(word_of(text.substr(0, 8)));
  state.absorb(length << 56 | word_of(text));
  return state.finish();
}

std::uint64_t hash_of(std::string_view text) noexcept {
  static hash_key const key = draw_key();
  return siphash(key, text);
}

}  // namespace weft::detail
