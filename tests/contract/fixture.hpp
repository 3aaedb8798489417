// The contract tests say what every host must keep. They are compiled unchanged for each: natively,
// as WebAssembly in Node and in Chromium, and on the simulated host.
//
// Nothing may rely on which of several fibers goes first: under simulation, every switch chooses
// anew. What has to happen first is waited for: with a channel, a join, or `start_here`.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <utility>

#include <weft/weft.hpp>

namespace weft::contract {

using namespace std::chrono_literals;

/// How many workers each test is run with, one after another; a host that cannot have so many gives
/// fewer.
inline constexpr unsigned worker_counts[] = {1, 2, 4};

/// The runtimes of a test, made the way the host under test wants it (default_host.cpp,
/// simulated_host.cpp).
runtime_options options_for(unsigned workers);

/// Called before each run of a test's body on this host; under simulation, sets the next seed.
int rounds_per_test();
void begin_round(int round);
/// As a failure shows it.
std::string name_of_round(int round);

/// Of something that many make heavier and not different, as many as this host does in the time that
/// others do `many` in: under simulation a test has hundreds of rounds.
int as_many_as_fit(int many);

/// Whether time passes while a fiber runs. Under simulation it stands still then.
bool time_passes_while_running();

/// Runs `test`; what it throws is a failure, which then is shown with the traces around it.
template <class F>
void expect_no_exception(F& test) {
  try {
    test();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "thrown: " << error.what();
  } catch (...) {
    ADD_FAILURE() << "something was thrown";
  }
}

/// Runs `test` as often as this host wants it run; a failure names the round.
template <class F>
void in_every_round(F test) {
  for (int round = 0; round < rounds_per_test(); ++round) {
    begin_round(round);
    SCOPED_TRACE(name_of_round(round));
    expect_no_exception(test);
    if (::testing::Test::HasFailure()) return;
  }
}

/// Fails if a fiber, actor or timer is left.
inline void expect_nothing_left(const runtime& used) {
  const runtime_stats left = used.stats();
  EXPECT_EQ(left.fibers_live, 0u);
  EXPECT_EQ(left.actors_live, 0u);
  EXPECT_EQ(left.timers_live, 0u);
}

/// Runs `body` as the root fiber on `workers` workers, and fails if something is left.
template <class F>
void on_workers(unsigned workers, F body, std::function<void(runtime_options&)> adjust = {}) {
  in_every_round([&] {
    SCOPED_TRACE(::testing::Message() << workers << " workers");
    runtime_options options = options_for(workers);
    if (adjust) adjust(options);
    runtime under_test(options);
    const auto run = [&] { under_test.run(body); };
    expect_no_exception(run);
    expect_nothing_left(under_test);
  });
}

/// The same with each number of workers.
template <class F>
void on_every_pool(F body, std::function<void(runtime_options&)> adjust = {}) {
  for (const unsigned workers : worker_counts) {
    on_workers(workers, body, adjust);
    if (::testing::Test::HasFailure()) return;
  }
}

/// Comes back when `fiber` waits for something or has ended.
template <class R>
void let_it_wait(const fiber_handle<R>& fiber) {
  while (fiber.state() < fiber_state::waiting) this_fiber::yield();
}

/// Spawns `body` on the caller's worker and comes back when it waits for something or has ended.
template <class F>
auto start_here(F body) {
  auto fiber = spawn({.worker = this_fiber::worker()}, std::move(body));
  let_it_wait(fiber);
  return fiber;
}

}  // namespace weft::contract
