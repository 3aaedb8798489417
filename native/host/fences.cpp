// The heavy side of an asymmetric fence: membarrier(2), which interrupts the processors that run
// threads of this process. (Linux 4.14; sandboxes may refuse it.)
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <weft/platform/threads.hpp>

namespace weft::platform {
namespace {

bool membarrier(int command) noexcept { return ::syscall(SYS_membarrier, command, 0, 0) == 0; }

/// Told to the light side only once it is so; a child process inherits it.
bool registered() noexcept {
  if (detail::thread_checker || !membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED))
    return false;
  detail::fence_reaches_all.store(true, std::memory_order_relaxed);
  return true;
}

}  // namespace

void heavy_fence() noexcept {
  static const bool reaches_all = registered();
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (reaches_all) membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
}

}  // namespace weft::platform
