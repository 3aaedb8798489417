// A lock for a few instructions, never held across a suspension.
#pragma once

#include <atomic>

#include <weft/detail/atomic_step.hpp>

namespace weft::detail {

class spinlock {
 public:
  void lock() noexcept {
    if (bool expected = false; !replace(held_, expected, true)) lock_slowly();
  }
  void unlock() noexcept { held_.store(false, std::memory_order_release); }

 private:
  void lock_slowly() noexcept;

  std::atomic<bool> held_{false};
};

}  // namespace weft::detail
