#include <weft/loop.hpp>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace weft::detail {
namespace {

std::string in_digits(double value) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%g", value);
  return text.data();
}

time_point later(time_point from, clock::duration by) noexcept {
  return by > time_point::max() - from ? time_point::max() : from + by;
}

}  // namespace

void refuse_period(double seconds) {
  throw std::invalid_argument("weft::every: a period of " + in_digits(seconds) +
                              " s is not positive");
}

clock::duration gap_between_turns(double per_second) {
  if (!(per_second > 0))
    throw std::invalid_argument("weft::throttled_loop: " + in_digits(per_second) +
                                " turns per second is not a positive rate");
  return to_wait(std::chrono::duration<double>(1 / per_second));
}

time_point next_beat(time_point last, clock::duration period) noexcept {
  const time_point next = later(last, period);
  const clock::duration behind = clock::now() - next;
  if (behind <= clock::duration::zero()) return next;
  const clock::duration since_a_beat = behind % period;
  const time_point passed = next + (behind - since_a_beat);
  return since_a_beat == clock::duration::zero() ? passed : later(passed, period);
}

}  // namespace weft::detail
