// Supervisors: actors that start other actors and start them again when they fail.
//
//   actor_ref shop = supervise({.strategy = strategy::rest_for_one, .intensity = 3},
//                              {{.name = "stock", .start = [] { return spawn_actor(stock); }},
//                               {.name = "till", .start = [] { return spawn_actor(till); }}});
//
// Source: Erlang/OTP, supervisor.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/actor.hpp>
#include <weft/clock.hpp>

namespace weft {

/// Which children are started again with the one that failed. The others are stopped first, in the
/// reverse of the order in which they were started.
enum class strategy : std::uint8_t {
  one_for_one,   ///< no other
  one_for_all,   ///< all
  rest_for_one,  ///< those that stand behind it
};

/// Which ends of a child are failures, after which it is started again.
enum class restart : std::uint8_t {
  permanent,  ///< every end
  transient,  ///< every one but with `normal` and `shutdown`
  temporary,  ///< none; when it has ended, or was stopped with the others, it is forgotten
};

/// How long a failed child waits before it is started again: `initial` after its first failure, after each
/// further one `factor` times as long, up to `max`. A child that has run for longer than the supervisor's
/// period begins anew.
struct backoff {
  clock::duration initial = std::chrono::milliseconds(100);
  clock::duration max = std::chrono::seconds(30);
  double factor = 2;  ///< at least 1
  double jitter = 0;  ///< each wait is shortened, at random, by up to this part of it; 0 to 1
};

/// Called by the supervisor, which does nothing else meanwhile. What one throws ends it as giving up does, with
/// that error. They must not ask their own supervisor.
struct supervisor_hooks {
  std::function<void(const std::string& name, const actor_ref&)> started = {};  ///< first time
  std::function<void(const std::string& name, const actor_ref&, const exit_reason&)> exited = {};
  std::function<void(const std::string& name, const actor_ref&)> restarted = {};
  std::function<void(const exit_reason& last_failure)> gave_up = {};
};

struct supervisor_options {
  weft::strategy strategy = weft::strategy::one_for_one;
  /// With more failures than this within `period`, the supervisor gives up.
  unsigned intensity = 1;
  clock::duration period = std::chrono::seconds(5);
  std::optional<weft::backoff> backoff = {};  ///< without, children are started again at once
  supervisor_hooks hooks = {};
};

struct child_spec {
  std::string name;  ///< no two children of a supervisor have the same
  /// Spawns the child; runs in the supervisor. The actor becomes its child when this returns, so it should
  /// return as soon as the actor was spawned.
  std::function<actor_ref()> start;
  weft::restart restart = weft::restart::permanent;
  /// How long it may take to end after the exit signal `shutdown`; then it is killed. Zero: it is killed
  /// at once; max(): it may take for ever, which is right for supervisors.
  clock::duration shutdown = std::chrono::seconds(5);
};

struct child_info {
  std::string name;
  std::optional<actor_ref> actor;  ///< empty: it has ended, or waits for its restart
  weft::restart restart;
  std::uint64_t restarts;  ///< how often it was started again
};

/// Starts `children`, in order, and an actor that supervises them: it links them and traps exits.
///
/// When a child fails, the strategy says who is started again. A start that throws, then, is one more
/// failure. With too many failures the supervisor gives up: it ends with `shutdown`. An exit signal other
/// than `normal`, sent on purpose or by a link, ends it with the signal's reason; `shutdown` is the one
/// to send. However it ends, unless it is killed or the run ends, it first stops its children in reverse
/// order. A kill ends it at once, and its links end those children that do not trap exits.
///
/// Supervisors nest: what `start` returns may be one. A child may run anywhere; one that ends before it
/// could be linked counts by the reason that it ended with. A child that unlinks its supervisor is not
/// watched any more.
///
/// Errors:  what a `start` throws; the children started before it are stopped, and there is no supervisor.
///          std::invalid_argument for equal names, an empty `start`, or a backoff out of its range.
///          `cancelled`: then there is none either. std::logic_error outside fibers, and for a `start`
///          that returns an actor which is a child already.
/// Threads: fibers only. Suspends until all children are started.
actor_ref supervise(supervisor_options options, std::vector<child_spec> children);

/// Starts a child behind the others and returns it. `supervisor` is what `supervise` returned.
///
/// Errors:  as `supervise`; the supervisor goes on without it. actor_down when the supervisor has ended.
/// Threads: any, but not its `start` functions and hooks. Suspends a fiber, blocks a plain thread.
actor_ref add_child(const actor_ref& supervisor, child_spec child);

/// Stops a child and forgets it. False: there is none of this name.
///
/// Errors:  actor_down when the supervisor has ended. Threads: as `add_child`.
bool remove_child(const actor_ref& supervisor, std::string_view name);

/// The children, in the order in which they are started.
///
/// Errors:  actor_down when the supervisor has ended. Threads: as `add_child`.
std::vector<child_info> children(const actor_ref& supervisor);

}  // namespace weft
