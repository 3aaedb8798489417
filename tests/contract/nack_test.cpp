// When a branch learns that it has lost: never when it wins, always when it does not.
#include "fixture.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft::contract {
namespace {

/// Keeps the nacks of the branches it makes, and tells which of them have fired.
class nack_log {
 public:
  template <class T>
  operation<T> watch(operation<T> branch) {
    auto kept = std::make_shared<operation<T>>(std::move(branch));
    return with_nack([this, kept](operation<void> nack) {
      nacks_.push_back(std::move(nack));
      return std::move(*kept);
    });
  }

  /// One letter for each branch in order: whether it was told that it lost. Only once.
  std::string fired() {
    std::string letters;
    for (auto& nack : nacks_) letters += poll(std::move(nack)) ? 'L' : '-';
    nacks_.clear();
    return letters;
  }

 private:
  std::vector<operation<void>> nacks_;
};

TEST(Nack, FiresForTheLosersAndNotForTheWinner) {
  on_every_pool([] {
    nack_log log;
    EXPECT_EQ(
        perform(choice(log.watch(never<int>()), log.watch(always(1)), log.watch(never<int>()))), 1);
    EXPECT_EQ(log.fired(), "L-L");
    EXPECT_EQ(perform(log.watch(always(2))), 2);
    EXPECT_EQ(log.fired(), "-");
    EXPECT_EQ(poll(log.watch(always(3))), 3);
    EXPECT_EQ(log.fired(), "-");
  });
}

TEST(Nack, FollowsWhoWinsAfterAWait) {
  on_every_pool([] {
    channel<int> numbers;
    auto sender = spawn([=] { numbers.send(4); });
    nack_log log;
    EXPECT_EQ(perform(choice(log.watch(numbers.receive_op()),
                             log.watch(sleep_op(1h).wrap([] { return std::optional<int>(); })))),
              4);
    EXPECT_EQ(log.fired(), "-L");
    sender.join();
    EXPECT_EQ(perform(choice(log.watch(numbers.receive_op()),
                             log.watch(sleep_op(1us).wrap([] { return std::optional(5); })))),
              5);
    EXPECT_EQ(log.fired(), "L-");
  });
}

TEST(Nack, OfNestedBranchesFollowsTheInnermostWinner) {
  on_every_pool([] {
    nack_log log;
    auto inner = choice(log.watch(never<int>()), log.watch(always(1)));
    EXPECT_EQ(perform(choice(log.watch(std::move(inner)), log.watch(never<int>()))), 1);
    EXPECT_EQ(log.fired(), "-L-L");
    auto both = log.watch(log.watch(log.watch(never<int>()).wrap([](int n) { return n; })));
    EXPECT_EQ(perform(choice(std::move(both), always(2))), 2);
    EXPECT_EQ(log.fired(), "LLL");
  });
}

TEST(Nack, FiresWhenAPollFindsNothing) {
  on_every_pool([] {
    nack_log log;
    EXPECT_EQ(poll(log.watch(never<int>())), std::nullopt);
    EXPECT_EQ(log.fired(), "L");
    EXPECT_EQ(poll(choice(log.watch(never<int>()), log.watch(never<int>()))), std::nullopt);
    EXPECT_EQ(log.fired(), "LL");
  });
}

TEST(Nack, FiresWhenThePerformIsCancelled) {
  on_every_pool([] {
    nack_log log;
    auto waits =
        start_here([&] { perform(choice(log.watch(never<void>()), log.watch(sleep_op(1h)))); });
    waits.cancel();
    EXPECT_THROW(waits.join(), fiber_cancelled);
    EXPECT_EQ(log.fired(), "LL");
  });
}

TEST(Nack, FiresWhenALaterGuardThrows) {
  on_every_pool([] {
    nack_log log;
    auto throws = []() -> operation<int> { throw std::domain_error("guard"); };
    EXPECT_THROW(perform(choice(log.watch(always(1)), log.watch(log.watch(never<int>())),
                                guard(throws), log.watch(always(2)))),
                 std::domain_error);
    EXPECT_EQ(log.fired(), "LLL");
    EXPECT_THROW(poll(log.watch(guard(throws))), std::domain_error);
    EXPECT_EQ(log.fired(), "L");
  });
}

TEST(Nack, FiresWhenALaterGuardIsCancelled) {
  on_every_pool([] {
    nack_log log;
    bool later_ran = false;
    auto fiber = start_here([&] {
      perform(choice(log.watch(always(1)), guard([]() -> operation<int> {
                       this_fiber::sleep_for(1h);
                       return always(2);
                     }),
                     guard([&] {
                       later_ran = true;
                       return always(3);
                     })));
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_EQ(log.fired(), "L");
    EXPECT_FALSE(later_ran);
  });
}

TEST(Nack, FiresWhenItsOwnFunctionThrows) {
  on_every_pool([] {
    std::optional<operation<void>> kept;
    EXPECT_THROW(perform(with_nack([&](operation<void> nack) -> operation<int> {
                   kept.emplace(std::move(nack));
                   throw std::domain_error("with_nack");
                 })),
                 std::domain_error);
    EXPECT_TRUE(poll(std::move(*kept)));
  });
}

TEST(Nack, DoesNotFireWhenTheWinnersWrapThrows) {
  on_every_pool([] {
    nack_log log;
    EXPECT_THROW(perform(choice(
                     log.watch(always(1)).wrap([](int) -> int { throw std::domain_error("wrap"); }),
                     log.watch(never<int>()))),
                 std::domain_error);
    EXPECT_EQ(log.fired(), "-L");
  });
}

TEST(Nack, HasFiredBeforeTheWinnersWrapRuns) {
  on_every_pool([] {
    nack_log log;
    EXPECT_EQ(perform(choice(log.watch(never<std::string>()),
                             always().wrap([&] { return log.fired(); }))),
              "L");
  });
}

TEST(Nack, WakesAFiberThatWaitsForIt) {
  on_every_pool([] {
    channel<std::string> said(1);
    channel<int> stop;
    auto asker = start_here([=] {
      perform(choice(stop.receive_op(), with_nack([=](operation<void> nack) {
                       auto shared = std::make_shared<operation<void>>(std::move(nack));
                       (void)spawn([=] {
                         perform(std::move(*shared));
                         said.send("withdrawn");
                       });
                       return never<std::optional<int>>();
                     })));
    });
    EXPECT_EQ(said.size(), 0u);
    stop.send(1);
    EXPECT_EQ(said.receive(), "withdrawn");
    asker.join();
  });
}

/// A server that hands out each of its numbers once, to clients that may give up: what a client that
/// gave up was offered goes to the next one.
TEST(Nack, LetsAServerTakeBackWhatAClientDidNotTake) {
  on_every_pool([] {
    struct request {
      channel<int> answer;
      std::shared_ptr<operation<void>> given_up;
    };
    channel<request> requests;
    auto server = spawn([=] {
      int next = 0;
      for (const request& one : requests) {
        const bool taken = perform(choice(one.answer.send_op(next).wrap([] { return true; }),
                                          std::move(*one.given_up).wrap([] { return false; })));
        if (taken) ++next;
      }
      return next;
    });
    auto ask = [=] {
      return with_nack([=](operation<void> nack) {
        const request mine{channel<int>(), std::make_shared<operation<void>>(std::move(nack))};
        requests.send(mine);
        return mine.answer.receive_op();
      });
    };
    int taken = 0;
    for (int i = 0; i < 20; ++i) {
      auto gives_up = sleep_op(0s).wrap([] { return std::optional<int>(); });
      const std::optional<int> got =
          i % 2 == 0 ? perform(ask()) : perform(choice(ask(), std::move(gives_up)));
      if (got) {
        EXPECT_EQ(*got, taken++);
      }
    }
    requests.close();
    EXPECT_EQ(server.join(), taken);
    EXPECT_GE(taken, 10);
  });
}

TEST(Nack, MayBeIgnored) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(10'000); ++i)
      EXPECT_EQ(perform(choice(with_nack([](operation<void>) { return never<int>(); }), always(1))),
                1);
  });
}

}  // namespace
}  // namespace weft::contract
