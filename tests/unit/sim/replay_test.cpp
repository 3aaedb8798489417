// The same seed gives the same run, here and on every other platform.
#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <weft/testing.hpp>
#include <weft/weft.hpp>

namespace weft::testing {
namespace {

using namespace std::chrono_literals;

/// Fibers of several workers that talk over channels, wait for time and select.
long exchange() {
  channel<int> meeting, buffered(3);
  std::vector<fiber_handle<void>> producers;
  for (unsigned p = 0; p < 4; ++p) {
    producers.push_back(spawn({.worker = p % runtime::current().pool_size()}, [=]() mutable {
      for (unsigned i = 0; i < 20; ++i) {
        perform(choice(meeting.send_op(i), buffered.send_op(i)));
        if (i % 3 == p % 3) this_fiber::sleep_for(std::chrono::milliseconds(i));
      }
    }));
  }
  std::vector<fiber_handle<long>> consumers;
  for (int c = 0; c < 3; ++c) {
    consumers.push_back(spawn([=]() mutable {
      long sum = 0;
      std::optional<int> taken(0);
      while (taken) {
        sum += *taken;
        taken = perform(choice(meeting.receive_op(), buffered.receive_op(),
                               sleep_op(5ms).wrap([] { return std::optional(1000); })));
      }
      return sum;
    }));
  }
  for (auto& producer : producers) producer.join();
  meeting.close();
  buffered.close();
  long sum = 0;
  for (auto& consumer : consumers) sum += consumer.join() % 1000;
  return sum;
}

/// Fibers of several priorities that take turns with a lock, until a time limit cancels them.
int contend() {
  mutex lock;
  int turns = 0;
  (void)move_on_after(1s, [&] {
    with_scope([&](scope& scope) {
      for (int i = 0; i < 6; ++i) {
        (void)scope.spawn({.priority = i % 3 - 1}, [&lock, &turns, i] {
          for (;;) {
            const std::unique_lock held(lock);
            ++turns;
            if (turns % 4 == 0)
              this_fiber::sleep_for(std::chrono::milliseconds(10 + i));
            else
              this_fiber::yield();
          }
        });
      }
    });
  });
  return turns;
}

/// An actor that is asked by many.
int ask_around() {
  struct next {};
  const actor_ref counter = spawn_actor([](self& me) {
    int count = 0;
    me.receive_loop([&](next) { return ++count; });
  });
  std::vector<fiber_handle<int>> askers;
  for (int i = 0; i < 10; ++i)
    askers.push_back(spawn([counter] { return counter.ask<int>(next{}, 1s); }));
  int sum = 0;
  for (auto& asker : askers) sum += asker.join();
  return sum;
}

void busy_program() {
  auto exchanged = spawn(exchange);
  auto contended = spawn(contend);
  auto worked = spawn([] { return blocking([] { return 7; }) + blocking([] { return 8; }); });
  EXPECT_EQ(ask_around(), 55);
  EXPECT_EQ(worked.join(), 15);
  EXPECT_EQ(exchanged.join() % 10, 0);
  EXPECT_GT(contended.join(), 10);
}

struct ran {
  std::uint64_t digest;
  std::string text;
};

ran run_busy_program(std::uint64_t seed) {
  simulation world(seed, simulation::keeps::steps);
  runtime simulated({.workers = 4, .host = &world});
  simulated.run(busy_program);
  EXPECT_EQ(world.trace().steps().size(), world.trace().length());
  return {world.trace().digest(), world.trace().text()};
}

TEST(Replay, GivesTheSameTraceForTheSameSeed) {
  for_each_seed(50, [](std::uint64_t seed) {
    const ran first = run_busy_program(seed);
    const ran second = run_busy_program(seed);
    EXPECT_EQ(first.text, second.text);
    EXPECT_EQ(first.digest, second.digest);
    return !::testing::Test::HasFailure();
  });
}

TEST(Replay, GivesOtherTracesForOtherSeeds) {
  std::set<std::uint64_t> digests;
  for (std::uint64_t seed = 0; seed < 100; ++seed) digests.insert(run_busy_program(seed).digest);
  EXPECT_EQ(digests.size(), 100u);
}

/// These numbers are compiled into the tests of every platform, which so are held to the same traces.
/// Whoever changes the order in which the scheduler asks for choices writes down the new ones.
TEST(Replay, GivesTheSameTraceOnEveryPlatform) {
  constexpr std::array<std::uint64_t, 4> digests = {514141820687608563u, 8132745397370785946u,
                                                    6837914919502037714u, 14722492439348432215u};
  for (std::uint64_t seed = 0; seed < digests.size(); ++seed)
    EXPECT_EQ(run_busy_program(seed).digest, digests[seed]) << run_busy_program(seed).text;
}

TEST(Replay, TellsWhoWentOnWhereAndWhen) {
  simulation world(1, simulation::keeps::steps);
  runtime simulated({.workers = 2, .host = &world});
  simulated.run([] {
    this_fiber::sleep_for(2s);
    spawn({.worker = 1}, [] {}).join();
  });
  const std::vector<trace::step>& steps = world.trace().steps();
  ASSERT_GE(steps.size(), 4u);
  EXPECT_EQ(steps[0], (trace::step{.at = 0s, .worker = 0, .fiber = 1}));
  EXPECT_EQ(steps[1].worker, 0u);
  EXPECT_GE(steps[1].at, 2s);
  EXPECT_LT(steps[1].at, 2001ms);
  EXPECT_EQ(steps[2].worker, 1u);
  EXPECT_EQ(steps[2].fiber, 2u);
  EXPECT_TRUE(world.trace().text().starts_with("     0.000000000 s  worker 0  fiber 1\n"))
      << world.trace().text();
}

TEST(Replay, KeepsNoStepsUnlessAsked) {
  simulation world(1);
  runtime({.workers = 2, .host = &world}).run(busy_program);
  EXPECT_GT(world.trace().length(), 100u);
  EXPECT_TRUE(world.trace().steps().empty());
  EXPECT_EQ(world.trace().text(), "");
}

}  // namespace
}  // namespace weft::testing
