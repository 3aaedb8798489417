// weft_workloads NAME COUNT: one workload, once.
#include <cstdio>
#include <string_view>

#include <weft/weft.hpp>

#include "measure.hpp"
#include "workloads.hpp"

namespace {

struct workload {
  std::string_view name;
  void (*run)(std::size_t count);
  unsigned workers = 1;
};

constexpr workload workloads[] = {
    {"yield", bench::yield},
    {"spawn_join", bench::spawn_join},
    {"skynet_1t", bench::skynet},
    {"skynet_2t", bench::skynet, 2},
    {"live", bench::live},
    {"sleep", bench::sleep},
    {"pingpong_1t", bench::pingpong},
    {"chan_1t", bench::chan},
    {"threadring", bench::threadring},
    {"actor_pingpong", bench::actor_pingpong},
    {"actor_ask", bench::actor_ask},
};

}  // namespace

int main(int words, char** arguments) {
  const std::string_view name = words > 1 ? arguments[1] : "";
  for (const workload& each : workloads) {
    if (each.name != name) continue;
    const std::size_t count = bench::count_from(arguments[2]);
    weft::runtime runtime({.workers = each.workers});
    runtime.run([&] { each.run(count); });
    return 0;
  }
  std::fprintf(stderr, "usage: weft_workloads NAME COUNT\n");
  return 2;
}
