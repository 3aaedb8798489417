#include "actor/supervisor_pace.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace weft::detail {

bool failure_window::note(time_point now) {
  while (!times_.empty() && now - times_.front() > period_) times_.pop_front();
  times_.push_back(now);
  return times_.size() <= allowed_;
}

void check_backoff(const backoff& waits) {
  const bool in_range = waits.initial >= clock::duration::zero() && waits.max >= waits.initial &&
                        waits.factor >= 1 && waits.jitter >= 0 && waits.jitter <= 1;
  if (!in_range)
    throw std::invalid_argument(
        "weft: a backoff has 0 <= initial <= max, factor >= 1 and 0 <= jitter <= 1");
}

/// In floating point, where nothing overflows: a power beyond all bounds is infinite, and `max` is less.
clock::duration wait_before_restart(const backoff& waits, unsigned failures,
                                    double random) noexcept {
  if (waits.initial == clock::duration::zero()) return waits.initial;
  using exact = std::chrono::duration<double, clock::period>;
  const exact grown = exact(waits.initial) * std::pow(waits.factor, failures - 1.0);
  return to_wait(std::min<exact>(grown, waits.max) * (1 - waits.jitter * random));
}

}  // namespace weft::detail
