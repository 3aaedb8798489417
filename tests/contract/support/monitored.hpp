// How an actor ended.
#pragma once

#include <weft/weft.hpp>

#include "../fixture.hpp"

namespace weft::contract {

/// The end of an actor that lives when this is made.
class monitored {
 public:
  explicit monitored(const actor_ref& whom)
      : end_(start_here([whom] { return perform(monitor_op(whom)); })) {}
  /// Waits for it.
  exit_reason reason() { return end_.join(); }

 private:
  fiber_handle<exit_reason> end_;
};

/// Comes back when no actor lives.
inline void let_all_end() {
  while (runtime::current().stats().actors_live != 0) this_fiber::yield();
}

/// Nobody has to see how an actor of the test fails.
inline void quietly(runtime_options& options) {
  options.on_unhandled_failure = [](fiber_id, std::string_view, std::exception_ptr) {};
}

/// An actor that does nothing until it is ended.
inline actor_ref spawn_sleeper() {
  struct never_sent {};
  return spawn_actor([](self& me) { me.receive([](never_sent) {}); });
}

}  // namespace weft::contract
