// An instance has one thread: nothing to wait for, nothing to fence.
#pragma once

#include <atomic>

namespace weft::platform {

constexpr bool single_threaded() noexcept { return true; }

inline void light_fence() noexcept { std::atomic_signal_fence(std::memory_order_seq_cst); }
inline void heavy_fence() noexcept { std::atomic_signal_fence(std::memory_order_seq_cst); }

inline void relax() noexcept {}

}  // namespace weft::platform
