// A program of which every fiber waits for another ends with the list of who waits for what.
#include <gtest/gtest.h>

#include <string>

#include <weft/testing.hpp>
#include <weft/weft.hpp>

namespace weft::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Test;

/// What `program` is told when it deadlocks.
template <class F>
std::string report_of(std::uint64_t seed, F program) {
  try {
    simulate({.seed = seed, .workers = 2}, program);
  } catch (const deadlock& found) {
    return found.what();
  }
  return "no deadlock";
}

void expect_line(const std::string& report, const std::string& line) {
  EXPECT_NE(report.find("\n  " + line), std::string::npos) << report;
}

TEST(Deadlock, ListsWhoWaitsForWhat) {
  for_each_seed(50, [](std::uint64_t seed) {
    const std::string report = report_of(seed, [] {
      channel<int> empty, full;
      auto reader = spawn({.name = "reader", .worker = 1}, [=]() mutable { empty.receive(); });
      auto writer = spawn({.name = "writer"}, [=]() mutable { full.send(1); });
      auto chooser = spawn([=] {
        perform(choice(empty.receive_op(),
                       full.receive_op().wrap([](auto) { return std::optional<int>(); })));
      });
      chooser.join();
      writer.join();
      auto undecided = spawn({.name = "undecided"}, [=] {
        perform(choice(empty.receive_op(), never<std::optional<int>>()));
      });
      reader.join();
    });
    EXPECT_TRUE(report.starts_with("weft: deadlock: every fiber waits")) << report;
    expect_line(report, "fiber 1 \"main\" waits for the end of a fiber");
    EXPECT_NE(report.find("\"reader\" waits for a value from a channel"), std::string::npos)
        << report;
    EXPECT_NE(report.find("\"undecided\" waits for the first of several operations"),
              std::string::npos)
        << report;
    EXPECT_EQ(report.find("writer"), std::string::npos) << report;
    return !Test::HasFailure();
  });
}

TEST(Deadlock, IsNoneWhileATimerIsArmed) {
  for_each_seed(20, [](std::uint64_t seed) {
    EXPECT_EQ(report_of(seed,
                        [] {
                          channel<int> empty;
                          EXPECT_FALSE(move_on_after(1h, [&] { empty.receive(); }));
                        }),
              "no deadlock");
  });
}

TEST(Deadlock, UnwindsTheProgram) {
  bool root_unwound = false, other_unwound = false;
  const auto program = [&] {
    const std::shared_ptr<void> root_end(nullptr, [&](void*) { root_unwound = true; });
    auto other = spawn([&other_unwound] {
      const std::shared_ptr<void> end(nullptr, [&](void*) { other_unwound = true; });
      channel<int>().receive();
    });
    other.join();
  };
  EXPECT_NE(report_of(1, program), "no deadlock");
  EXPECT_TRUE(root_unwound);
  EXPECT_TRUE(other_unwound);
}

TEST(Deadlock, MayBeCaughtAndTheRunEndWell) {
  EXPECT_EQ(simulate({},
                     [] {
                       try {
                         channel<int>().receive();
                       } catch (const deadlock&) {
                         return 7;
                       }
                       return 0;
                     }),
            7);
}

TEST(Deadlock, ThatCannotBeBrokenEndsTheProgram) {
  EXPECT_DEATH_IF_SUPPORTED(simulate({}, [] { shield([] { channel<int>().receive(); }); }),
                            "deadlock: every fiber waits.*\"main\" waits for a value");
}

TEST(Deadlock, IsFoundInARunAfterOneThatHadOne) {
  simulation world(1);
  runtime simulated({.workers = 2, .host = &world});
  for (int run = 0; run < 3; ++run)
    EXPECT_THROW(simulated.run([] { channel<int>().receive(); }), deadlock);
  EXPECT_EQ(simulated.run([] { return 1; }), 1);
}

}  // namespace
}  // namespace weft::testing
