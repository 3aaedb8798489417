// The small things with an identity: `value::date`, `value::regexp`, `value::boxed`.
#pragma once

#include <chrono>
#include <limits>
#include <string>
#include <utility>

#include <weft/detail/value_core.hpp>

namespace weft {

/// A time in whole milliseconds since 1970, or the invalid date.
class value::date {
 public:
  /// The last time that a date can say; the first is its negative.
  static constexpr double milliseconds_max = 8.64e15;

  /// The invalid date.
  date() noexcept = default;
  /// As JavaScript does: without the fraction; invalid beyond what a date can say, and for NaN.
  explicit date(double milliseconds) noexcept;
  template <class Duration>
  explicit date(std::chrono::sys_time<Duration> time) noexcept
      : date(static_cast<double>(
            std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count())) {}

  bool valid() const noexcept { return milliseconds_ == milliseconds_; }
  /// NaN for the invalid date.
  double milliseconds() const noexcept { return milliseconds_; }
  /// Only of a valid date.
  std::chrono::sys_time<std::chrono::milliseconds> time() const noexcept {
    return std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds_)));
  }

 private:
  double milliseconds_ = std::numeric_limits<double>::quiet_NaN();
};

/// A regular expression, as JavaScript writes it: /source/flags.
struct value::regexp {
  std::string source;
  std::string flags;      // of "dgimsuvy", each at most once
  double last_index = 0;  // travels if it is a whole number
};

/// What `new Number(5)` makes: a boolean, number, string or bigint with an identity.
class value::boxed {
 public:
  /// Errors:  std::invalid_argument for a value of another kind.
  explicit boxed(value primitive);
  value const& primitive() const noexcept { return primitive_; }

 private:
  value primitive_;
};

}  // namespace weft
