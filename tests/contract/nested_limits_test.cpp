// Limits inside one another, with scopes and shields between.
#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>

#include "fixture.hpp"

namespace weft::contract {
namespace {

void forever() { this_fiber::sleep_for(std::chrono::hours::max()); }

TEST(NestedLimit, LetsTheOuterOnesErrorPass) {
  on_every_pool([] {
    EXPECT_THROW(cancel_after(1us, "outer", [] { move_on_after(1h, forever); }),
                 std::runtime_error);
    EXPECT_THROW(cancel_after(1us, [] { cancel_after(1h, "inner", forever); }), timed_out);
    EXPECT_FALSE(move_on_after(1us, [] { cancel_after(1h, forever); }));
    EXPECT_FALSE(move_on_after(1us, [] {
                   return move_on_after(1h, 1, [] {
                     forever();
                     return 2;
                   });
                 }).has_value());
    EXPECT_FALSE(move_on_after(1us, [] {
      move_on_after(1h, [] { move_on_after(2h, [] { move_on_after(3h, forever); }); });
      ADD_FAILURE() << "an inner limit took the outer one's cancellation for its own";
    }));
  });
}

TEST(NestedLimit, EndsAloneWhenItIsTheShorterOne) {
  on_every_pool([] {
    const bool outer = move_on_after(1h, [] {
      EXPECT_THROW(cancel_after(1us, forever), timed_out);
      EXPECT_FALSE(move_on_after(1us, forever));
      this_fiber::yield();
    });
    EXPECT_TRUE(outer);
  });
}

TEST(NestedLimit, GoesToTheOuterOneWhenBothEndAtOnce) {
  on_every_pool([] {
    const auto outer_error = std::make_exception_ptr(std::domain_error("outer"));
    for (const auto outer : {0us, 1us, 70us}) {
      for (const auto inner : {0us, 1us, 70us}) {
        EXPECT_THROW(cancel_after(outer, outer_error,
                                  [&] {
                                    move_on_after(inner, [] {
                                      shield([] { this_fiber::sleep_for(1ms); });  // both end
                                      forever();
                                    });
                                    ADD_FAILURE() << "the inner limit took both for its own";
                                  }),
                     std::domain_error);
      }
    }
  });
}

TEST(NestedLimit, LeavesTheFibersOwnCancellationToTheFiber) {
  on_every_pool([] {
    auto fiber = start_here([] {
      move_on_after(1h, [] { cancel_after(2h, "inner", [] { move_on_after(3h, forever); }); });
      ADD_FAILURE() << "a limit swallowed the fiber's cancellation";
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);

    auto both = start_here([] {
      move_on_after(1us, [] {
        shield([] { this_fiber::sleep_for(2ms); });
        forever();
      });
      ADD_FAILURE() << "a limit swallowed the fiber's cancellation";
    });
    both.cancel(std::make_exception_ptr(std::domain_error("fiber")));
    EXPECT_THROW(both.join(), std::domain_error);
  });
}

TEST(Shield, KeepsEveryCancellationOutUntilItEnds) {
  on_every_pool([] {
    int steps = 0;
    auto fiber = start_here([&] {
      shield([&] {
        for (int i = 0; i < 5; ++i) {
          this_fiber::sleep_for(1us);
          this_fiber::check_cancel();
          EXPECT_FALSE(this_fiber::cancel_requested());
          ++steps;
        }
      });
      EXPECT_TRUE(this_fiber::cancel_requested());
      this_fiber::check_cancel();
      ADD_FAILURE() << "went on";
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_EQ(steps, 5);
  });
}

TEST(Shield, ReturnsAndThrowsWhatItsFunctionDoes) {
  on_every_pool([] {
    EXPECT_EQ(shield([] { return 3; }), 3);
    EXPECT_EQ(*shield([] { return std::make_unique<int>(4); }), 4);
    EXPECT_THROW(shield([] { throw std::domain_error("inside"); }), std::domain_error);
    this_fiber::check_cancel();
  });
  EXPECT_EQ(shield([] { return 5; }), 5);  // outside fibers
}

TEST(Shield, LetsLimitsInsideItWork) {
  on_every_pool([] {
    auto fiber = start_here([] {
      return shield([] {
        EXPECT_FALSE(move_on_after(1us, forever));
        EXPECT_THROW(cancel_after(1us, [] { shield([] { cancel_after(1us, forever); }); }),
                     timed_out);
        return 8;
      });
    });
    fiber.cancel();
    EXPECT_EQ(fiber.join(), 8);
  });
}

TEST(Shield, ProtectsTheBodyOfAScopeFromAFailingChild) {
  on_every_pool([] {
    bool done = false;
    EXPECT_THROW(with_scope([&](scope& children) {
                   children.spawn([] { throw std::domain_error("child"); });
                   shield([&] {
                     for (int i = 0; i < 5; ++i) this_fiber::sleep_for(1us);
                     done = true;
                   });
                   forever();
                 }),
                 std::domain_error);
    EXPECT_TRUE(done);
  });
}

TEST(Limit, CancelsTheChildrenOfTheScopesInside) {
  on_every_pool([] {
    std::atomic<int> unwound = 0;
    EXPECT_FALSE(move_on_after(1h, [&](timeout& limit) {
      with_scope([&](scope& children) {
        for (int i = 0; i < 3; ++i)
          let_it_wait(children.spawn({.worker = this_fiber::worker()}, [&] {
            const std::shared_ptr<void> witness(nullptr, [&](void*) { ++unwound; });
            forever();
          }));
        limit.reset(1us);
      });
      ADD_FAILURE() << "the scope returned";
    }));
    EXPECT_EQ(unwound, 3);
  });
}

TEST(Limit, IsNotInheritedByFibersSpawnedInside) {
  on_every_pool([] {
    std::optional<fiber_handle<int>> outlives;
    EXPECT_FALSE(move_on_after(1us, [&] {
      outlives = spawn([] {
        this_fiber::sleep_for(1ms);
        return 1;
      });
      forever();
    }));
    EXPECT_EQ(outlives->join(), 1);
  });
}

/// All orders of three regions: the innermost that can end what waits inside does.
TEST(Limit, NestsWithScopesAndShieldsInAnyOrder) {
  on_every_pool([] {
    auto in_scope = [](auto f) { with_scope([&](scope&) { f(); }); };
    EXPECT_FALSE(move_on_after(1us, [&] { in_scope([] { forever(); }); }));
    in_scope([] { EXPECT_FALSE(move_on_after(1us, forever)); });
    in_scope([] { shield([] { EXPECT_FALSE(move_on_after(1us, forever)); }); });
    shield([&] { in_scope([] { EXPECT_FALSE(move_on_after(1us, forever)); }); });
    shield([&] { EXPECT_FALSE(move_on_after(1us, [&] { in_scope(forever); })); });
    EXPECT_TRUE(
        move_on_after(1us, [&] { in_scope([] { shield([] { this_fiber::sleep_for(1ms); }); }); }));
    EXPECT_FALSE(move_on_after(1us, [&] {
      shield([&] {
        in_scope([] { EXPECT_FALSE(move_on_after(1us, forever)); });
        this_fiber::yield();
      });
      this_fiber::check_cancel();
      ADD_FAILURE() << "went on";
    }));
    EXPECT_THROW(in_scope([] {
                   move_on_after(1h, [] {
                     with_scope([](scope& children) {
                       children.spawn([] { throw std::domain_error("child"); });
                       forever();
                     });
                   });
                 }),
                 std::domain_error);
  });
}

}  // namespace
}  // namespace weft::contract
