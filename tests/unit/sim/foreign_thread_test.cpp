// A thread beside the simulation is told apart; not in WebAssembly, where there is none.
#include <gtest/gtest.h>

#include <thread>

#include <weft/testing.hpp>
#include <weft/weft.hpp>

namespace weft::testing {
namespace {

void be_woken_by_a_thread() {
  channel<int> numbers;
  (void)spawn({.worker = 1}, [numbers]() mutable {
    while (numbers.receive()) continue;
  });
  const std::jthread beside([numbers]() mutable {
    for (;;) numbers.send(1);
  });
  for (;;) this_fiber::yield();
}

TEST(SimulationDeathTest, EndsWhenAnotherThreadDecidesWhatHappens) {
  EXPECT_DEATH(simulate({.workers = 2}, be_woken_by_a_thread),
               "weft: a thread beside the simulation woke one of its fibers");
}

}  // namespace
}  // namespace weft::testing
