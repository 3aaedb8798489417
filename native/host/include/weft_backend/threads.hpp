// Threads as the C library and the kernel know them.
#pragma once

#include <sys/single_threaded.h>

#include <atomic>

#include <weft_backend/pause.hpp>
#include <weft_backend/thread_checker.hpp>

namespace weft::platform {

inline bool single_threaded() noexcept {
  return !detail::thread_checker && __libc_single_threaded != 0;
}

namespace detail {
/// Whether `heavy_fence` reaches the other threads. It goes by what it knows itself: a stale `false`
/// here costs the light side time, and nothing else.
inline constinit std::atomic<bool> fence_reaches_all{false};
}  // namespace detail

inline void light_fence() noexcept {
  if (detail::fence_reaches_all.load(std::memory_order_relaxed))
    std::atomic_signal_fence(std::memory_order_seq_cst);
  else
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

void heavy_fence() noexcept;

inline void relax() noexcept { detail::pause(); }

}  // namespace weft::platform
