// Linux. Not getrusage's maximum: a process inherits that from the one that started it.
#include <cstdio>
#include <ctime>

#include "measure.hpp"
#include "process.hpp"

namespace bench {

double memory_bytes_max() {
  std::FILE* status = std::fopen("/proc/self/status", "r");
  require(status != nullptr, "the system tells how much memory is resident");
  char line[256];
  double kilobytes = 0;
  while (std::fgets(line, sizeof line, status) != nullptr) {
    if (std::sscanf(line, "VmHWM: %lf", &kilobytes) == 1) break;
  }
  std::fclose(status);
  require(kilobytes > 0, "something is resident");
  return kilobytes * 1024;
}

double cpu_milliseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

}  // namespace bench
