#include "half.hpp"

#include <bit>
#include <cmath>

namespace weft::detail {

namespace {

constexpr int fraction_dropped = 23 - 10;  // bits of a single's fraction that a half does not have

}  // namespace

std::optional<std::uint16_t> exact_half(float number) noexcept {
  auto const bits = std::bit_cast<std::uint32_t>(number);
  auto const sign = bits >> 16 & 0x8000;
  auto const fraction = bits & 0x7fffff;
  int const exponent = static_cast<int>(bits >> 23 & 0xff) - 127;
  if (number == 0) return static_cast<std::uint16_t>(sign);
  if (std::isinf(number)) return static_cast<std::uint16_t>(sign | 0x7c00);
  if (exponent < -24 || exponent > 15) return std::nullopt;
  // Below 2^-14 a half is subnormal: no hidden bit, and one bit less with each step down.
  bool const subnormal = exponent < -14;
  int const dropped = subnormal ? fraction_dropped + (-14 - exponent) : fraction_dropped;
  std::uint32_t const digits = subnormal ? fraction | 0x800000 : fraction;
  if (digits & ((1u << dropped) - 1)) return std::nullopt;
  std::uint32_t const biased = subnormal ? 0 : static_cast<std::uint32_t>(exponent + 15) << 10;
  return static_cast<std::uint16_t>(sign | biased | digits >> dropped);
}

double from_half(std::uint16_t half) noexcept {
  auto const exponent = static_cast<std::uint64_t>(half >> 10 & 0x1f);
  auto const fraction = static_cast<std::uint64_t>(half & 0x3ff);
  double const sign = half & 0x8000 ? -1 : 1;
  if (exponent == 0) return sign * static_cast<double>(fraction) * 0x1p-24;
  std::uint64_t const widened = exponent == 31 ? 0x7ff : exponent + (1023 - 15);
  return sign * std::bit_cast<double>(widened << 52 | fraction << (52 - 10));
}

}  // namespace weft::detail
