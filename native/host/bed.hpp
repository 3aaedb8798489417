// Where one worker's thread rests.
//
//     up ── sleep_until ──> spinning ──> asleep       A wake that finds nobody resting is kept for
//      ^                       │            │         the next sleep. Only one that finds its thread
//      └──────── woken <───────┴── wake ────┘         asleep has to call the system.
//
// Spinning for as long as it takes to fall asleep and be woken costs at most about twice as much as
// knowing beforehand what is better (Karlin et al., "Competitive randomized algorithms for
// non-uniform problems", 1990). What the last rests were like tells whether to try: a worker that
// waits for long, or for the clock, does not spin.
#pragma once

#include <atomic>
#include <cstdint>

#include <weft/platform/host.hpp>

namespace weft::native {

/// How many threads may spin at a time.
class spin_places {
 public:
  /// For `workers`, half of which may spin, on this machine's processors, half of which may be kept
  /// busy so: on a machine that has only one the spinner would stand in the way of its waker.
  void serve(std::size_t workers) noexcept;

  bool take() noexcept;
  void leave() noexcept { taken_.fetch_sub(1, std::memory_order_relaxed); }

 private:
  std::atomic<unsigned> taken_{0};
  std::atomic<unsigned> count_{0};
};

/// Whether the next rest is likely to be covered by a spin.
class spin_judge {
 public:
  bool says_spin() const noexcept { return last_was_short_ && rests_to_skip_ == 0; }

  /// The wake came in time.
  void covered() noexcept { penalty_ = 0; }
  /// It did not: the more often in a row, the longer until the next try.
  void missed() noexcept;
  /// A rest without a spin, or after one in vain. `is_short`: a spin would have covered it.
  void rested(bool is_short) noexcept;

 private:
  bool last_was_short_ = false;
  unsigned penalty_ = 0;
  unsigned rests_to_skip_ = 0;
};

class bed {
 public:
  explicit bed(spin_places& places) : places_(places) {}
  bed(const bed&) = delete;
  bed& operator=(const bed&) = delete;

  /// Comes back once woken; else not before `deadline`. Everything before the wake is visible then.
  /// The owner thread.
  void sleep_until(platform::time_point deadline) noexcept;

  /// Any thread.
  void wake() noexcept;

 private:
  enum state : std::uint32_t { up, spinning, asleep, woken };

  bool was_woken() const noexcept { return state_.load(std::memory_order_relaxed) == woken; }
  bool lie_down(state as) noexcept;
  bool spin_until(platform::time_point deadline) noexcept;
  bool doze_until(platform::time_point deadline) noexcept;
  bool get_up() noexcept;

  spin_places& places_;
  std::atomic<std::uint32_t> state_{up};
  spin_judge judge_;  // the owner's
};

}  // namespace weft::native
