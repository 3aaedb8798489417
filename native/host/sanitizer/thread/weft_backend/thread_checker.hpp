// ThreadSanitizer follows the order that atomics make; it cannot see an order that follows from
// there being one thread only, or from a system call. While it looks, every step is an atomic one.
#pragma once

namespace weft::platform::detail {

inline constexpr bool thread_checker = true;

}  // namespace weft::platform::detail
