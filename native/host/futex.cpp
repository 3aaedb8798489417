#include "futex.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <ctime>

namespace weft::native {
namespace {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

/// The host's clock is the system's CLOCK_MONOTONIC, which a futex's absolute deadline means, too.
std::timespec to_timespec(platform::time_point when) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(when);
  return {static_cast<std::time_t>(whole.time_since_epoch().count()), (when - whole).count()};
}

}  // namespace

void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t value,
                platform::time_point deadline) noexcept {
  const std::timespec until = to_timespec(deadline);
  const std::timespec* limit = deadline == platform::time_point::max() ? nullptr : &until;
  ::syscall(SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, value, limit, nullptr,
            FUTEX_BITSET_MATCH_ANY);
}

void futex_wake(const std::atomic<std::uint32_t>& word) noexcept {
  ::syscall(SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, nullptr, nullptr, 0);
}

}  // namespace weft::native
