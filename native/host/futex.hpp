// futex(2): to sleep while a word has a value.
#pragma once

#include <atomic>
#include <cstdint>

#include <weft/platform/host.hpp>

namespace weft::native {

/// Sleeps while `word` is `value`, at most until `deadline` (max(): without one). Comes back early
/// now and then, for no reason: ask again. Any thread.
void futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t value,
                platform::time_point deadline) noexcept;

/// Ends the sleep of one thread. Any thread; it is no error if `word` is gone.
void futex_wake(const std::atomic<std::uint32_t>& word) noexcept;

}  // namespace weft::native
