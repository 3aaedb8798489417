// What is thrown when something has taken too long.
#pragma once

#include <stdexcept>

namespace weft {

/// What a wait with a time limit throws when the time is up.
class timed_out : public std::runtime_error {
 public:
  timed_out() : std::runtime_error("weft: the time is up") {}
};

}  // namespace weft
