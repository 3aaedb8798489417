// What a simulated program lives in: time, order, blocking jobs, workers that come and go.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/testing.hpp>
#include <weft/weft.hpp>

namespace weft::testing {
namespace {

using namespace std::chrono_literals;

TEST(Simulate, ReturnsTheResultAndRethrows) {
  EXPECT_EQ(simulate({.seed = 1}, [] { return std::string("done"); }), "done");
  EXPECT_EQ(*simulate({}, [] { return std::make_unique<int>(3); }), 3);
  EXPECT_THROW(simulate({}, [] { throw std::domain_error("main"); }), std::domain_error);
  simulate({.workers = 3}, [] { EXPECT_EQ(runtime::current().pool_size(), 3u); });
}

TEST(SimulatedTime, JumpsToTheEarliestDeadline) {
  for_each_seed(20, [](std::uint64_t seed) {
    simulate({.seed = seed}, [] {
      const auto start = clock::now();
      auto longer = spawn([] { this_fiber::sleep_for(1000h); });
      this_fiber::sleep_for(10h);
      EXPECT_GE(clock::now() - start, 10h);
      EXPECT_LT(clock::now() - start, 10h + 1ms);
      longer.join();
      EXPECT_GE(clock::now() - start, 1000h);
      EXPECT_LT(clock::now() - start, 1000h + 1ms);
    });
  });
}

TEST(SimulatedTime, StandsStillWhileAFiberCanGoOn) {
  simulate({.workers = 2}, [] {
    auto sleeper = spawn({.worker = 1}, [] { this_fiber::sleep_for(1ms); });
    const auto start = clock::now();
    for (int i = 0; i < 1000; ++i) this_fiber::yield();
    EXPECT_EQ(clock::now(), start);
    EXPECT_FALSE(sleeper.done());
  });
}

/// The order in which three fibers on `workers` workers each take two steps.
std::string order_of_steps(std::uint64_t seed, unsigned workers) {
  return simulate({.seed = seed, .workers = workers}, [] {
    std::string order;
    std::vector<fiber_handle<void>> fibers;
    for (const char name : {'a', 'b', 'c'}) {
      fibers.push_back(spawn([&order, name] {
        order += name;
        this_fiber::yield();
        order += name;
      }));
    }
    for (auto& fiber : fibers) fiber.join();
    return order;
  });
}

/// 6!/(2!2!2!) = 90 orders are possible.
TEST(SimulatedOrder, IsAnyThatIsPossible) {
  for (const unsigned workers : {1u, 3u}) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 10'000 && seen.size() < 90; ++seed)
      seen.insert(order_of_steps(seed, workers));
    EXPECT_EQ(seen.size(), 90u) << workers << " workers";
  }
}

TEST(SimulatedOrder, PicksAnyReadyBranchOfAChoice) {
  std::array<int, 3> won{};
  for (std::uint64_t seed = 0; seed < 300; ++seed)
    ++won.at(static_cast<std::size_t>(
        simulate({.seed = seed}, [] { return perform(choice(always(0), always(1), always(2))); })));
  for (const int count : won) EXPECT_GT(count, 60);
}

/// A job that opens a channel's door for those who wait for it.
class door_opener final : public platform::blocking_job {
 public:
  explicit door_opener(channel<int> door) : door_(std::move(door)) {}
  void run() noexcept override { door_.close(); }

 private:
  channel<int> door_;
};

TEST(SimulatedJob, RunsLaterAsAStepOfItsOwn) {
  std::set<int> turns_before_it_ran;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    simulation world(seed);
    turns_before_it_ran.insert(runtime({.workers = 1, .host = &world}).run([&world] {
      channel<int> door;
      door_opener job(door);
      world.offload(job);
      EXPECT_EQ(door.try_receive().error(), channel_status::would_block);
      int turns = 0;
      for (; door.try_receive().error() == channel_status::would_block; ++turns)
        this_fiber::yield();
      return turns;
    }));
  }
  EXPECT_GT(turns_before_it_ran.size(), 4u);
}

TEST(SimulatedJob, MayTakeLongerThanATimeLimitAndMayNot) {
  std::set<bool> in_time;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    simulation world(seed);
    runtime({.workers = 2, .host = &world}).run([&] {
      channel<int> door;
      door_opener job(door);
      world.offload(job);
      in_time.insert(move_on_after(1s, [&] { door.receive(); }));
      door.receive();
    });
  }
  EXPECT_EQ(in_time, (std::set{false, true}));
}

TEST(SimulatedPool, GrowsAndShrinksWhileItRuns) {
  for_each_seed(50, [](std::uint64_t seed) {
    simulate({.seed = seed, .workers = 2}, [] {
      runtime& here = runtime::current();
      for (const unsigned size : {5u, 1u, 64u, 3u}) {
        here.set_pool_size(size);
        EXPECT_EQ(here.pool_size(), size);
        auto last = spawn({.worker = size - 1}, [] {
          this_fiber::sleep_for(1s);
          return this_fiber::worker();
        });
        EXPECT_EQ(last.join(), size - 1);
      }
    });
    return !::testing::Test::HasFailure();
  });
}

TEST(Simulation, RunsOneProgramAfterAnotherInOneTime) {
  simulation world(1);
  runtime first({.workers = 2, .host = &world}), second({.workers = 3, .host = &world});
  const auto sleep = [] {
    this_fiber::sleep_for(1h);
    return clock::now();
  };
  const time_point start = world.now();
  EXPECT_GE(first.run(sleep), start + 1h);
  EXPECT_GE(second.run(sleep), start + 2h);
  EXPECT_GE(first.run(sleep), start + 3h);
}

}  // namespace
}  // namespace weft::testing
