#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

generator<int> count_from(int first) {
  return [first](auto& yield_value) {
    for (int n = first;; ++n) yield_value(n);
  };
}

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
    {
      const generator<int> never([&](auto&) { ran = true; });
    }
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
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(spawn({.worker = this_fiber::worker()}, take).join());
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
    let_it_wait(first);
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
