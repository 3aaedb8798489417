#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(Blocking, ReturnsWhatItsFunctionReturns) {
  on_every_pool([] {
    EXPECT_EQ(blocking([] { return std::string("read"); }), "read");
    EXPECT_EQ(*blocking([] { return std::make_unique<int>(3); }), 3);
    int effect = 0;
    blocking([&] { effect = 4; });
    EXPECT_EQ(effect, 4);
  });
}

TEST(Blocking, ThrowsWhatItsFunctionThrows) {
  on_every_pool([] {
    EXPECT_THROW(blocking([]() -> int { throw std::domain_error("disk"); }), std::domain_error);
    EXPECT_EQ(blocking([] { return 1; }), 1);
  });
}

TEST(Blocking, ComesBackToItsWorker) {
  on_every_pool([] {
    std::vector<fiber_handle<bool>> fibers;
    for (int f = 0; f < 16; ++f)
      fibers.push_back(spawn([] {
        const unsigned before = this_fiber::worker();
        const fiber_id id = this_fiber::id();
        blocking([] {});
        return this_fiber::worker() == before && this_fiber::id() == id;
      }));
    for (auto& fiber : fibers) EXPECT_TRUE(fiber.join());
  });
}

TEST(Blocking, RunsWhereItIsCalledOutsideFibers) {
  EXPECT_EQ(blocking([] { return this_fiber::id(); }), 0u);
}

TEST(Blocking, EndsItsFunctionBeforeACancelledFiberUnwinds) {
  on_every_pool([] {
    std::optional<fiber_handle<void>> fiber;
    event known;
    bool ended = false, went_on = false;
    fiber.emplace(spawn([&] {
      known.wait();
      blocking([&] {
        fiber->cancel();
        ended = true;
      });
      went_on = true;
    }));
    known.set();
    EXPECT_THROW(fiber->join(), fiber_cancelled);
    EXPECT_TRUE(ended);
    EXPECT_FALSE(went_on);
  });
}

TEST(Blocking, BeginsNothingInACancelledFiber) {
  on_every_pool([] {
    bool ran = false;
    auto fiber = start_here([&] {
      try {
        this_fiber::sleep_for(1h);
      } catch (const cancelled&) {
      }
      blocking([&] { ran = true; });
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_FALSE(ran);
  });
}

TEST(Blocking, OutlastsALimit) {
  on_every_pool([] {
    bool ended = false;
    EXPECT_FALSE(move_on_after(0s, [&] {
      shield([&] { blocking([&] { ended = true; }); });
      blocking([] { FAIL() << "the time was up"; });
    }));
    EXPECT_TRUE(ended);
  });
}

TEST(Blocking, IsDoneForManyFibersThatAnswerMessages) {
  struct request {
    int number;
    channel<int> answer;
  };
  constexpr int servers = 256;
  on_every_pool([] {
    const int rounds = as_many_as_fit(65'536) / servers + 1;
    std::vector<channel<request>> inboxes;
    std::vector<fiber_handle<void>> fibers;
    for (int s = 0; s < servers; ++s) {
      const channel<request> inbox(4);
      inboxes.push_back(inbox);
      fibers.push_back(spawn([inbox, s] {
        for (const request& wanted : inbox)
          wanted.answer.send(blocking([&] { return wanted.number + s; }));
      }));
    }
    std::vector<fiber_handle<long>> clients;
    for (int s = 0; s < servers; ++s)
      clients.push_back(spawn([rounds, inbox = inboxes[static_cast<std::size_t>(s)]] {
        const channel<int> answer(1);
        long sum = 0;
        for (int n = 0; n < rounds; ++n) {
          inbox.send({n, answer});
          sum += *answer.receive();
        }
        inbox.close();
        return sum;
      }));
    for (int s = 0; s < servers; ++s)
      EXPECT_EQ(clients[static_cast<std::size_t>(s)].join(),
                static_cast<long>(rounds) * (rounds - 1) / 2 + static_cast<long>(rounds) * s);
    for (auto& fiber : fibers) fiber.join();
  });
}

}  // namespace
}  // namespace weft::contract
