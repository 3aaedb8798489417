// The IEEE 754 floats that are shorter than `double`, as bits: which of them are equal to a number. For
// half precision C++ has no type that all our compilers know.
//
//   double   sign 1   exponent 11 (bias 1023)   fraction 52
//   single   sign 1   exponent 8 (bias 127)     fraction 23
//   half     sign 1   exponent 5 (bias 15)      fraction 10
#pragma once

#include <cstdint>
#include <optional>

namespace weft::detail {

/// The half equal to `number`, if there is one; of the NaNs the simplest.
std::optional<std::uint16_t> exact_half(double number) noexcept;
/// The single equal to `number`, if there is one. Not for NaN.
std::optional<std::uint32_t> exact_single(double number) noexcept;

double from_half(std::uint16_t half) noexcept;

}  // namespace weft::detail
