// The fibers that a workload has started.
#pragma once

#include <vector>

#include <weft/weft.hpp>

namespace bench {

using void_handles = std::vector<weft::fiber_handle<void>>;

inline void join_all(void_handles& fibers) {
  for (auto& fiber : fibers) fiber.join();
  fibers.clear();
}

}  // namespace bench
