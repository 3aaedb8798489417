// A bare switch of weft's fiber contexts, on either host: weft_context_switch THOUSANDS
//
// Prints for each depth of calls what a round trip costs: into a context that is that deep, and
// back out.
#include <cstdint>
#include <string>

#include <weft/platform/fiber_context.hpp>
#include <weft/platform/stack_pool.hpp>

#include "depth.hpp"
#include "measure.hpp"

namespace {

using weft::platform::fiber_context;

fiber_context base;
fiber_context* fiber;
std::uint64_t visits_left;

void visit() {
  while (visits_left > 0) {
    --visits_left;
    fiber_context::switch_to(*fiber, base);
  }
}

void enter(void* depth) { bench::call_at_depth<visit>(*static_cast<const int*>(depth)); }

void measure(int depth, std::uint64_t thousands) {
  const auto stack = weft::platform::acquire_stack(64 * 1024);
  fiber_context visited;
  visited.create(stack, enter, &depth);
  fiber = &visited;
  visits_left = bench::turns_taken(thousands);

  const double nanoseconds =
      bench::nanoseconds_per_turn(thousands, [&visited] { fiber_context::enter(base, visited); });
  bench::require(visits_left == 0, "each round trip visits the fiber once");
  bench::print(("depth_" + std::to_string(depth)).c_str(), nanoseconds, "ns");
  visited.discard();
  weft::platform::release_stack(stack);
}

}  // namespace

int main(int, char** arguments) {
  const std::uint64_t thousands = bench::count_from(arguments[1]);
  fiber_context::adopt_thread(base);
  for (const int depth : bench::depths) measure(depth, thousands);
}
