// Where cancellation is thrown, what is thrown, and where it is kept out.
#include "fixture.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft::contract {
namespace {

/// A call to be made in a cancelled fiber. What it needs is ready: none has to wait.
struct call {
  const char* name;
  std::function<void()> make;
};

/// Every call that may park.
std::vector<call> suspension_points() {
  static channel<int> closed = [] {
    channel<int> made;
    made.close();
    return made;
  }();
  return {
      {"yield", [] { this_fiber::yield(); }},
      {"check_cancel", [] { this_fiber::check_cancel(); }},
      {"sleep_for zero", [] { this_fiber::sleep_for(0s); }},
      {"sleep_for", [] { this_fiber::sleep_for(1ns); }},
      {"sleep_until the past", [] { this_fiber::sleep_until(time_point::min()); }},
      {"send with room", [] { channel<int>(1).send(1); }},
      {"send to a closed channel", [] { closed.send(1); }},
      {"receive from a closed channel", [] { closed.receive(); }},
      {"the loop over a closed channel",
       [] {
         for ([[maybe_unused]] const int n : closed) {
         }
       }},
      {"perform always", [] { perform(always()); }},
      {"perform a ready choice", [] { perform(choice(always(1), never<int>())); }},
      {"select", [] { select(always(1), always(2.0)); }},
      {"join an ended fiber",
       [] {
         auto ended = shield([] { return start_here([] {}); });
         ended.join();
       }},
      {"lock a free mutex", [] { mutex().lock(); }},
      {"acquire a free semaphore", [] { semaphore(1).acquire(); }},
      {"wait for a set event",
       [] {
         event set;
         set.set();
         set.wait();
       }},
      {"wait for an empty wait group", [] { wait_group().wait(); }},
      {"arrive at a barrier for one", [] { barrier(1).arrive_and_wait(); }},
      {"blocking", [] { blocking([] { ADD_FAILURE() << "the work began"; }); }},
      {"a turn of every", [] { every(1ns, [] { return loop::stop; }); }},
      {"a turn of throttled_loop", [] { throttled_loop(1e9, [] { return loop::stop; }); }},
  };
}

/// Makes `calls` one after another in a fiber that has been cancelled, and tells which of them threw.
template <class F>
void in_a_cancelled_fiber(F body) {
  auto fiber = start_here([&] {
    try {
      this_fiber::sleep_for(1h);
    } catch (const cancelled&) {
      body();
    }
  });
  fiber.cancel();
  fiber.join();
}

TEST(SuspensionPoint, ThrowsInACancelledFiberThoughItNeedNotWait) {
  on_every_pool([] {
    in_a_cancelled_fiber([] {
      for (const auto& [name, make] : suspension_points()) EXPECT_THROW(make(), cancelled) << name;
    });
  });
}

TEST(SuspensionPoint, DoesNotThrowInsideAShield) {
  on_every_pool([] {
    in_a_cancelled_fiber([] {
      shield([] {
        for (const auto& [name, make] : suspension_points()) {
          if (std::string(name).starts_with("blocking")) continue;
          try {
            make();
          } catch (const cancelled&) {
            ADD_FAILURE() << name;
          } catch (const channel_closed&) {
          }
        }
      });
    });
  });
}

TEST(SuspensionPoint, DoesNotThrowWhileTheStackUnwinds) {
  on_every_pool([] {
    int made = 0;
    struct at_the_end {
      int& made;
      ~at_the_end() {
        for (const auto& [name, make] : suspension_points()) {
          if (std::string(name).starts_with("blocking")) continue;
          try {
            make();
          } catch (const cancelled&) {
            ADD_FAILURE() << name;
          } catch (const channel_closed&) {
          }
          ++made;
        }
      }
    };
    auto fiber = start_here([&] {
      const at_the_end last{made};
      this_fiber::sleep_for(1h);
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_GT(made, 15);
  });
}

TEST(SuspensionPoint, IsNoneOfTheCallsThatNeverWait) {
  on_every_pool([] {
    in_a_cancelled_fiber([] {
      channel<int> buffer(2);
      EXPECT_TRUE(buffer.try_send(1));
      EXPECT_EQ(buffer.try_receive(), 1);
      EXPECT_TRUE(poll(always()));
      EXPECT_TRUE(poll(choice(buffer.send_op(1), never<void>())));
      EXPECT_TRUE(buffer.close());
      mutex free;
      EXPECT_TRUE(free.try_lock());
      free.unlock();
      semaphore permits(1);
      EXPECT_TRUE(permits.try_acquire());
      permits.release();
      event flag;
      flag.set();
      wait_group count;
      count.add();
      count.done();
      auto child = spawn([] { return 1; });
      child.cancel();
      EXPECT_TRUE(this_fiber::cancel_requested());
      (void)this_fiber::id();
      (void)child.done();
      (void)clock::now();
    });
  });
}

// ----------------------------------------------------------------------------------------------------
// what is thrown

TEST(Cancellation, ThrowsTheReasonItselfEachTime) {
  on_every_pool([] {
    const auto reason = std::make_exception_ptr(std::domain_error("reason"));
    auto fiber = start_here([&] {
      for (int i = 0; i < 3; ++i) {
        try {
          this_fiber::sleep_for(1h);
          ADD_FAILURE() << "went on";
        } catch (const std::domain_error& thrown) {
          EXPECT_STREQ(thrown.what(), "reason");
        }
      }
      this_fiber::check_cancel();
    });
    fiber.cancel(reason);
    fiber.cancel();  // the first one counts
    fiber.cancel(std::make_exception_ptr(std::range_error("later")));
    try {
      fiber.join();
      ADD_FAILURE() << "went on";
    } catch (...) {
      EXPECT_EQ(std::current_exception(), reason);
    }
    EXPECT_EQ(fiber.state(), fiber_state::cancelled);
  });
}

TEST(Cancellation, IsNoStandardException) {
  on_every_pool([] {
    auto fiber = start_here([] {
      try {
        this_fiber::sleep_for(1h);
      } catch (const std::exception&) {
        ADD_FAILURE() << "caught as a std::exception";
      }
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), std::exception);  // what joining throws is one
  });
}

TEST(Cancellation, BeforeTheFirstRunKeepsTheBodyFromRunning) {
  on_workers(1, [] {
    bool ran = false;
    auto plain = spawn([&] { ran = true; });
    auto reasoned = spawn([&] { ran = true; });
    plain.cancel();
    reasoned.cancel(std::make_exception_ptr(std::domain_error("reason")));
    EXPECT_THROW(plain.join(), fiber_cancelled);
    EXPECT_THROW(reasoned.join(), std::domain_error);
    EXPECT_FALSE(ran);
  });
}

TEST(Cancellation, OfAFiberThatReturnsAllTheSameIsNoFailure) {
  on_every_pool([] {
    auto fiber = start_here([] {
      try {
        this_fiber::sleep_for(1h);
      } catch (const cancelled&) {
      }
      return 3;
    });
    fiber.cancel();
    EXPECT_EQ(fiber.join(), 3);
    EXPECT_EQ(fiber.state(), fiber_state::finished);
    fiber.cancel();  // has ended: nothing happens
    EXPECT_EQ(fiber.join(), 3);
  });
}

TEST(Cancellation, OfAFiberThatFailsInsteadIsItsFailure) {
  on_every_pool([] {
    auto fiber = start_here([] {
      try {
        this_fiber::sleep_for(1h);
      } catch (const cancelled&) {
        throw std::domain_error("failed");
      }
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), std::domain_error);
    EXPECT_EQ(fiber.state(), fiber_state::failed);
  });
}

TEST(Cancellation, OfItselfIsThrownAtTheNextSuspensionPoint) {
  on_every_pool([] {
    channel<fiber_handle<void>*> own(1);
    bool after = false;
    auto fiber = spawn([=, &after] {
      fiber_handle<void>* const self = *own.receive();
      self->cancel();
      EXPECT_TRUE(this_fiber::cancel_requested());
      after = true;
      this_fiber::yield();
      ADD_FAILURE() << "went on";
    });
    own.send(&fiber);
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_TRUE(after);
  });
}

TEST(Cancellation, CutsTheJoinNotTheJoinedFiber) {
  on_every_pool([] {
    channel<int> go;
    auto joined = spawn([=] { return go.receive(); });
    auto joiner = start_here([&] { return joined.join(); });
    joiner.cancel();
    EXPECT_THROW(joiner.join(), fiber_cancelled);
    go.send(4);
    EXPECT_EQ(joined.join(), 4);
  });
}

TEST(Cancellation, FromManySidesAtOnceIsThrownOnce) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(500); ++i) {
      std::atomic<int> caught = 0;
      auto fiber = spawn([&] {
        try {
          this_fiber::sleep_for(1h);
        } catch (const cancelled&) {
          ++caught;
        }
        shield([] { this_fiber::yield(); });
      });
      std::vector<fiber_handle<void>> cancellers;
      for (int c = 0; c < 4; ++c) cancellers.push_back(spawn([&] { fiber.cancel(); }));
      for (auto& canceller : cancellers) canceller.join();
      try {
        fiber.join();
        EXPECT_EQ(caught, 1);
      } catch (const fiber_cancelled&) {  // it had not begun
        EXPECT_EQ(caught, 0);
      }
    }
  });
}

/// A loop that neither waits nor lets others run still sees that its time is up.
TEST(Cancellation, ReachesALoopThatNeverWaits) {
  if (!time_passes_while_running()) GTEST_SKIP();
  on_every_pool([] {
    channel<int> buffer(1);
    EXPECT_FALSE(move_on_after(1ms, [] {
      for (;;) this_fiber::check_cancel();
    }));
    EXPECT_FALSE(move_on_after(1ms, [=] {
      for (;;) {
        buffer.send(1);
        buffer.receive();
      }
    }));
    EXPECT_FALSE(move_on_after(1ms, [] {
      for (;;) perform(always());
    }));
    EXPECT_FALSE(move_on_after(1ms, [] {
      with_scope([](scope&) {
        while (!this_fiber::cancel_requested()) {
        }
        this_fiber::check_cancel();
      });
    }));
    EXPECT_TRUE(move_on_after(1ms, [] {
      shield([] {
        while (!poll(this_fiber::cancel_op())) {
        }
      });
    }));
  });
}

// ----------------------------------------------------------------------------------------------------
// cancel_op

TEST(CancelOp, IsReadyInsideAShieldOnceTheFiberIsCancelled) {
  on_every_pool([] {
    auto fiber = start_here([] {
      return shield([] {
        EXPECT_FALSE(poll(this_fiber::cancel_op()));
        channel<int> nobody;
        const auto which = select(nobody.receive_op(), this_fiber::cancel_op());
        EXPECT_TRUE(poll(this_fiber::cancel_op()));
        perform(this_fiber::cancel_op());
        return which.index();
      });
    });
    fiber.cancel();
    EXPECT_EQ(fiber.join(), 1u);
  });
}

TEST(CancelOp, SeesLimitsAndScopesOutsideTheShieldToo) {
  on_every_pool([] {
    EXPECT_TRUE(move_on_after(1us, [] {
      shield([] { perform(choice(this_fiber::cancel_op(), this_fiber::cancel_op())); });
    }));
    EXPECT_THROW(with_scope([](scope& children) {
                   children.spawn([] { throw std::domain_error("child"); });
                   shield([] { perform(this_fiber::cancel_op()); });
                 }),
                 std::domain_error);
    shield([] { EXPECT_FALSE(poll(choice(this_fiber::cancel_op(), never<void>()))); });
  });
}

TEST(CancelOp, IsWithdrawnWhenAnotherBranchWins) {
  on_every_pool([] {
    channel<int> numbers;
    auto fiber = start_here([=] {
      shield([&] {
        auto is_cancel = this_fiber::cancel_op().wrap([] { return std::optional<int>(-1); });
        EXPECT_EQ(perform(choice(numbers.receive_op(), std::move(is_cancel))), 5);
      });
      this_fiber::sleep_for(1h);
    });
    numbers.send(5);
    let_it_wait(fiber);
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
  });
}

TEST(CancelOp, NeedsAFiber) { EXPECT_THROW((void)this_fiber::cancel_op(), std::logic_error); }

}  // namespace
}  // namespace weft::contract
