// Tests of programs that wait: time and order come from a seed.
//
//   using namespace std::chrono_literals;
//   weft::testing::for_each_seed(200, [](std::uint64_t seed) {
//     const int sum = weft::testing::simulate({.seed = seed, .workers = 4}, [] {
//       auto one = weft::spawn([] { weft::this_fiber::sleep_for(1h); return 1; });
//       auto two = weft::spawn([] { return 2; });
//       return one.join() + two.join();
//     });
//     if (sum != 3) throw std::logic_error("lost a number");
//   });
//
// A simulation runs all workers of a runtime on the calling thread, one fiber at a time. At every switch
// the seed chooses what happens next: which worker goes on, with which of its fibers; which of the
// ready branches of a choice wins; when a job of `blocking` is done. Time is virtual. It stands still
// as long as any fiber can go on, and then jumps to the earliest deadline: a sleep of an hour takes as
// long as one of a millisecond. The same seed gives the same run, natively and in WebAssembly.
//
// Where nothing is left that could wake anyone, `run` throws `weft::deadlock`, which lists who waits
// for what.
//
// What does not come from the seed is not the same in every run: other threads, the real clock,
// addresses, input. A fiber that yields until some time has passed waits for ever; it has to sleep.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <random>
#include <ranges>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <weft/clock.hpp>
#include <weft/fiber.hpp>
#include <weft/platform/host.hpp>
#include <weft/runtime.hpp>

namespace weft::testing {

/// What went on in a simulation, step by step. In each step a fiber runs from one switch to the next,
/// or a job of `blocking` runs.
class trace {
 public:
  struct step {
    clock::duration at = {};  ///< virtual time since the simulation was made
    unsigned worker = 0;
    fiber_id fiber = 0;  ///< 0: a job, beside the workers

    bool operator==(const step&) const = default;
  };

  /// A number made of all steps so far: two runs with the same one went, in all likelihood, alike.
  std::uint64_t digest() const noexcept { return digest_; }
  /// How many steps there were.
  std::uint64_t length() const noexcept { return length_; }
  /// The steps, if they are kept.
  const std::vector<step>& steps() const noexcept { return steps_; }
  /// The steps, if they are kept, with a line for each.
  std::string text() const;

 private:
  friend class simulation;
  explicit trace(bool keeps_steps) noexcept : keeps_steps_(keeps_steps) {}

  void add(const step& next);
  void mix_in(std::uint64_t word) noexcept;

  const bool keeps_steps_;
  std::uint64_t digest_ = 0;
  std::uint64_t length_ = 0;
  std::vector<step> steps_;
};

/// A host of which the seed decides everything. It serves one runtime at a time, on one thread:
///
///   weft::testing::simulation world(seed);
///   weft::runtime runtime({.workers = 4, .host = &world});
///   runtime.run(program);
///   std::puts(world.trace().text().c_str());
class simulation final : public platform::host, private platform::chooser {
 public:
  /// What is kept of the steps: their digest, or, at 24 bytes each, all of them.
  enum class keeps { digest, steps };

  explicit simulation(std::uint64_t seed, keeps what = keeps::digest);
  simulation(const simulation&) = delete;
  simulation& operator=(const simulation&) = delete;

  const testing::trace& trace() const noexcept { return trace_; }

  /// The virtual time.
  platform::time_point now() noexcept override { return now_; }
  unsigned worker_count() const noexcept override { return 4; }
  unsigned worker_limit() const noexcept override { return 64; }
  /// Errors: std::logic_error while it drives another runtime.
  void drive(std::span<platform::pumpable* const> workers) override;
  void add(platform::pumpable& worker) override;
  /// Ends the program when another thread calls it: who wakes a fiber is for the seed to decide.
  void wake(platform::pumpable& worker) noexcept override;
  /// `job` runs later, as a step of its own, on the thread of the simulation.
  void offload(platform::blocking_job& job) override { jobs_.push_back(&job); }
  /// False: time stands still while a fiber runs, so none runs for too long.
  std::unique_ptr<platform::watch> keep_watch(platform::duration, std::function<void()>) override {
    return nullptr;
  }
  platform::chooser* choices() noexcept override { return this; }

 private:
  struct seat {
    platform::pumpable* worker;
    platform::pump_result found{platform::pump_result::next::again, {}};
    bool woken = false;  // since its pump began

    bool ready(platform::time_point now) const noexcept;
  };

  std::uint64_t choose(std::uint64_t count) noexcept override;
  void goes_on(unsigned worker, std::uint64_t fiber) noexcept override;

  bool step();
  void pump_ready(std::size_t which);
  void run_job(std::size_t which);
  std::size_t count_ready() const;
  platform::time_point earliest_deadline() const;
  bool everyone_finished() const;

  std::mt19937_64 random_;
  testing::trace trace_;
  const platform::time_point start_;
  platform::time_point now_;
  std::deque<seat> seats_;  // of the workers that are driven; workers hold on to theirs
  std::vector<platform::blocking_job*> jobs_;
  std::thread::id thread_;
};

struct options {
  std::uint64_t seed = 0;
  unsigned workers = 4;
};

/// Runs `main` as the root fiber of a runtime of its own, under simulation, and returns its result.
///
/// Errors:  as `runtime::run`; weft::deadlock.
/// Threads: a plain thread.
template <class F>
auto simulate(options chosen, F main) -> std::invoke_result_t<F&> {
  simulation world(chosen.seed);
  runtime simulated({.workers = chosen.workers, .host = &world});
  return simulated.run(std::move(main));
}

/// The seeds that a test is run with: 0 to `count` - 1; or, where the environment variable WEFT_SEED
/// is set, the one it names.
///
/// Errors:  std::invalid_argument when WEFT_SEED is not a number.
std::ranges::iota_view<std::uint64_t, std::uint64_t> seeds(std::uint64_t count);

namespace detail {
void try_each_seed(std::uint64_t count, const std::function<bool(std::uint64_t)>& f);
}

/// Calls `f(seed)` for each of `seeds(count)`, until one fails: by an exception, or, where `f` returns
/// a bool, by false. The failed seed is named on standard error.
///
/// Errors:  what `f` throws; std::runtime_error where it returned false; std::invalid_argument when
///          WEFT_SEED is not a number.
template <std::invocable<std::uint64_t> F>
void for_each_seed(std::uint64_t count, F f) {
  detail::try_each_seed(count, [&](std::uint64_t seed) {
    if constexpr (std::is_void_v<std::invoke_result_t<F&, std::uint64_t>>) {
      f(seed);
      return true;
    } else {
      return static_cast<bool>(f(seed));
    }
  });
}

}  // namespace weft::testing
