#include "support/storm.hpp"

namespace weft::contract {
namespace {

TEST(Stress, LosesNothing) {
  std::uint32_t seed = 0;
  for (const unsigned workers : worker_counts) {
    in_every_round([&] {
      SCOPED_TRACE(::testing::Message() << "storm " << seed);
      ledger book;
      runtime_options options = options_for(workers);
      options.on_unhandled_failure = [](fiber_id, std::string_view, std::exception_ptr) {};
      runtime under_test(options);
      under_test.run([&] {
        storm weather(book, seed);
        auto outside = spawn([&] { weather.send_from_outside(); });
        weather.run([&] { outside.join(); });
      });
      expect_balance(book);
      expect_nothing_left(under_test);
      ++seed;
    });
  }
}

}  // namespace
}  // namespace weft::contract
