// What the runtime asks of the machine it runs on: time, someone to pump its workers, a way to wake
// them.
//
// A worker never waits by itself. It is pumped: `pump` runs fibers until there is nothing to do,
// until `budget` is spent, or for good; the host decides what to do in between. Natively a thread
// sleeps until the deadline or a wake; in a web page the pump returns to the JavaScript event loop;
// under simulation a virtual clock is moved.
#pragma once

#include <chrono>
#include <span>
#include <string_view>

namespace weft::platform {

/// Monotonic time; the epoch is the host's own.
using duration = std::chrono::nanoseconds;
using time_point = std::chrono::time_point<std::chrono::steady_clock, duration>;

/// What a pump found when it came back.
struct pump_result {
  enum class next {
    again,     ///< the budget is spent and work is left: pump again soon
    wait,      ///< nothing to do before `deadline` (time_point::max(): before a wake)
    finished,  ///< never pump this worker again
  };
  next what = next::wait;
  time_point deadline = time_point::max();
};

/// One worker, as its host sees it.
class pumpable {
 public:
  /// Runs until idle, finished, or about `budget` long. Always from the same thread.
  virtual pump_result pump(duration budget) = 0;

  /// The host's own note on this worker while it drives it.
  void* host_slot = nullptr;

 protected:
  ~pumpable() = default;
};

class host {
 public:
  virtual ~host() = default;

  /// The time now. Any thread.
  virtual time_point now() noexcept = 0;

  /// How many workers are worth having here.
  virtual unsigned worker_count() const noexcept = 0;

  /// How many there can be.
  virtual unsigned worker_limit() const noexcept = 0;

  /// Pumps every one of `workers` until it says `finished`, and comes back when all have: the first
  /// one in the calling flow of control, each other one in a flow of its own.
  ///
  /// Errors:  std::system_error when the host cannot start that many; then none has been pumped.
  virtual void drive(std::span<pumpable* const> workers) = 0;

  /// Ends the wait of `worker`, or the next one if it does not wait just now. Any thread, while
  /// `worker` is driven.
  virtual void wake(pumpable& worker) noexcept = 0;
};

/// The host of this platform; one for the process.
host& default_host();

/// Writes `report` where a developer looks for the last words of a program, and ends it.
/// Async-signal-safe natively.
[[noreturn]] void die(std::string_view report) noexcept;

/// Installs the function that puts a fiber's overflow into words. It writes at most `size` bytes to
/// `report` and returns how many: the sentence when `address` lies in the guard of the running
/// fiber's stack, else nothing; for a null `address`, just the running fiber's name. Must be
/// async-signal-safe.
using overflow_reporter = std::size_t (*)(const void* address, char* report,
                                          std::size_t size) noexcept;
void set_overflow_reporter(overflow_reporter reporter) noexcept;

}  // namespace weft::platform
