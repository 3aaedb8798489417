// A fiber that keeps its worker from the others is told of.
#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

struct report {
  fiber_id fiber;
  std::string name;
  unsigned worker;
  clock::duration so_far;
};

/// What the runtime tells of stalls; natively by a thread of its own.
class reports {
 public:
  void listen(runtime_options& options, clock::duration limit) {
    options.stall_limit = limit;
    options.on_stall = [this](const stall& seen) {
      const std::lock_guard lock(mutex_);
      all_.push_back({seen.fiber, std::string(seen.name), seen.worker, seen.so_far});
    };
  }
  std::vector<report> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(all_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<report> all_;
};

void be_busy_for(clock::duration time) {
  const auto start = clock::now();
  while (clock::now() - start < time) continue;
}

TEST(Stall, IsToldOnceByTheNextSuspensionPoint) {
  if (!time_passes_while_running()) GTEST_SKIP() << "no fiber takes any time under simulation";
  reports told;
  on_every_pool(
      [&] {
        auto hog = spawn({.name = "hog"}, [] {
          be_busy_for(80ms);
          this_fiber::yield();
          return this_fiber::worker();
        });
        const unsigned worker = hog.join();
        const std::vector<report> seen = told.take();
        ASSERT_EQ(seen.size(), 1u);
        EXPECT_EQ(seen[0].fiber, hog.id());
        EXPECT_EQ(seen[0].name, "hog");
        EXPECT_EQ(seen[0].worker, worker);
        EXPECT_GE(seen[0].so_far, 20ms);
      },
      [&](runtime_options& options) { told.listen(options, 20ms); });
}

TEST(Stall, IsNoneWhenFibersWaitOrTakeTurns) {
  reports told;
  on_every_pool(
      [&] {
        std::vector<fiber_handle<void>> fibers;
        for (int i = 0; i < 5; ++i) {
          fibers.push_back(spawn([] {
            for (int turn = 0; turn < 20; ++turn) {
              this_fiber::sleep_for(1ms);
              this_fiber::yield();
            }
          }));
        }
        for (auto& fiber : fibers) fiber.join();
        EXPECT_TRUE(told.take().empty());
      },
      [&](runtime_options& options) { told.listen(options, 10s); });
}

TEST(Stall, IsNotLookedForUnlessAsked) {
  reports told;
  on_workers(
      1,
      [&] {
        if (time_passes_while_running()) be_busy_for(20ms);
        this_fiber::yield();
        EXPECT_TRUE(told.take().empty());
      },
      [&](runtime_options& options) { told.listen(options, 0s); });
}

}  // namespace
}  // namespace weft::contract
