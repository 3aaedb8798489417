#include <weft/detail/spinlock.hpp>

#include <algorithm>
#include <thread>

namespace weft::detail {

/// Looks at the lock less and less often: each look takes the cache line from the holder, who then
/// needs longer. The holder may also have lost its processor to us: after a while, give it back.
void spinlock::lock_slowly() noexcept {
  constexpr unsigned pauses_max = 64;
  constexpr unsigned looks_before_yield = 64;
  unsigned pauses = 1;
  for (unsigned looks = 0;; ++looks) {
    if (!held_.load(std::memory_order_relaxed) && !held_.exchange(true, std::memory_order_acquire))
      return;
    if (looks > looks_before_yield) std::this_thread::yield();
    for (unsigned i = 0; i < pauses; ++i) platform::relax();
    pauses = std::min(2 * pauses, pauses_max);
  }
}

}  // namespace weft::detail
