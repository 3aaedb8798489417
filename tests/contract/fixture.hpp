// The contract tests say what every host must keep. They are compiled unchanged for each: natively,
// as WebAssembly in Node and in Chromium, and on the simulated host.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
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

/// Runs `body` as the root fiber with each number of workers, and fails if a fiber, actor or timer
/// is left.
template <class F>
void on_every_pool(F body, std::function<void(runtime_options&)> adjust = {}) {
  for (int round = 0; round < rounds_per_test(); ++round) {
    for (const unsigned workers : worker_counts) {
      begin_round(round);
      runtime_options options = options_for(workers);
      if (adjust) adjust(options);
      runtime under_test(options);
      SCOPED_TRACE(testing::Message() << workers << " workers, round " << round);
      under_test.run(body);
      const runtime_stats left = under_test.stats();
      EXPECT_EQ(left.fibers_live, 0u);
      EXPECT_EQ(left.actors_live, 0u);
      EXPECT_EQ(left.timers_live, 0u);
      if (testing::Test::HasFailure()) return;
    }
  }
}

/// Spawns `body` on the caller's worker and comes back when it has run to its first wait.
template <class F>
auto start_here(F body) {
  auto fiber = spawn({.worker = this_fiber::worker()}, std::move(body));
  this_fiber::yield();
  return fiber;
}

}  // namespace weft::contract
