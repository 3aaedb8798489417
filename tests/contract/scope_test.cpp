// What a scope promises: no child outlives it, and the first failure is its own.
#include <atomic>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(Scope, ReturnsTheBodysValueWhenAllChildrenHaveEnded) {
  on_every_pool([] {
    std::atomic<int> ended = 0;
    EXPECT_EQ(with_scope([&](scope& children) {
                for (int i = 0; i < 10; ++i)
                  children.spawn([&] {
                    this_fiber::sleep_for(1ms);
                    ++ended;
                  });
                return std::string("body");
              }),
              "body");
    EXPECT_EQ(ended, 10);
    with_scope([](scope&) {});
    EXPECT_EQ(*with_scope([](scope&) { return std::make_unique<int>(3); }), 3);
  });
}

TEST(Scope, GivesHandlesThatCanBeJoinedAndOutliveIt) {
  on_every_pool([] {
    auto kept = with_scope([](scope& children) {
      auto left = children.spawn([] { return 1; });
      auto right =
          children.spawn({.name = "right"}, [] { return std::string(this_fiber::name()); });
      EXPECT_EQ(left.join(), 1);
      return right;
    });
    EXPECT_TRUE(kept.done());
    EXPECT_EQ(kept.join(), "right");
  });
}

TEST(Scope, RethrowsTheFirstFailureAndCancelsTheRest) {
  on_every_pool([] {
    std::optional<fiber_handle<void>> sibling;
    try {
      with_scope([&](scope& children) {
        sibling = children.spawn([] { this_fiber::sleep_for(1h); });
        children.spawn([] { throw std::domain_error("child"); });
        this_fiber::sleep_for(1h);
        ADD_FAILURE() << "the body went on";
      });
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::domain_error& failure) {
      EXPECT_STREQ(failure.what(), "child");
    }
    EXPECT_THROW(sibling->join(), fiber_cancelled);
    this_fiber::yield();  // the caller itself was not cancelled
  });
}

TEST(Scope, RethrowsWhatTheBodyThrowsAndCancelsTheChildren) {
  on_every_pool([] {
    bool unwound = false;
    EXPECT_THROW(with_scope([&](scope& children) -> int {
                   auto child = children.spawn({.worker = this_fiber::worker()}, [&] {
                     const std::shared_ptr<void> witness(nullptr, [&](void*) { unwound = true; });
                     this_fiber::sleep_for(1h);
                   });
                   let_it_wait(child);
                   throw std::domain_error("body");
                 }),
                 std::domain_error);
    EXPECT_TRUE(unwound);
  });
}

TEST(Scope, ReportsFailuresThatComeLater) {
  std::atomic<int> reported = 0;
  on_every_pool(
      [&] {
        reported = 0;
        EXPECT_THROW(with_scope([](scope& children) {
                       let_it_wait(children.spawn({.worker = this_fiber::worker()}, [] {
                         try {
                           this_fiber::sleep_for(1h);
                         } catch (const cancelled&) {
                           throw std::range_error("second");
                         }
                       }));
                       children.spawn([] { throw std::domain_error("first"); });
                       this_fiber::sleep_for(1h);
                     }),
                     std::domain_error);
        while (reported == 0) this_fiber::yield();
        EXPECT_EQ(reported, 1);
      },
      [&](runtime_options& options) {
        options.on_unhandled_failure = [&](fiber_id, std::string_view, std::exception_ptr what) {
          EXPECT_THROW(std::rethrow_exception(what), std::range_error);
          ++reported;
        };
      });
}

TEST(Scope, DoesNotTakeACancelledChildForAFailedOne) {
  on_every_pool([] {
    const int value = with_scope([](scope& children) {
      auto plain = children.spawn([] { this_fiber::sleep_for(1h); });
      auto reasoned = children.spawn([] { this_fiber::sleep_for(1h); });
      plain.cancel();
      reasoned.cancel(std::make_exception_ptr(std::runtime_error("reason")));
      EXPECT_THROW(plain.join(), fiber_cancelled);
      EXPECT_THROW(reasoned.join(), std::runtime_error);
      return 6;
    });
    EXPECT_EQ(value, 6);
  });
}

TEST(Scope, CancelReturnsTheBodysValue) {
  on_every_pool([] {
    const int value = with_scope([](scope& children) {
      for (int i = 0; i < 5; ++i) children.spawn([] { this_fiber::sleep_for(1h); });
      children.cancel();
      this_fiber::yield();  // does not throw: the body goes on
      bool ran = false;
      auto late = children.spawn([&] { ran = true; });
      EXPECT_THROW(late.join(), fiber_cancelled);
      EXPECT_FALSE(ran);
      children.cancel();
      return 7;
    });
    EXPECT_EQ(value, 7);
  });
}

TEST(Scope, LetsChildrenSpawnIntoItAfterTheBodyHasReturned) {
  on_every_pool([] {
    std::atomic<int> ran = 0;
    with_scope([&](scope& children) {
      children.spawn([&] {
        this_fiber::sleep_for(100us);  // the body returns meanwhile
        auto grandchild = children.spawn([&] {
          this_fiber::sleep_for(100us);
          children.spawn([&] { ++ran; });
          ++ran;
        });
        grandchild.join();
        ++ran;
      });
    });
    EXPECT_EQ(ran, 3);
  });
}

TEST(Scope, LetsAChildCancelItAfterTheBodyHasReturned) {
  on_every_pool([] {
    with_scope([](scope& children) {
      children.spawn([] { this_fiber::sleep_for(1h); });
      children.spawn([&children] {
        this_fiber::sleep_for(100us);
        children.cancel();
      });
    });
  });
}

TEST(Scope, AdoptsAFiberOfAnyWorker) {
  on_every_pool([] {
    for (unsigned worker = 0; worker < runtime::current().pool_size(); ++worker) {
      channel<int> go;
      auto fiber = spawn({.worker = worker}, [=] { return go.receive(); });
      with_scope([&](scope& children) {
        children.adopt(fiber);
        go.send(1);
      });
      EXPECT_TRUE(fiber.done());
    }
  });
}

TEST(Scope, FailsWithAnAdoptedFiberThatFailsOrHasFailed) {
  on_every_pool([] {
    auto failed = start_here([] { throw std::domain_error("earlier"); });
    EXPECT_THROW(with_scope([&](scope& children) {
                   children.adopt(failed);
                   this_fiber::sleep_for(1h);
                 }),
                 std::domain_error);
    channel<int> go;
    auto fails = spawn([=] {
      go.receive();
      throw std::domain_error("later");
    });
    EXPECT_THROW(with_scope([&](scope& children) {
                   children.adopt(fails);
                   go.send(1);
                   this_fiber::sleep_for(1h);
                 }),
                 std::domain_error);
    auto ended = start_here([] { return 1; });
    with_scope([&](scope& children) { children.adopt(ended); });
    EXPECT_EQ(ended.join(), 1);
  });
}

TEST(Scope, CancelsWhatItAdopts) {
  on_every_pool([] {
    auto adopted = spawn([] { this_fiber::sleep_for(1h); });
    with_scope([&](scope& children) {
      children.adopt(adopted);
      children.cancel();
    });
    EXPECT_THROW(adopted.join(), fiber_cancelled);
    auto late = spawn([] { this_fiber::sleep_for(1h); });
    with_scope([&](scope& children) {
      children.cancel();
      children.adopt(late);
    });
    EXPECT_THROW(late.join(), fiber_cancelled);
  });
}

TEST(Scope, WaitsForChildrenThatTakeTheirTimeToUnwind) {
  on_every_pool([] {
    std::atomic<int> done = 0;
    struct slow {
      std::atomic<int>& done;
      ~slow() {
        for (int i = 0; i < 5; ++i) this_fiber::sleep_for(10us);
        ++done;
      }
    };
    EXPECT_THROW(with_scope([&](scope& children) {
                   for (int i = 0; i < 4; ++i) {
                     let_it_wait(children.spawn({.worker = this_fiber::worker()}, [&] {
                       const slow last{done};
                       this_fiber::sleep_for(1h);
                     }));
                   }
                   throw std::domain_error("body");
                 }),
                 std::domain_error);
    EXPECT_EQ(done, 4);
  });
}

TEST(Scope, MayBeUsedWhileTheStackUnwinds) {
  on_every_pool([] {
    std::atomic<int> ran = 0;
    struct last_scope {
      std::atomic<int>& ran;
      ~last_scope() {
        with_scope([this](scope& children) {
          for (int i = 0; i < 3; ++i)
            children.spawn([this] {
              this_fiber::sleep_for(10us);
              ++ran;
            });
        });
      }
    };
    auto fiber = start_here([&] {
      const last_scope last{ran};
      this_fiber::sleep_for(1h);
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_EQ(ran, 3);
  });
}

int sum_of_tree(int depth) {
  if (depth == 0) return 1;
  return with_scope([depth](scope& children) {
    auto left = children.spawn([=] { return sum_of_tree(depth - 1); });
    auto right = children.spawn([=] { return sum_of_tree(depth - 1); });
    return left.join() + right.join();
  });
}

TEST(Scope, NestsAsATree) {
  on_every_pool([] {
    const int depth = time_passes_while_running() ? 10 : 4;
    EXPECT_EQ(sum_of_tree(depth), 1 << depth);
  });
}

[[noreturn]] void fail_at(int depth) {
  if (depth == 0) throw std::domain_error("leaf");
  with_scope([depth](scope& children) {
    children.spawn([] { this_fiber::sleep_for(1h); });
    children.spawn([=] { fail_at(depth - 1); });
    this_fiber::sleep_for(1h);
  });
  ADD_FAILURE() << "the failure was lost";
  std::abort();
}

TEST(Scope, PassesAFailureThroughAllItsAncestors) {
  on_every_pool([] { EXPECT_THROW(fail_at(12), std::domain_error); });
}

TEST(Scope, HoldsManyChildrenThatEndAtOnce) {
  on_every_pool([] {
    const int count = as_many_as_fit(20'000);
    std::atomic<int> ended = 0;
    with_scope([&](scope& children) {
      for (int i = 0; i < count; ++i) children.spawn([&] { ++ended; });
    });
    EXPECT_EQ(ended, count);
    with_scope([&](scope& children) {
      for (int i = 0; i < as_many_as_fit(2'000); ++i)
        children.spawn([] { this_fiber::sleep_for(1h); });
      children.cancel();
    });
  });
}

TEST(Scope, IsGoneRightAfterItsLastChild) {
  on_every_pool([] {
    const int turns = as_many_as_fit(10'000);
    for (int i = 0; i < turns; ++i) {
      auto memory = std::make_unique<int>(0);
      with_scope([&](scope& children) {
        children.spawn([&] { ++*memory; });
        if (i % 2 == 0) this_fiber::yield();
      });
      ASSERT_EQ(*memory, 1);
    }
  });
}

TEST(Scope, RefusesPlacesWhereThereIsNoFiberOrNoWorker) {
  EXPECT_THROW(with_scope([](scope&) {}), std::logic_error);
  on_every_pool([] {
    with_scope([](scope& children) {
      EXPECT_THROW(children.spawn({.worker = 5000}, [] {}), std::out_of_range);
      children.spawn([] {});
    });
  });
}

}  // namespace
}  // namespace weft::contract
