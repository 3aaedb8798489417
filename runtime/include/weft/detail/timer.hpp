// What can be armed in a worker's timer wheel (sched/timer_wheel.hpp).
#pragma once

#include <cstdint>

namespace weft::detail {

class timer_wheel;

/// A timer that may be armed. Owned by who waits; must be disarmed or fired before it goes. The
/// worker's own thread only.
class timer {
 public:
  timer() = default;
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;

  bool armed() const noexcept { return previous_next_ != nullptr; }

 protected:
  ~timer() = default;

 private:
  friend class timer_wheel;
  virtual void fire() = 0;

  timer* next_ = nullptr;
  timer** previous_next_ = nullptr;  // what points at this timer; null when not armed
  std::uint64_t tick_ = 0;
};

}  // namespace weft::detail
