// Signals of the process, such as SIGINT, for fibers. Native programs only: a page has no signals; what
// its closing means to actors, `down` and `noconnection` say.
//
//   runtime().run([] {
//     const weft::interrupt_guard guard;   // SIGINT and SIGTERM end this fiber, with its destructors
//     serve();
//   });
//
//   auto reload = weft::on_signal(SIGHUP, [](int) { read_settings(); });
#pragma once

#include <csignal>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/channel.hpp>
#include <weft/detail/reference.hpp>
#include <weft/fiber.hpp>

namespace weft {

/// What `interrupt_guard` cancels its fiber with.
class interrupted : public std::runtime_error {
 public:
  explicit interrupted(int signal)
      : std::runtime_error("weft: interrupted by signal " + std::to_string(signal)),
        signal_(signal) {}

  int signal() const noexcept { return signal_; }

 private:
  int signal_;
};

/// While one lives, its signals come as values instead of doing what they usually do; several may have the
/// same signal, and each gets it. Signals that come faster than they are taken are one, as the system
/// itself has it. When the last one for a signal goes, that does again what it did before.
class signal_subscription {
 public:
  /// Errors: std::invalid_argument for what is no signal, or one that cannot be caught; std::system_error.
  /// Threads: any; does not suspend.
  explicit signal_subscription(std::initializer_list<int> signals);
  signal_subscription(signal_subscription&&) noexcept = default;
  signal_subscription& operator=(signal_subscription&&) = delete;
  ~signal_subscription();

  /// The next signal; waits for it. Suspends. Errors: `cancelled`.
  int receive();
  operation<std::optional<int>> receive_op() { return arrivals_->receive_op(); }

 private:
  void leave() noexcept;

  std::vector<int> signals_;
  std::shared_ptr<channel<int>> arrivals_;
};

/// Calls `handler(signal)` in a fiber of its own each time `signal` comes, until the handle is cancelled or the
/// run ends.
///
/// Errors:  as signal_subscription; what the handler throws ends its fiber.
/// Threads: fibers only. Does not suspend.
template <std::invocable<int> F>
fiber_handle<void> on_signal(int signal, F handler) {
  return spawn({.name = "on signal " + std::to_string(signal)},
               [from = signal_subscription({signal}), handler = std::move(handler)]() mutable {
                 for (;;) handler(from.receive());
               });
}

/// While it lives, the first of its signals cancels the fiber that made it, with `interrupted` as the reason;
/// then the signals do again what they did before, so that a second SIGINT ends a program that does not end.
/// In the root fiber: the run ends as after an exception.
class interrupt_guard {
 public:
  /// Errors: as signal_subscription; std::logic_error outside fibers.
  explicit interrupt_guard(std::initializer_list<int> signals = {SIGINT, SIGTERM});
  interrupt_guard(const interrupt_guard&) = delete;
  interrupt_guard& operator=(const interrupt_guard&) = delete;
  ~interrupt_guard();

 private:
  fiber_handle<void> watch_;
};

}  // namespace weft
