// A stack with the context that runs on it.
//
// A carrier runs one fiber after another, each from its first instruction to its last; while a
// fiber waits, its carrier waits with it. A fiber that never waits so costs no switch at all.
#pragma once

#include <algorithm>
#include <array>
#include <bit>

#include <weft/detail/fiber_core.hpp>
#include <weft/platform/fiber_context.hpp>
#include <weft/platform/stack_pool.hpp>

namespace weft::detail {

/// How much stack a fiber asks for, as the power of two that holds it.
inline unsigned stack_class(std::size_t bytes) noexcept {
  return static_cast<unsigned>(std::bit_width(std::max(bytes, std::size_t{1}) - 1));
}
constexpr std::size_t stack_classes = 65;

struct carrier {
  carrier(platform::stack_span on, unsigned size) : stack(on), size_class(size) {}

  platform::fiber_context context;
  const platform::stack_span stack;
  const unsigned size_class;    // carriers of one class stand for each other
  fiber_core* fiber = nullptr;  // what it runs, or is to run next
  carrier* next_idle = nullptr;

  // Of its fiber, while that has started. A generator's body has a carrier of its own; then `root` is
  // its fiber's.
  carrier* root = this;
  waiter* waiting = nullptr;          // null also for a wait that cancellation does not end
  wait_node* cancel_watch = nullptr;  // of a wait for its own cancellation
  bool listed = false;                // among those that have waited on their worker
  carrier* next_listed = nullptr;
  carrier* previous_listed = nullptr;
};

}  // namespace weft::detail
