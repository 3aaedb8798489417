#include "sched/time_slice.hpp"

#include <cstdio>

namespace weft::detail {

void report_stall(const runtime_options& options, const stall& seen) noexcept {
  if (options.on_stall) return options.on_stall(seen);
  const double seconds = std::chrono::duration<double>(seen.so_far).count();
  std::fprintf(
      stderr,
      "weft: fiber %llu \"%.*s\" has run on worker %u for %.3f s without a suspension point\n",
      static_cast<unsigned long long>(seen.fiber), static_cast<int>(seen.name.size()),
      seen.name.data(), seen.worker, seconds);
}

}  // namespace weft::detail
