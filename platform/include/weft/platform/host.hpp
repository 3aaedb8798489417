// What the runtime asks of the machine it runs on: time, someone to pump its workers, a way to wake
// them.
//
// A worker never waits by itself. It is pumped: `pump` runs fibers until there is nothing to do,
// until `budget` is spent, or for good; the host decides what to do in between. Natively a thread
// sleeps until the deadline or a wake; in a web page the pump returns to the JavaScript event loop;
// under simulation a virtual clock is moved.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
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
  /// Runs until idle, finished, or about `budget` long. Always from the same thread, from one drive
  /// or `add` to the next.
  virtual pump_result pump(duration budget) = 0;

  /// Tells that every worker waits without a deadline, and that nothing is left that could wake
  /// one. Only a host that can know this calls it, on the worker's thread, outside `pump`. The
  /// worker then has something to do, or the host is to end the program.
  virtual void nothing_will_come() = 0;

  /// The host's own note on this worker while it drives it.
  void* host_slot = nullptr;

 protected:
  ~pumpable() = default;
};

/// Work that may block its thread for long.
class blocking_job {
 public:
  /// Does the work and tells whoever waits for it. Never throws. The job may be gone when it
  /// returns.
  virtual void run() noexcept = 0;

  blocking_job* next_job = nullptr;  // the host's, while it has the job

 protected:
  ~blocking_job() = default;
};

/// Who makes the choices that a scheduler is free to make. Under simulation they come from a seed.
class chooser {
 public:
  /// One of 0 to `count` - 1; `count` is at least 1.
  virtual std::uint64_t choose(std::uint64_t count) noexcept = 0;
  /// Learns that `fiber` goes on, on worker `worker`: the trace of a run.
  virtual void goes_on(unsigned worker, std::uint64_t fiber) noexcept = 0;

 protected:
  ~chooser() = default;
};

/// Something that goes on beside the workers until this is destroyed.
class watch {
 public:
  watch() = default;
  watch(const watch&) = delete;
  watch& operator=(const watch&) = delete;
  virtual ~watch() = default;
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

  /// Pumps one more worker, in a flow of its own, while the caller's is driven; `drive` comes back
  /// only when it, too, has said `finished`. A worker that finished earlier may be added again.
  ///
  /// Errors:  std::system_error when the host cannot start one more; then it is not pumped.
  /// Threads: one that pumps a worker of this host.
  virtual void add(pumpable& worker) = 0;

  /// Ends the wait of `worker`, or the next one if it does not wait just now. Any thread, while
  /// `worker` is driven.
  virtual void wake(pumpable& worker) noexcept = 0;

  /// Calls `job.run()` where blocking holds up no worker: natively on one of a bounded number of
  /// threads, oldest job first. A host that has no such place runs it before it returns.
  ///
  /// Errors:  std::system_error when not even one thread can be started; then `job` has not run.
  /// Threads: any.
  virtual void offload(blocking_job& job) = 0;

  /// Calls `look` about every `period`, beside the workers, until the watch is destroyed; afterwards
  /// `look` does not run and will not be called again. Null: this host has nothing beside its workers.
  ///
  /// Errors:  std::system_error when no thread can be started.
  /// Threads: any; `look` itself must not destroy the watch.
  virtual std::unique_ptr<watch> keep_watch(duration period, std::function<void()> look) = 0;

  /// Where the scheduler's choices come from; null: it makes them itself, for speed.
  virtual chooser* choices() noexcept { return nullptr; }
};

/// The host of this platform; one for the process.
host& default_host();

/// Writes `report` where a developer looks for the last words of a program, and ends it.
/// Async-signal-safe natively.
[[noreturn]] void die(std::string_view report) noexcept;

/// Stops in the debugger that is attached. Where none is, a native program ends (SIGTRAP) and one in
/// JavaScript goes on.
void break_into_debugger() noexcept;

/// Installs the function that puts a fiber's overflow into words. It writes at most `size` bytes to
/// `report` and returns how many: the sentence when `address` lies in the guard of the running
/// fiber's stack, else nothing; for a null `address`, just the running fiber's name. Must be
/// async-signal-safe.
using overflow_reporter = std::size_t (*)(const void* address, char* report,
                                          std::size_t size) noexcept;
void set_overflow_reporter(overflow_reporter reporter) noexcept;

}  // namespace weft::platform
