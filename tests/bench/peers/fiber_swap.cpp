// Emscripten's own fibers, which go through JavaScript: peer_fiber_swap THOUSANDS
//
// Prints for each depth of calls what a round trip costs, as weft_context_switch does.
#include <emscripten/fiber.h>

#include <cstdint>
#include <string>

#include "depth.hpp"
#include "measure.hpp"

namespace {

struct fiber {
  emscripten_fiber_t context;
  char save_area[64 * 1024];
  alignas(16) char stack[64 * 1024];
};

fiber base;
fiber visited;
std::uint64_t visits_left;

void visit() {
  while (visits_left > 0) {
    --visits_left;
    emscripten_fiber_swap(&visited.context, &base.context);
  }
}

void enter(void* depth) { bench::call_at_depth<visit>(*static_cast<const int*>(depth)); }

void measure(int depth, std::uint64_t thousands) {
  emscripten_fiber_init(&visited.context, enter, &depth, visited.stack, sizeof visited.stack,
                        visited.save_area, sizeof visited.save_area);
  visits_left = bench::turns_taken(thousands);

  const double nanoseconds = bench::nanoseconds_per_turn(
      thousands, [] { emscripten_fiber_swap(&base.context, &visited.context); });
  bench::require(visits_left == 0, "each round trip visits the fiber once");
  bench::print(("depth_" + std::to_string(depth)).c_str(), nanoseconds, "ns");
}

}  // namespace

int main(int, char** arguments) {
  const std::uint64_t thousands = bench::count_from(arguments[1]);
  emscripten_fiber_init_from_current_context(&base.context, base.save_area, sizeof base.save_area);
  for (const int depth : bench::depths) measure(depth, thousands);
}
