// IEEE 754 half precision, for which C++ has no type that all our compilers know.
//
//   sign 1   exponent 5 (bias 15)   fraction 10
#pragma once

#include <cstdint>
#include <optional>

namespace weft::detail {

/// The half equal to `number`, if there is one. Not for NaN.
std::optional<std::uint16_t> exact_half(float number) noexcept;

double from_half(std::uint16_t half) noexcept;

}  // namespace weft::detail
