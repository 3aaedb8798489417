// A stack with the context that runs on it.
//
// A carrier runs one fiber after another, each from its first instruction to its last; while a
// fiber waits, its carrier waits with it. A fiber that never waits so costs no switch at all.
#pragma once

#include <weft/detail/fiber_core.hpp>
#include <weft/platform/fiber_context.hpp>
#include <weft/platform/stack_pool.hpp>

namespace weft::detail {

struct carrier {
  explicit carrier(platform::stack_span on) : stack(on) {}

  platform::fiber_context context;
  const platform::stack_span stack;
  fiber_core* fiber = nullptr;  // what it runs, or is to run next
  carrier* next_idle = nullptr;
};

}  // namespace weft::detail
