// A program of workloads: it is told the name of one on its command line, and how often to do it,
// does it once, and prints its figures. Ours and its peers have the same names, and count the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "measure.hpp"

namespace bench {

/// What the command line asks for. The figures carry the name, too.
struct order {
  std::string name;
  std::size_t count;
};

struct workload {
  std::string_view name;
  void (*run)(const order&);
  std::size_t count;  // if the command line says nothing else
  unsigned threads = 1;
};

/// Prints the one figure of a workload, under its name.
inline void print(const order& order, double value, const char* unit) {
  print(order.name.c_str(), value, unit);
}

/// Prints one of several figures of a workload, as NAME_PART.
inline void print_part(const order& order, const char* part, double value, const char* unit) {
  print((order.name + "_" + part).c_str(), value, unit);
}

/// Prints what one of `order.count` took when all of them took `nanoseconds`.
inline void print_each(const order& order, double nanoseconds) {
  print(order, nanoseconds / static_cast<double>(order.count), "ns");
}

/// 0 + 1 + … + (count - 1): what most workloads have their fibers add up, to check them.
constexpr std::uint64_t sum_below(std::uint64_t count) { return count * (count - 1) / 2; }

/// Calls `run(workload, order)` for what the command line, PROGRAM NAME [COUNT], names, and returns
/// the program's exit code: 2 when there is no such workload.
template <class Run>
int run_ordered(std::span<const workload> workloads, int words, char** arguments, Run run) {
  const std::string_view name = words > 1 ? arguments[1] : "";
  for (const workload& each : workloads) {
    if (each.name != name) continue;
    const std::size_t count = words > 2 ? count_from(arguments[2]) : each.count;
    run(each, order{std::string(name), count});
    return 0;
  }
  std::fprintf(stderr, "usage: %s NAME [COUNT], where NAME is one of:\n", arguments[0]);
  for (const workload& each : workloads) {
    std::fprintf(stderr, "  %.*s\n", static_cast<int>(each.name.size()), each.name.data());
  }
  return 2;
}

}  // namespace bench
