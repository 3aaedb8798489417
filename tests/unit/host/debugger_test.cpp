#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>

#include <weft/weft.hpp>

namespace weft {
namespace {

void fail_unseen(bool breaks) {
  runtime brief({.workers = 1,
                 .on_unhandled_failure = [](fiber_id, std::string_view, std::exception_ptr) {},
                 .break_on_unhandled_failure = breaks});
  brief.run([] {
    spawn([] { throw std::runtime_error("nobody sees this"); });
    this_fiber::yield();
  });
}

TEST(Debugger, IsEnteredAtAFailureNobodySees) {
  fail_unseen(false);
  EXPECT_EXIT(fail_unseen(true), ::testing::KilledBySignal(SIGTRAP), "");
}

}  // namespace
}  // namespace weft
