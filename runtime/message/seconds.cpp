#include "seconds.hpp"

#include <cmath>

namespace weft::detail {

namespace {

/// JavaScript's Math.round: halves go up.
double rounded(double number) noexcept {
  double const below = std::floor(number);
  return number - below >= 0.5 ? below + 1 : below;
}

}  // namespace

std::optional<double> exact_seconds(value::date time) noexcept {
  double const milliseconds = time.milliseconds();
  if (!time.valid()) return milliseconds;
  double const seconds = milliseconds / 1000;
  if (rounded(seconds * 1000) != milliseconds) return std::nullopt;
  return seconds;
}

std::optional<value::date> date_from_seconds(double seconds) noexcept {
  if (std::isnan(seconds)) return value::date();
  value::date const time(rounded(seconds * 1000));
  return time.valid() ? std::optional(time) : std::nullopt;
}

whole_seconds split_seconds(value::date valid) noexcept {
  auto const milliseconds = static_cast<std::int64_t>(valid.milliseconds());
  std::int64_t const part = (milliseconds % 1000 + 1000) % 1000;
  return {(milliseconds - part) / 1000, part};
}

std::optional<value::date> date_from_parts(double seconds, double milliseconds) noexcept {
  bool const whole = std::trunc(seconds) == seconds && std::trunc(milliseconds) == milliseconds;
  if (!whole || !(0 <= milliseconds && milliseconds < 1000)) return std::nullopt;
  if (std::abs(seconds) > value::date::milliseconds_max) return std::nullopt;
  value::date const time(seconds * 1000 + milliseconds);
  return time.valid() ? std::optional(time) : std::nullopt;
}

}  // namespace weft::detail
