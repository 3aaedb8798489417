// x86: the instruction also keeps the loop's loads from being done too early, which would cost a
// flushed pipeline at its end.
#pragma once

namespace weft::platform::detail {

inline void pause() noexcept { __builtin_ia32_pause(); }

}  // namespace weft::platform::detail
