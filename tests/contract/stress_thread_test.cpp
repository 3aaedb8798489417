// The storm on real threads, for some seconds; with one more thread beside the workers.
#include <thread>

#include "support/storm.hpp"

namespace weft::contract {
namespace {

constexpr auto time_for_all_seeds = 3s;

TEST(Stress, LosesNothingOnThreads) {
  const auto start = std::chrono::steady_clock::now();
  std::uint32_t seed = 0;
  for (; std::chrono::steady_clock::now() - start < time_for_all_seeds; ++seed) {
    SCOPED_TRACE(::testing::Message() << "storm " << seed);
    ledger book;
    runtime_options options = options_for(1 + seed % 8);
    options.on_unhandled_failure = [](fiber_id, std::string_view, std::exception_ptr) {};
    runtime under_test(options);
    under_test.run([&] {
      storm weather(book, seed);
      channel<int> done;  // a join of the thread would keep this worker from its fibers
      std::jthread outside([&weather, done]() mutable {
        weather.send_from_outside();
        done.close();
      });
      weather.run([&] { done.receive(); });
    });
    expect_balance(book);
    expect_nothing_left(under_test);
    if (HasFailure()) return;
  }
  EXPECT_GT(seed, 2u);
}

}  // namespace
}  // namespace weft::contract
