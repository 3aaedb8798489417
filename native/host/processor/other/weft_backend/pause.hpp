// A processor of which nothing is known: the loop is its own pause.
#pragma once

namespace weft::platform::detail {

inline void pause() noexcept {}

}  // namespace weft::platform::detail
