// Dates as the wire has them: in seconds (docs/wire_format.md, "Dates").
#pragma once

#include <cstdint>
#include <optional>

#include <weft/value.hpp>

namespace weft::detail {

/// The number that tag 1 has for `time`, if it gives just this time again; NaN for the invalid date.
std::optional<double> exact_seconds(value::date time) noexcept;
/// The date that tag 1 over `seconds` means, if any.
std::optional<value::date> date_from_seconds(double seconds) noexcept;

struct whole_seconds {
  std::int64_t seconds;
  std::int64_t milliseconds;  // 0 to 999
};
whole_seconds split_seconds(value::date valid) noexcept;
std::optional<value::date> date_from_parts(double seconds, double milliseconds) noexcept;

}  // namespace weft::detail
