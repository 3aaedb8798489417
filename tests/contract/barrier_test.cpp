#include <atomic>
#include <memory>
#include <stdexcept>
#include <vector>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

TEST(Barrier, KeepsEveryoneInTheSameRound) {
  on_every_pool([] {
    constexpr int count = 7, rounds = 20;
    barrier gate(count);
    std::atomic<int> arrived = 0;
    std::vector<fiber_handle<void>> fibers;
    for (int f = 0; f < count; ++f)
      fibers.push_back(spawn([&] {
        for (int round = 1; round <= rounds; ++round) {
          ++arrived;
          gate.arrive_and_wait();
          EXPECT_GE(arrived, count * round);
          gate.arrive_and_wait();
          EXPECT_LE(arrived, count * (round + 1));
        }
      }));
    for (auto& fiber : fibers) fiber.join();
    EXPECT_EQ(arrived, count * rounds);
  });
}

TEST(Barrier, OfOneHoldsNobody) {
  on_every_pool([] {
    barrier alone(1);
    for (int i = 0; i < 3; ++i) alone.arrive_and_wait();
  });
}

TEST(Barrier, RefusesACountOfZero) { EXPECT_THROW(barrier(0), std::invalid_argument); }

TEST(Barrier, TakesTheArrivalOfACancelledWaiterBack) {
  on_every_pool([] {
    barrier pair(2);
    auto lost = start_here([&] { pair.arrive_and_wait(); });
    lost.cancel();
    EXPECT_THROW(lost.join(), fiber_cancelled);
    auto first = start_here([&] { pair.arrive_and_wait(); });
    EXPECT_EQ(first.state(), fiber_state::waiting);
    pair.arrive_and_wait();
    first.join();
  });
}

TEST(Barrier, IsUsableWhereverAWaiterIsCancelled) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      barrier pair(2);
      std::atomic<int> passed = 0;
      one.start([&](victim& self) {
        for (int i = 0; i < 3; ++i) {
          self.step();
          pair.arrive_and_wait();
          ++passed;
        }
      });
      one.settle();
      auto partner = spawn([&] {
        for (int i = 0; i < 3; ++i) pair.arrive_and_wait();
      });
      one.join();
      partner.cancel();
      try {
        partner.join();
      } catch (const fiber_cancelled&) {
      }
      auto again = start_here([&] { pair.arrive_and_wait(); });
      pair.arrive_and_wait();
      again.join();
    });
  });
}

TEST(Barrier, IsNotTouchedByTheOthersOnceAllAreBack) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(1000); ++i) {
      auto gate = std::make_unique<barrier>(3);
      wait_group back;
      back.add(2);
      std::vector<fiber_handle<void>> others;
      for (int f = 0; f < 2; ++f)
        others.push_back(spawn_elsewhere([&back, &gate = *gate] {
          gate.arrive_and_wait();
          back.done();
        }));
      gate->arrive_and_wait();
      back.wait();
      gate.reset();
      for (auto& other : others) other.join();
    }
  });
}

}  // namespace
}  // namespace weft::contract
