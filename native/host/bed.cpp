#include "bed.hpp"

#include <algorithm>
#include <thread>

#include <weft/platform/threads.hpp>

#include "futex.hpp"

namespace weft::native {
namespace {

using platform::duration;
using platform::time_point;

/// About what it takes to fall asleep and be woken: two system calls, two switches of the processor
/// and an interrupt.
constexpr duration spin_max = std::chrono::microseconds(30);
/// A rest as long as this would have been covered by a spin: the waker, too, may have had to be
/// woken first.
constexpr duration short_rest = 3 * spin_max;
/// Short rests between two spins when all are in vain.
constexpr unsigned penalty_max = 7;
/// Looks at the state between two at the clock, which takes about as long as one with its pause.
constexpr int looks_per_clock = 8;

time_point now() noexcept { return std::chrono::steady_clock::now(); }

}  // namespace

void spin_places::serve(std::size_t workers) noexcept {
  static const unsigned processors = std::thread::hardware_concurrency();
  const auto half = static_cast<unsigned>(std::min<std::size_t>((workers + 1) / 2, processors));
  count_.store(std::min(half, processors / 2), std::memory_order_relaxed);
}

bool spin_places::take() noexcept {
  // At a glance first: the line is shared by all workers.
  if (taken_.load(std::memory_order_relaxed) >= count_.load(std::memory_order_relaxed))
    return false;
  if (taken_.fetch_add(1, std::memory_order_relaxed) < count_.load(std::memory_order_relaxed))
    return true;
  leave();
  return false;
}

void spin_judge::missed() noexcept {
  penalty_ = std::min(2 * penalty_ + 1, penalty_max);
  rests_to_skip_ = penalty_;
}

void spin_judge::rested(bool is_short) noexcept {
  last_was_short_ = is_short;
  if (is_short && rests_to_skip_ != 0) --rests_to_skip_;
}

void bed::sleep_until(time_point deadline) noexcept {
  if (was_woken()) return static_cast<void>(get_up());
  const time_point began = now();
  if (judge_.says_spin() && places_.take()) {
    if (spin_until(std::min(deadline, began + spin_max))) return judge_.covered();
    judge_.missed();
  }
  judge_.rested(doze_until(deadline) && now() - began <= short_rest);
}

/// Always an exchange: it takes over from an earlier wake what was done before that one. Who ends a
/// spin gives its place back, so that it is free for the waker, who is often the next to rest.
void bed::wake() noexcept {
  switch (state_.exchange(woken, std::memory_order_acq_rel)) {
    case asleep:
      return futex_wake(state_);
    case spinning:
      return places_.leave();
    default:
      return;
  }
}

/// False when a wake has come already.
bool bed::lie_down(state as) noexcept {
  std::uint32_t found = up;
  return state_.compare_exchange_strong(found, as, std::memory_order_relaxed);
}

/// Whether a wake has come.
bool bed::get_up() noexcept {
  const std::uint32_t found = state_.exchange(up, std::memory_order_acq_rel);
  if (found == spinning) places_.leave();
  return found == woken;
}

bool bed::spin_until(time_point deadline) noexcept {
  if (!lie_down(spinning)) {
    places_.leave();
    return get_up();
  }
  do {
    for (int i = 0; i < looks_per_clock; ++i) {
      if (was_woken()) return get_up();
      platform::relax();
    }
  } while (now() < deadline);
  return get_up();
}

bool bed::doze_until(time_point deadline) noexcept {
  if (lie_down(asleep))
    while (state_.load(std::memory_order_relaxed) == asleep && now() < deadline)
      futex_wait(state_, asleep, deadline);
  return get_up();
}

}  // namespace weft::native
