#include "half.hpp"

#include <bit>
#include <cmath>

namespace weft::detail {

namespace {

/// How a shorter float is made of.
struct layout {
  int fraction_bits;
  int exponent_max;  // of what is finite; the least of a normal one is 1 - exponent_max
};
constexpr layout half_layout{10, 15};
constexpr layout single_layout{23, 127};

/// The bits of the float of that layout which is equal to `number`.
template <class Bits>
std::optional<Bits> exact(double number, layout to) noexcept {
  auto const bits = std::bit_cast<std::uint64_t>(number);
  std::uint64_t const sign = bits >> 63 << (8 * sizeof(Bits) - 1);
  std::uint64_t const fraction = bits & ((std::uint64_t{1} << 52) - 1);
  int const exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1023;
  if (number == 0) return static_cast<Bits>(sign);
  if (std::isinf(number)) {
    return static_cast<Bits>(sign | std::uint64_t(2 * to.exponent_max + 1) << to.fraction_bits);
  }
  int const normal_min = 1 - to.exponent_max;
  if (exponent < normal_min - to.fraction_bits || exponent > to.exponent_max) return std::nullopt;
  // Below that a float is subnormal: no hidden bit, and one bit less with each step down.
  bool const subnormal = exponent < normal_min;
  int const dropped = 52 - to.fraction_bits + (subnormal ? normal_min - exponent : 0);
  std::uint64_t const digits = subnormal ? fraction | std::uint64_t{1} << 52 : fraction;
  if ((digits & ((std::uint64_t{1} << dropped) - 1)) != 0) return std::nullopt;
  std::uint64_t const biased =
      subnormal ? 0 : static_cast<std::uint64_t>(exponent + to.exponent_max) << to.fraction_bits;
  return static_cast<Bits>(sign | biased | digits >> dropped);
}

}  // namespace

std::optional<std::uint16_t> exact_half(double number) noexcept {
  constexpr std::uint16_t simplest_nan = 0x7e00;
  return std::isnan(number) ? simplest_nan : exact<std::uint16_t>(number, half_layout);
}

std::optional<std::uint32_t> exact_single(double number) noexcept {
  return exact<std::uint32_t>(number, single_layout);
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
