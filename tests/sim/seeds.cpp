#include <weft/testing.hpp>

#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace weft::testing {
namespace {

constexpr const char* variable = "WEFT_SEED";

std::uint64_t parse_seed(std::string_view text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size() || seed == UINT64_MAX)
    throw std::invalid_argument(std::string(variable) + " is \"" + std::string(text) +
                                "\"; a seed is a number from 0 to 2^64 - 2");
  return seed;
}

void name_failed(std::uint64_t seed) {
  std::fprintf(stderr, "weft: failed with seed %" PRIu64 "; to run only that one: %s=%" PRIu64 "\n",
               seed, variable, seed);
}

}  // namespace

std::ranges::iota_view<std::uint64_t, std::uint64_t> seeds(std::uint64_t count) {
  const char* const only = std::getenv(variable);
  if (only == nullptr) return std::views::iota(std::uint64_t{0}, count);
  const std::uint64_t seed = parse_seed(only);
  return std::views::iota(seed, seed + 1);
}

void detail::try_each_seed(std::uint64_t count, const std::function<bool(std::uint64_t)>& f) {
  for (const std::uint64_t seed : seeds(count)) {
    bool passed = false;
    try {
      passed = f(seed);
    } catch (...) {
      name_failed(seed);
      throw;
    }
    if (passed) continue;
    name_failed(seed);
    throw std::runtime_error("weft: failed with seed " + std::to_string(seed));
  }
}

}  // namespace weft::testing
