// Timers of one worker: a hierarchical wheel (Varghese and Lauck, 1987; scheme 6).
//
// Time is counted in ticks of 65.5 microseconds. A timer lies at the level of the highest group of
// six bits in which its tick differs from the current one, in the slot that this group names. Slots
// are doubly linked, so that arming and cancelling take constant time and no memory. When the wheel
// reaches a slot above level 0, its timers move down; so each moves at most once per level. A
// timer's tick is its deadline rounded up: none fires early.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include <weft/clock.hpp>
#include <weft/detail/timer.hpp>

namespace weft::detail {

class timer_wheel {
 public:
  explicit timer_wheel(time_point start);

  void arm(timer& which, time_point deadline);
  void disarm(timer& which) noexcept;
  /// Fires what is due. A fired timer may arm others, or itself.
  void advance(time_point now);
  /// When the wheel has to be looked at next; `time_point::max()` when it is empty.
  time_point next_look() const noexcept;
  /// Timers armed. Any thread.
  std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }

 private:
  static constexpr unsigned slot_bits = 6;
  static constexpr unsigned levels = 7;  // 2^42 ticks: nine years
  static constexpr std::uint64_t slots = 1u << slot_bits;

  struct place {
    unsigned level;
    unsigned slot;
  };

  place place_of(std::uint64_t tick) const noexcept;
  /// The tick at which the first occupied slot begins.
  std::uint64_t next_event() const noexcept;
  void insert(timer& which) noexcept;
  void count(std::size_t more) noexcept { size_.store(size() + more, std::memory_order_relaxed); }
  void unlink(timer& which) noexcept;

  const time_point start_;
  std::uint64_t now_tick_ = 0;
  std::atomic<std::size_t> size_{0};  // the owner writes
  std::array<std::uint64_t, levels>
      occupied_{};  // a bit per slot; a set bit may stand for a slot emptied since
  std::array<std::array<timer*, slots>, levels> slots_{};
};

}  // namespace weft::detail
