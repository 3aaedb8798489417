// The allocator takes memory by moving the break up, and never moves it back.
#include <unistd.h>

#include <cstdint>

#include "memory.hpp"

namespace bench {

double memory_bytes_max() {
  return static_cast<double>(reinterpret_cast<std::uintptr_t>(::sbrk(0)));
}

}  // namespace bench
