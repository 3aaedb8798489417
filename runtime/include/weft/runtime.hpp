// A runtime: workers, and the fibers and actors that run on them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <weft/clock.hpp>
#include <weft/fiber.hpp>

namespace weft {

namespace platform {
class host;
}
namespace detail {
class actor_space;
actor_space& actor_space_here();
}  // namespace detail

struct dead_letter;

/// A fiber that has kept its worker from running others for long.
struct stall {
  fiber_id fiber = 0;
  std::string_view name;
  unsigned worker = 0;
  clock::duration so_far = {};  ///< how long; it may go on
};

/// What `run` throws where it can be known that every fiber waits and nothing can wake one: under
/// simulation, and in Node. `what()` lists who waits for what.
class deadlock : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct runtime_options {
  /// How many workers share the fibers; 0: one per core. One instance of WebAssembly always has
  /// one.
  unsigned workers = 0;
  /// What a fiber's stack holds, rounded up to a power of two; pages are committed as they are
  /// touched.
  std::size_t stack_bytes = 64 * 1024;
  /// Called, on the worker that saw it, when the last handle to a failed fiber goes and nobody has
  /// joined it. Empty: a line on standard error.
  std::function<void(fiber_id, std::string_view name, std::exception_ptr)> on_unhandled_failure =
      {};
  /// Called, on the thread of the sender or of the actor that ends, for each message that could not be
  /// delivered. Must neither throw nor suspend. Empty: they are only counted.
  std::function<void(const dead_letter&)> on_dead_letter = {};
  /// Stops in the debugger at such a failure, before it is told; without a debugger a native program
  /// ends there.
  bool break_on_unhandled_failure = false;
  /// When a fiber has run for longer than this without a suspension point, `on_stall` is called, once:
  /// natively while it still runs, on a thread of its own; elsewhere at its next suspension point. Zero: nobody
  /// watches, and a switch costs a little less.
  clock::duration stall_limit = clock::duration::zero();
  /// Empty: a line on standard error. Must not throw.
  std::function<void(const stall&)> on_stall = {};
  /// Who pumps the workers; null: the platform's own host.
  platform::host* host = nullptr;
};

/// Counts since the runtime was made. Exact for what has been joined.
struct runtime_stats {
  std::uint64_t fibers_created = 0;
  std::uint64_t fibers_exited = 0;
  std::uint64_t fibers_live = 0;
  std::uint64_t actors_live = 0;
  std::uint64_t timers_live = 0;
  std::uint64_t dead_letters = 0;
  std::uint64_t steals = 0;
};

class runtime {
 public:
  /// Errors: std::invalid_argument for more than 1,024 workers or a stack of more than 1 GiB.
  explicit runtime(runtime_options options = {});
  runtime(const runtime&) = delete;
  runtime& operator=(const runtime&) = delete;
  ~runtime();

  /// Runs `main` as the root fiber on the calling thread and on the other workers, and returns its
  /// result. When it ends, by whatever way, the fibers still alive are cancelled and gone before
  /// `run` returns. May be called again.
  ///
  /// Errors:  what `main` throws; std::logic_error inside a fiber, or while another thread runs
  ///          this runtime.
  /// Threads: a plain thread. In WebAssembly, JavaScript's event loop turns while `run` waits.
  template <class F>
  auto run(F main) -> std::invoke_result_t<F&> {
    using R = std::invoke_result_t<F&>;
    auto* root = new detail::fiber_with_body<F, R>(spawn_options{.name = "main"}, std::move(main));
    const fiber_handle<R> handle(*root);
    run_to_end(*root);
    detail::rethrow_failure(*root);
    return root->result();
  }

  /// The runtime of the calling fiber.
  ///
  /// Errors:  std::logic_error outside fibers.
  static runtime& current();

  unsigned pool_size() const noexcept;
  /// Asks for `workers` members of the pool; 0: one per core. Returns at once: new ones start soon; one
  /// that is to go ends when the last fiber started on it has, and starts no others. What the host
  /// cannot have is cut to what it can; in WebAssembly that is one. Any thread.
  void set_pool_size(unsigned workers);
  /// Any thread.
  runtime_stats stats() const;

 private:
  friend detail::actor_space& detail::actor_space_here();

  void run_to_end(detail::fiber_core& root);

  struct inside;
  std::unique_ptr<inside> inside_;
};

}  // namespace weft
