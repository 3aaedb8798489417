// Node. The allocator takes memory by moving the break up, and never moves it back.
#include <emscripten/em_js.h>
#include <unistd.h>

#include <cstdint>

#include "process.hpp"

// clang-format off: this is JavaScript
EM_JS(double, cpu_microseconds_of_node, (), {
  const { user, system } = process.cpuUsage();
  return user + system;
});
// clang-format on

namespace bench {

double memory_bytes_max() {
  return static_cast<double>(reinterpret_cast<std::uintptr_t>(::sbrk(0)));
}

double cpu_milliseconds() { return cpu_microseconds_of_node() / 1e3; }

}  // namespace bench
