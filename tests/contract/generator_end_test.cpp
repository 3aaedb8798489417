// How generators end: at their end, in the middle, and with the fiber that resumes them.
#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

/// Sets a flag when it goes.
class witness {
 public:
  explicit witness(bool& gone) : gone_(gone) {}
  witness(const witness&) = delete;
  ~witness() { gone_ = true; }

 private:
  bool& gone_;
};

TEST(Generator, UnwindsItsBodyWhenItIsDestroyed) {
  on_every_pool([] {
    bool gone = false;
    {
      generator<int> numbers([&](auto& yield_value) {
        const witness here(gone);
        try {
          for (int n = 0;; ++n) yield_value(n);
        } catch (const std::exception&) {
          ADD_FAILURE() << "the body was told of its end by an ordinary exception";
        }
      });
      numbers.resume();
      EXPECT_FALSE(gone);
    }
    EXPECT_TRUE(gone);
  });
}

TEST(Generator, IsUnwoundAgainWhenItsBodyYieldsInACatch) {
  on_every_pool([] {
    int caught = 0;
    {
      generator<int> stubborn([&](auto& yield_value) {
        for (int n = 0; n < 3; ++n) {
          try {
            yield_value(n);
          } catch (...) {
            ++caught;
          }
        }
      });
      stubborn.resume();
    }
    EXPECT_EQ(caught, 3);
  });
}

TEST(Generator, YieldsNothingWhileItsStackUnwinds) {
  on_every_pool([] {
    bool gone = false;
    {
      generator<int> last_wishes([&](auto& yield_value) {
        const std::shared_ptr<void> wish(nullptr, [&](void*) {
          yield_value(2);
          gone = true;
        });
        yield_value(1);
      });
      last_wishes.resume();
    }
    EXPECT_TRUE(gone);
  });
}

TEST(Generator, LetsDestructorsWaitWhenItIsDestroyed) {
  on_every_pool([] {
    const channel<int> meeting;
    auto partner = spawn([meeting] { return meeting.receive(); });
    {
      generator<int> numbers([meeting](auto& yield_value) {
        const std::shared_ptr<void> last(nullptr, [meeting](void*) { meeting.send(5); });
        yield_value(1);
      });
      numbers.resume();
    }
    EXPECT_EQ(partner.join(), 5);
  });
}

TEST(Generator, UnwindsOnItsWorkerWhenItIsDestroyedOnAnother) {
  on_every_pool([] {
    for (unsigned other = 0; other < runtime::current().pool_size(); ++other) {
      const unsigned home = this_fiber::worker();
      unsigned unwound_on = 1000;
      generator<int> numbers([&](auto& yield_value) {
        const std::shared_ptr<void> here(nullptr, [&](void*) {
          this_fiber::yield();
          unwound_on = this_fiber::worker();
        });
        yield_value(1);
      });
      numbers.resume();
      auto destroyer =
          spawn({.worker = other}, [&unwound_on, numbers = std::move(numbers)]() mutable {
            {
              const generator<int> dies_here = std::move(numbers);
            }
            return unwound_on;
          });
      EXPECT_EQ(destroyer.join(), home);
    }
  });
}

TEST(Generator, IsUnwoundWithAFiberThatWasToHaveItAndNeverRan) {
  on_every_pool([] {
    bool gone = false;
    generator<int> numbers([&](auto& yield_value) {
      const std::shared_ptr<void> here(nullptr, [&](void*) {
        this_fiber::yield();
        gone = true;
      });
      yield_value(1);
    });
    numbers.resume();
    auto fiber = spawn_elsewhere([numbers = std::move(numbers)] {});
    fiber.cancel();
    EXPECT_THROW(
        {
          fiber.join();
          throw fiber_cancelled();  // it was quicker
        },
        fiber_cancelled);
    EXPECT_TRUE(gone);
  });
}

TEST(Generator, KeepsItsWorkerUntilItIsUnwound) {
  on_workers(2, [] {
    if (runtime::current().pool_size() < 2) return;  // a host that has one worker keeps it
    unsigned unwound_on = 1000;
    auto maker = spawn({.worker = 1}, [&] {
      generator<int> numbers([&](auto& yield_value) {
        const std::shared_ptr<void> here(nullptr,
                                         [&](void*) { unwound_on = this_fiber::worker(); });
        yield_value(1);
      });
      numbers.resume();
      return numbers;
    });
    std::optional<generator<int>> numbers = maker.join();
    runtime::current().set_pool_size(1);
    this_fiber::sleep_for(1ms);
    numbers.reset();
    EXPECT_EQ(unwound_on, 1u);
  });
}

TEST(Generator, IsUnwoundWhenTheRunEnds) {
  std::atomic<unsigned> alive = 0, held = 0;
  on_every_pool([&] {
    const unsigned workers = runtime::current().pool_size();
    held = 0;
    for (unsigned worker = 0; worker < workers; ++worker)
      (void)spawn({.worker = worker}, [&] {
        generator<int> numbers([&](auto& yield_value) {
          const std::shared_ptr<void> here(nullptr, [&](void*) { --alive; });
          ++alive;
          yield_value(1);
        });
        numbers.resume();
        (void)spawn_elsewhere([&, numbers = std::move(numbers)]() mutable {
          const generator<int> mine = std::move(numbers);
          ++held;
          this_fiber::sleep_for(1h);
        });
      });
    while (held != workers) this_fiber::yield();
    EXPECT_EQ(alive, workers);
  });
  EXPECT_EQ(alive, 0u);
}

TEST(Generator, ReleasesWhatItsBodyHoldsAtItsEnd) {
  on_every_pool([] {
    const auto held = std::make_shared<int>(1);
    generator<int> numbers([held](auto& yield_value) { yield_value(*held); });
    numbers.resume();
    EXPECT_EQ(held.use_count(), 2);
    numbers.resume();
    EXPECT_EQ(held.use_count(), 1);
  });
}

// ----------------------------------------------------------------------------------------------------------------
// cancellation and limits

TEST(Generator, HasItsResumersCancellationThrownInside) {
  on_every_pool([] {
    bool unwound = false;
    auto fiber = spawn([&] {
      generator<int> sleeper([&](auto&) {
        const witness here(unwound);
        this_fiber::sleep_for(1h);
      });
      EXPECT_THROW(sleeper.resume(), cancelled);
      EXPECT_TRUE(unwound);
      EXPECT_EQ(sleeper.resume(), std::nullopt);
      this_fiber::check_cancel();
    });
    let_it_wait(fiber);
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
  });
}

TEST(Generator, RunsUnderTheLimitsOfItsResumer) {
  on_every_pool([] {
    generator<int> slow([](auto& yield_value) {
      yield_value(1);
      this_fiber::sleep_for(1h);
    });
    EXPECT_EQ(move_on_after(1h, [&] { return *slow.resume(); }), 1);
    EXPECT_FALSE(move_on_after(1ms, [&] { return slow.resume(); }).has_value());
    EXPECT_EQ(slow.resume(), std::nullopt);
  });
}

TEST(Generator, MayUseLimitsBetweenItsYields) {
  on_every_pool([] {
    generator<bool> tries([](auto& yield_value) {
      for (;;) {
        const bool in_time = move_on_after(1ms, [] { this_fiber::sleep_for(1h); });
        yield_value(in_time);
      }
    });
    for (int i = 0; i < 3; ++i) EXPECT_EQ(tries.resume(), false);
  });
}

TEST(Generator, RefusesToYieldInsideALimitScopeOrShieldOfItsOwn) {
  on_every_pool([] {
    generator<std::string> careless([](auto& yield_value) {
      std::string refused;
      const auto attempt = [&] {
        try {
          yield_value("never seen");
        } catch (const std::logic_error&) {
          refused += '!';
        }
      };
      move_on_after(1h, attempt);
      with_scope([&](scope&) { attempt(); });
      shield(attempt);
      yield_value(refused);
    });
    EXPECT_EQ(careless.resume(), "!!!");
  });
}

TEST(Generator, IsShieldedWhileTheStackOfItsResumerUnwinds) {
  on_every_pool([] {
    bool slept = false;
    auto fiber = spawn([&] {
      const std::shared_ptr<void> last(nullptr, [&](void*) {
        generator<int> patient([&](auto& yield_value) {
          this_fiber::sleep_for(1ms);
          slept = true;
          yield_value(1);
        });
        patient.resume();
      });
      this_fiber::sleep_for(1h);
    });
    let_it_wait(fiber);
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_TRUE(slept);
  });
}

TEST(Generator, LeavesNothingBehindWhereverItsResumerIsCancelled) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      bool gone = false;
      event go_on;
      one.start([&](victim& self) {
        generator<int> inner([&](auto& yield_value) {
          const witness here(gone);
          self.step();
          go_on.wait();
          yield_value(1);
          self.step();
          this_fiber::yield();
          yield_value(2);
        });
        generator<int> outer([&](auto& yield_value) {
          for (const int n : inner) yield_value(n);
        });
        while (outer.resume()) {
          self.step();
          this_fiber::check_cancel();
        }
      });
      one.settle();
      go_on.set();
      one.join();
      const bool begun = !one.struck() || gone;
      EXPECT_TRUE(begun);
    });
  });
}

}  // namespace
}  // namespace weft::contract
