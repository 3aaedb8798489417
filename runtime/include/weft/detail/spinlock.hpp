// A lock for a few instructions, never held across a suspension.
#pragma once

#include <atomic>
#include <thread>

namespace weft::detail {

class spinlock {
 public:
  void lock() noexcept {
    while (held_.exchange(true, std::memory_order_acquire)) wait();
  }
  void unlock() noexcept { held_.store(false, std::memory_order_release); }

 private:
  /// The holder may have lost its processor to us: after a while, give it back.
  void wait() const noexcept {
    for (int spins = 0; held_.load(std::memory_order_relaxed); ++spins)
      if (spins > spins_before_yield) std::this_thread::yield();
  }

  static constexpr int spins_before_yield = 100;

  std::atomic<bool> held_{false};
};

}  // namespace weft::detail
