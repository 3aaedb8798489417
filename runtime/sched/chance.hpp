// Where random choices come from: the simulation's seed, or a generator of the thread's own.
#pragma once

#include <cstddef>

namespace weft::detail {

/// One of 0 to `count` - 1, each as likely as any other; `count` is at least 1. Any thread.
std::size_t chance(std::size_t count) noexcept;

}  // namespace weft::detail
