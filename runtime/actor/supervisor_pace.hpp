// How fast a supervisor may restart children.
#pragma once

#include <deque>

#include <weft/clock.hpp>
#include <weft/supervisor.hpp>

namespace weft::detail {

/// Counts the failures of the last `period`. Keeps no more than it allows, and one.
class failure_window {
 public:
  failure_window(unsigned allowed, clock::duration period) noexcept
      : allowed_(allowed), period_(period) {}

  /// One more at `now`. False: more than allowed.
  bool note(time_point now);

 private:
  unsigned allowed_;
  clock::duration period_;
  std::deque<time_point> times_;
};

/// Errors: std::invalid_argument for what is out of its range.
void check_backoff(const backoff& waits);

/// The wait after the given number of failures in a row, from 1; `random` is from 0 to 1.
clock::duration wait_before_restart(const backoff& waits, unsigned failures,
                                    double random) noexcept;

}  // namespace weft::detail
