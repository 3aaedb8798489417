#include <sys/resource.h>

#include "memory.hpp"

namespace bench {

double memory_bytes_max() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

}  // namespace bench
