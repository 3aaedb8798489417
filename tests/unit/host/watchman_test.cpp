#include "host/watchman.hpp"

#include <gtest/gtest.h>

#include <semaphore>
#include <system_error>

#include "unthreaded.hpp"

namespace weft::native {
namespace {

using namespace std::chrono_literals;

TEST(Watchman, LooksAgainAndAgain) {
  std::counting_semaphore<> looks(0);
  const watchman one(1ms, [&] { looks.release(); });
  for (int i = 0; i < 5; ++i) looks.acquire();
}

TEST(Watchman, DoesNotLookOnceItIsGone) {
  int looks = 0;  // not atomic: nobody looks at the same time
  for (int i = 0; i < 50; ++i) {
    std::counting_semaphore<> looked(0);
    {
      const watchman one(10us, [&] {
        ++looks;
        looked.release();
      });
      looked.acquire();
    }
    ++looks;
  }
  EXPECT_GE(looks, 100);
}

TEST(Watchman, LeavesAtOnceHoweverLongItsPeriod) {
  const watchman one(1h, [] { FAIL(); });
}

TEST(Watchman, SaysThatItCannotStart) {
  const unthreaded process;
  EXPECT_THROW(watchman(1h, [] {}), std::system_error);
}

}  // namespace
}  // namespace weft::native
