// Timers of one worker: a hierarchical wheel (Varghese and Lauck, 1987; scheme 7).
//
// Time is counted in ticks of 65.5 microseconds. A slot of level n spans 256^n ticks. A timer is
// armed at the level where its distance from now spans from 1 to 255 slots, so that slots are few
// timers wide; when the wheel reaches the slot, the timer moves down, at most once per level.
//
//   level 1   | now |  next  |      |      |  ...      each as wide as 256 slots of level 0
//                       │ timers move down ahead of time, a few at each look
//   level 0   |.|.|.|.|.|.|.|.|.|.|                    has room for two slots of level 1
//
// Slots are doubly linked, so that arming and cancelling take constant time and no memory. A slot
// may hold thousands of sleepers, each on a cold page of its own stack: moving them all at once
// would keep those waiting who are due. A timer's tick is its deadline rounded up: none fires early.
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
  static constexpr unsigned step_bits = 8;
  static constexpr unsigned levels = 5;  // 2^40 ticks: two years
  static constexpr std::size_t slots = std::size_t{2} << step_bits;

  /// One level: its slots in a ring, and a bit for each that may hold a timer. (A set bit may stand
  /// for a slot emptied since.)
  struct ring {
    std::array<timer*, slots> heads{};
    std::array<std::uint64_t, slots / 64> occupied{};
    std::uint64_t occupied_words = 0;  // a bit per word above

    void mark(std::size_t slot) noexcept;
    void clear(std::size_t slot) noexcept;
    /// The first marked slot at or behind `from` in the ring, as a distance from it.
    std::size_t distance_to_next(std::size_t from) const noexcept;
  };

  /// The slot to be emptied next, and the tick when it begins.
  struct event {
    std::uint64_t tick;
    unsigned level;
  };

  event next_event() const noexcept;
  void insert(timer& which) noexcept;
  void insert_at(unsigned level, timer& which) noexcept;
  void clear(unsigned level, std::size_t slot) noexcept;
  void move_ahead() noexcept;
  void empty_slot(unsigned level, std::size_t slot);
  void count(std::size_t more) noexcept { size_.store(size() + more, std::memory_order_relaxed); }
  void unlink(timer& which) noexcept;

  const time_point start_;
  std::uint64_t now_tick_ = 0;
  std::atomic<std::size_t> size_{0};  // the owner writes
  unsigned levels_used_ = 0;          // a bit per level that may hold a timer
  std::array<ring, levels> rings_{};
};

}  // namespace weft::detail
