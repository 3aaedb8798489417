// Time as the runtime sees it.
#pragma once

#include <chrono>

namespace weft {

/// The runtime's monotonic clock: the host's, or the virtual one of a simulation.
struct clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<std::chrono::steady_clock, duration>;
  static constexpr bool is_steady = true;

  /// Any thread. Outside a runtime, the platform's clock.
  static time_point now() noexcept;
};

using time_point = clock::time_point;

namespace detail {

/// `now() + wait`, without overflow: a wait too long to express never ends.
time_point deadline_after(clock::duration wait) noexcept;

template <class Rep, class Period>
clock::duration to_wait(std::chrono::duration<Rep, Period> wait) noexcept {
  using wide = std::chrono::duration<double, std::nano>;
  if (wide(wait) >= wide(clock::duration::max())) return clock::duration::max();
  if (!(wide(wait) > wide::zero())) return clock::duration::zero();  // NaN, too
  return std::chrono::ceil<clock::duration>(wait);
}

}  // namespace detail
}  // namespace weft
