// ARM: `isb` delays for as long as x86's `pause`; `yield` does nothing on most cores.
#pragma once

namespace weft::platform::detail {

inline void pause() noexcept { asm volatile("isb" ::: "memory"); }

}  // namespace weft::platform::detail
