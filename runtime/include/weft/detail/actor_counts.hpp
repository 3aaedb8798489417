#pragma once

#include <atomic>
#include <cstdint>

namespace weft::detail {

/// Shared by a runtime and its actors, whichever lives longer.
struct actor_counts {
  std::atomic<std::uint64_t> live{0};
  std::atomic<std::uint64_t> dead_letters{0};
};

}  // namespace weft::detail
