// The threads of the native host, driving workers that follow a script.
#include <gtest/gtest.h>
#include <weft/platform/host.hpp>

#include <atomic>
#include <deque>
#include <functional>
#include <latch>
#include <random>
#include <set>
#include <system_error>
#include <thread>
#include <vector>

#include "unthreaded.hpp"

namespace weft::platform {
namespace {

using namespace std::chrono_literals;

constexpr pump_result finished{pump_result::next::finished, {}};
constexpr pump_result again{pump_result::next::again, {}};
constexpr pump_result wait{};

/// Does one thing in each pump, and checks that it is pumped by one thread at a time.
class scripted final : public pumpable {
 public:
  explicit scripted(std::function<pump_result()> script = [] { return finished; })
      : script_(std::move(script)) {}

  pump_result pump(duration) override {
    EXPECT_FALSE(pumped_);
    pumped_ = true;
    thread = std::this_thread::get_id();
    ++pumps;
    const pump_result result = script_();
    pumped_ = false;
    return result;
  }
  void nothing_will_come() override { FAIL(); }

  int pumps = 0;
  std::thread::id thread;

 private:
  std::function<pump_result()> script_;
  bool pumped_ = false;
};

void drive(std::vector<pumpable*> workers) { default_host().drive(workers); }

TEST(Crew, PumpsTheFirstWorkerHereAndEachOtherOnItsOwnThread) {
  std::latch all_there(3);
  const auto meet = [&] {
    all_there.arrive_and_wait();
    return finished;
  };
  scripted a(meet), b(meet), c(meet);
  drive({&a, &b, &c});
  EXPECT_EQ(a.thread, std::this_thread::get_id());
  EXPECT_EQ((std::set{a.thread, b.thread, c.thread}.size()), 3u);
}

TEST(Crew, PumpsAgainUntilFinished) {
  int left = 100;
  scripted one([&] { return --left == 0 ? finished : again; });
  drive({&one});
  EXPECT_EQ(one.pumps, 100);
}

TEST(Crew, WaitsUntilTheDeadline) {
  time_point deadline = time_point::max();
  scripted one([&] {
    if (deadline != time_point::max()) return finished;
    deadline = default_host().now() + 2ms;
    return pump_result{pump_result::next::wait, deadline};
  });
  drive({&one});
  EXPECT_GE(default_host().now(), deadline);
  EXPECT_EQ(one.pumps, 2);
}

TEST(Crew, KeepsAWakeThatComesWhileItsWorkerIsPumped) {
  scripted one([&, times = 0]() mutable {
    default_host().wake(one);
    return ++times == 1000 ? finished : wait;
  });
  drive({&one});
  EXPECT_EQ(one.pumps, 1000);
}

/// Each worker has a count of its own to bring to the end; every step is a wake by another one.
TEST(Crew, LosesNoWakeAmongMany) {
  for (const std::size_t size : {2u, 3u, 8u}) {
    constexpr int steps = 5'000;
    std::atomic<int> turns{0};  // the ring: whose turn it is, counted up
    std::deque<scripted> ring;
    for (std::size_t i = 0; i < size; ++i)
      ring.emplace_back([&, i] {
        if (const int turn = turns; turn < steps && turn % size == i) {
          turns = turn + 1;
          default_host().wake(ring[(i + 1) % size]);
        }
        if (turns < steps) return wait;
        default_host().wake(ring[(i + 1) % size]);
        return finished;
      });
    std::vector<pumpable*> workers;
    for (scripted& one : ring) workers.push_back(&one);
    drive(workers);
    EXPECT_EQ(turns, steps);
  }
}

TEST(Crew, ComesBackOnlyWhenAddedWorkersHaveFinished) {
  scripted last([&, times = 0]() mutable {
    return ++times == 3 ? finished
                        : pump_result{pump_result::next::wait, default_host().now() + 1ms};
  });
  scripted middle([&] {
    default_host().add(last);
    return finished;
  });
  scripted first([&] {
    default_host().add(middle);
    return finished;
  });
  drive({&first});
  EXPECT_EQ(last.pumps, 3);
  EXPECT_EQ((std::set{first.thread, middle.thread, last.thread}.size()), 3u);
}

/// `it` ends and is wanted again at once, by someone who knows before its thread has left the pump.
void end_and_add_again(scripted& it, scripted& other, std::atomic<int>& ended, int times,
                       std::vector<pumpable*> workers) {
  drive(std::move(workers));
  EXPECT_EQ(ended, times);
  EXPECT_EQ(it.pumps, times);
  EXPECT_GE(other.pumps, 1);
}

TEST(Crew, PumpsAWorkerAgainThatHadFinished) {
  constexpr int times = 300;
  std::atomic<int> ended{0};
  for (const bool by_caller : {false, true}) {
    ended = 0;
    scripted* adder = nullptr;
    scripted it([&] {
      ++ended;
      default_host().wake(*adder);
      for (int i = 0; i < 10; ++i) std::this_thread::yield();  // let it be added meanwhile
      return finished;
    });
    scripted other([&, added = 1]() mutable {
      if (ended != added) return wait;
      if (added++ == times) return finished;
      default_host().add(it);
      return wait;
    });
    adder = &other;
    end_and_add_again(
        it, other, ended, times,
        by_caller ? std::vector<pumpable*>{&it, &other} : std::vector<pumpable*>{&other, &it});
  }
}

TEST(Crew, DrivesOneRunInAnother) {
  scripted inner_added, outer_added;
  scripted inner([&] {
    default_host().add(inner_added);
    return finished;
  });
  scripted outer([&] {
    drive({&inner});
    default_host().add(outer_added);
    return finished;
  });
  drive({&outer});
  EXPECT_EQ(inner_added.pumps, 1);
  EXPECT_EQ(outer_added.pumps, 1);
}

TEST(Crew, DrivesSeveralRunsAtATime) {
  std::vector<std::jthread> runs;
  for (int i = 0; i < 4; ++i)
    runs.emplace_back([] {
      for (int round = 0; round < 50; ++round) {
        scripted added, other;
        scripted first([&] {
          default_host().add(added);
          return finished;
        });
        drive({&first, &other});
        EXPECT_EQ(added.pumps + other.pumps, 2);
      }
    });
}

TEST(Crew, PumpsNobodyWhenOneOfTheThreadsCannotBeStarted) {
  for (const unsigned startable : {0u, 1u, 3u}) {
    std::deque<scripted> all(5);
    std::vector<pumpable*> workers;
    for (scripted& one : all) workers.push_back(&one);
    {
      const native::unthreaded process(startable);
      EXPECT_THROW(drive(workers), std::system_error);
    }
    for (const scripted& one : all) EXPECT_EQ(one.pumps, 0);
    drive(workers);
    for (const scripted& one : all) EXPECT_EQ(one.pumps, 1);
  }
}

TEST(Crew, GoesOnWithoutAWorkerThatCannotBeAdded) {
  scripted added;
  scripted first([&, tried = false]() mutable {
    if (!std::exchange(tried, true)) {
      const native::unthreaded process;
      EXPECT_THROW(default_host().add(added), std::system_error);
      return again;
    }
    default_host().add(added);
    return finished;
  });
  drive({&first});
  EXPECT_EQ(added.pumps, 1);
}

}  // namespace
}  // namespace weft::platform
