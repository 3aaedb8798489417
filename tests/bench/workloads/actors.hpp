// What the workloads of actors share. Most come in two shapes: behaviours, which have no stack between
// messages, and straight-line actors (`_straight`), which have.
#pragma once

#include <chrono>
#include <cstddef>

namespace bench {

inline constexpr std::size_t ring_places = 503;

/// Questions have a time limit; here an answer always comes.
inline constexpr std::chrono::hours patience{1};

}  // namespace bench
