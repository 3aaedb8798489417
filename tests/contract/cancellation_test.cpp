// What a cancelled fiber sees, and those who join it.
#include <atomic>
#include <exception>
#include <stdexcept>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

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

}  // namespace
}  // namespace weft::contract
