#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

generator<int> count_from(int first) {
  return [first](auto& yield_value) {
    for (int n = first;; ++n) yield_value(n);
  };
}

/// Sets a flag when it goes.
class witness {
 public:
  explicit witness(bool& gone) : gone_(gone) {}
  witness(const witness&) = delete;
  ~witness() { gone_ = true; }

 private:
  bool& gone_;
};

TEST(Generator, HandsOutOneValueAfterAnother) {
  on_every_pool([] {
    generator<int> numbers([](auto& yield_value) {
      yield_value(0);
      yield_value(1);
      yield_value(2);
    });
    for (int n = 0; n < 3; ++n) EXPECT_EQ(numbers.resume(), n);
    EXPECT_EQ(numbers.resume(), std::nullopt);
    EXPECT_EQ(numbers.resume(), std::nullopt);
  });
}

TEST(Generator, RunsNothingBeforeItIsResumed) {
  on_every_pool([] {
    bool ran = false;
    { const generator<int> never([&](auto&) { ran = true; }); }
    EXPECT_FALSE(ran);
  });
}

TEST(Generator, IsARange) {
  on_every_pool([] {
    generator<int> numbers([](auto& yield_value) {
      for (int n = 1; n <= 100; ++n) yield_value(n);
    });
    int sum = 0;
    for (const int n : numbers) sum += n;
    EXPECT_EQ(sum, 5050);
    for (const int n : numbers) FAIL() << n;
  });
}

TEST(Generator, CarriesWhatCanOnlyMove) {
  on_every_pool([] {
    generator<std::unique_ptr<int>> owners([](auto& yield_value) {
      yield_value(std::make_unique<int>(1));
      yield_value(nullptr);
    });
    EXPECT_EQ(**owners.resume(), 1);
    EXPECT_EQ(*owners.resume(), nullptr);
    EXPECT_FALSE(owners.resume().has_value());
  });
}

TEST(Generator, GoesOnAfterItWasMoved) {
  on_every_pool([] {
    generator<int> here = count_from(7);
    EXPECT_EQ(here.resume(), 7);
    generator<int> there = std::move(here);
    EXPECT_EQ(there.resume(), 8);
    there = count_from(100);
    EXPECT_EQ(there.resume(), 100);
    EXPECT_EQ(here.resume(), std::nullopt);
  });
}

TEST(Generator, ThrowsWhatItsBodyThrowsOnce) {
  on_every_pool([] {
    generator<int> fragile([](auto& yield_value) {
      yield_value(1);
      throw std::domain_error("broken");
    });
    EXPECT_EQ(fragile.resume(), 1);
    EXPECT_THROW(fragile.resume(), std::domain_error);
    EXPECT_EQ(fragile.resume(), std::nullopt);
  });
}

TEST(Generator, RunsAsTheFiberThatResumesIt) {
  on_every_pool([] {
    generator<fiber_id> ids([](auto& yield_value) {
      for (;;) {
        this_fiber::yield();
        yield_value(this_fiber::id());
      }
    });
    const auto take = [&] {
      const auto id = ids.resume();
      return id == this_fiber::id();
    };
    EXPECT_TRUE(take());
    for (int i = 0; i < 3; ++i)
      EXPECT_TRUE(spawn({.worker = this_fiber::worker()}, take).join());
  });
}

TEST(Generator, MayParkTheFiberThatResumesIt) {
  on_every_pool([] {
    const channel<int> numbers;
    auto producer = spawn([numbers] {
      for (int n = 0; n < 20; ++n) numbers.send(n);
      numbers.close();
    });
    generator<int> doubled([numbers](auto& yield_value) {
      for (const int n : numbers) yield_value(2 * n);
    });
    int expected = 0;
    for (const int n : doubled) EXPECT_EQ(n, 2 * expected++);
    EXPECT_EQ(expected, 20);
    producer.join();
  });
}

TEST(Generator, KeepsOtherFibersRunningWhileItsBodyParks) {
  on_every_pool([] {
    generator<int> slow([](auto& yield_value) {
      for (int n = 0;; ++n) {
        this_fiber::sleep_for(1ms);
        yield_value(n);
      }
    });
    auto other = spawn({.worker = this_fiber::worker()}, [] {
      for (int i = 0; i < 10; ++i) this_fiber::yield();
    });
    EXPECT_EQ(slow.resume(), 0);
    other.join();
    EXPECT_EQ(slow.resume(), 1);
  });
}

struct tree {
  int value;
  std::unique_ptr<tree> left = {}, right = {};
};

std::unique_ptr<tree> make_tree(int first, int last) {
  if (first > last) return nullptr;
  const int middle = (first + last) / 2;
  return std::make_unique<tree>(middle, make_tree(first, middle - 1), make_tree(middle + 1, last));
}

generator<int> walk(const tree* node) {
  return [node](auto& yield_value) {
    if (node == nullptr) return;
    for (const int value : walk(node->left.get())) yield_value(value);
    yield_value(node->value);
    this_fiber::yield();
    for (const int value : walk(node->right.get())) yield_value(value);
  };
}

TEST(Generator, NestsInRecursion) {
  on_every_pool([] {
    const auto root = make_tree(1, 63);
    int expected = 1;
    for (const int value : walk(root.get())) EXPECT_EQ(value, expected++);
    EXPECT_EQ(expected, 64);
  });
}

TEST(Generator, YieldsFromWithinCalls) {
  on_every_pool([] {
    generator<int> hanoi([](auto& yield_value) {
      const std::function<void(int, int, int)> move = [&](int count, int from, int to) {
        if (count == 0) return;
        move(count - 1, from, 6 - from - to);
        yield_value(10 * from + to);
        move(count - 1, 6 - from - to, to);
      };
      move(5, 1, 3);
    });
    int moves = 0;
    for ([[maybe_unused]] const int move : hanoi) ++moves;
    EXPECT_EQ(moves, 31);
  });
}

TEST(Generator, ManyLiveAtOnce) {
  on_every_pool([] {
    std::vector<generator<int>> all;
    for (int i = 0; i < 100; ++i) all.push_back(count_from(i));
    for (int turn = 0; turn < 3; ++turn)
      for (int i = 0; i < 100; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].resume(), i + turn);
  });
}

// ----------------------------------------------------------------------------------------------------------------
// the end of one that is in the middle

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
      auto destroyer = spawn({.worker = other}, [&unwound_on, numbers = std::move(numbers)]() mutable {
        { const generator<int> dies_here = std::move(numbers); }
        return unwound_on;
      });
      EXPECT_EQ(destroyer.join(), home);
    }
  });
}

TEST(Generator, IsUnwoundWhenItsFiberIsCancelledWithTheRun) {
  on_every_pool([] {
    static std::atomic<int> alive;
    alive = 0;
    for (unsigned worker = 0; worker < runtime::current().pool_size(); ++worker)
      (void)spawn({.worker = worker}, [] {
        generator<int> numbers([](auto& yield_value) {
          const std::shared_ptr<void> here(nullptr, [](void*) { --alive; });
          ++alive;
          yield_value(1);
        });
        numbers.resume();
        auto elsewhere = spawn([numbers = std::move(numbers)]() mutable {
          const generator<int> mine = std::move(numbers);
          this_fiber::sleep_for(1h);
        });
        elsewhere.join();
      });
    while (alive != static_cast<int>(runtime::current().pool_size())) this_fiber::yield();
  });
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
    let_wait(fiber);
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
    let_wait(fiber);
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

TEST(Generator, KeepsExceptionsApartFromItsResumers) {
  on_every_pool([] {
    generator<std::string> in_a_catch([](auto& yield_value) {
      try {
        throw std::runtime_error("of the body");
      } catch (...) {
        for (int i = 0; i < 3; ++i) {
          try {
            throw;
          } catch (const std::exception& again) {
            yield_value(again.what());
          }
        }
      }
    });
    for (int i = 0; i < 3; ++i) {
      try {
        throw std::runtime_error("of the resumer");
      } catch (const std::exception& mine) {
        EXPECT_EQ(in_a_catch.resume(), "of the body");
        EXPECT_STREQ(mine.what(), "of the resumer");
      }
    }
    EXPECT_EQ(std::current_exception(), nullptr);
    EXPECT_EQ(in_a_catch.resume(), std::nullopt);
  });
}

// ----------------------------------------------------------------------------------------------------------------
// wrong use

TEST(Generator, IsRefusedWhereItCannotRun) {
  generator<int> outside = count_from(0);
  EXPECT_THROW(outside.resume(), std::logic_error);
  on_every_pool([] {
    generator<int> numbers = count_from(0);
    numbers.resume();
    for (unsigned worker = 0; worker < runtime::current().pool_size(); ++worker) {
      if (worker == this_fiber::worker()) continue;
      auto other = spawn({.worker = worker}, [&] { numbers.resume(); });
      EXPECT_THROW(other.join(), std::logic_error);
    }
    EXPECT_EQ(numbers.resume(), 1);
  });
}

TEST(Generator, IsRefusedWhileItsBodyRuns) {
  on_every_pool([] {
    const channel<int> never;
    generator<int> parked([never](auto&) { never.receive(); });
    auto first = spawn({.worker = this_fiber::worker()}, [&] { parked.resume(); });
    let_wait(first);
    EXPECT_THROW(parked.resume(), std::logic_error);
    never.close();
    first.join();

    generator<int>* self = nullptr;
    generator<int> selfish([&](auto&) { self->resume(); });
    self = &selfish;
    EXPECT_THROW(selfish.resume(), std::logic_error);
  });
}

TEST(Generator, RefusesAYieldFromOutsideOfItsBody) {
  on_every_pool([] {
    generator<int> outer([](auto& yield_value) {
      generator<int> inner([&](auto&) { yield_value(1); });
      EXPECT_THROW(inner.resume(), std::logic_error);
      auto fiber = spawn([&] { yield_value(2); });
      EXPECT_THROW(fiber.join(), std::logic_error);
      yield_value(3);
    });
    EXPECT_EQ(outer.resume(), 3);
  });
}

}  // namespace
}  // namespace weft::contract
