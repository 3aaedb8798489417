#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace weft::detail {

/// Shared by a runtime and its actors, whichever lives longer.
struct actor_counts {
  std::atomic<std::uint64_t> live{0};
  std::atomic<std::uint64_t> dead_letters{0};
};

/// Those of the calling fiber's runtime.
///
/// Errors:  std::logic_error outside fibers.
std::shared_ptr<actor_counts> actor_counts_here();

}  // namespace weft::detail
