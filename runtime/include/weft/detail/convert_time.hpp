// How times are converted: a duration is a number of milliseconds, a time of the system clock a Date.
#pragma once

#include <chrono>
#include <cmath>
#include <concepts>
#include <expected>
#include <limits>
#include <ratio>

#include <weft/detail/convert_scalars.hpp>

namespace weft::detail {

using milliseconds_number = std::chrono::duration<double, std::milli>;

conversion_failure no_duration(double milliseconds);
conversion_failure invalid_date();

template <class Rep, class Period>
struct converter<std::chrono::duration<Rep, Period>> {
  using duration = std::chrono::duration<Rep, Period>;

  static value to(duration from) { return milliseconds_number(from).count(); }
  static bool write(message_writer& writer, duration from) {
    return writer.number(milliseconds_number(from).count());
  }

  /// Rounded to the nearest, if `Rep` is an integer.
  static std::expected<duration, clone_error> from(value const& from, unsigned) {
    auto const held = from.if_number();
    if (!held) return wrong_kind("number", from);
    double const count = std::chrono::duration<double, Period>(milliseconds_number(*held)).count();
    if constexpr (std::floating_point<Rep>) {
      return duration(static_cast<Rep>(count));
    } else {
      // 2^(digits) is exact where max() may not be.
      double const above = std::ldexp(1.0, std::numeric_limits<Rep>::digits);
      double const whole = std::round(count);
      if (!(static_cast<double>(std::numeric_limits<Rep>::min()) <= whole && whole < above)) {
        return no_duration(*held);
      }
      return duration(static_cast<Rep>(whole));
    }
  }
};

template <class Duration>
struct converter<std::chrono::sys_time<Duration>> {
  using time = std::chrono::sys_time<Duration>;

  static value to(time from) { return value::date(from); }

  static std::expected<time, clone_error> from(value const& from, unsigned depth) {
    if (!from.is(value_kind::date)) return wrong_kind("date", from);
    value::date const held = from.as_date();
    if (!held.valid()) return invalid_date();
    auto since_1970 = converter<Duration>::from(held.milliseconds(), depth);
    if (!since_1970) return conversion_failure(std::move(since_1970).error());
    return time(*since_1970);
  }
};

}  // namespace weft::detail
