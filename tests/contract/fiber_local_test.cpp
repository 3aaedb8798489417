#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(FiberLocal, BeginsAsItWasMade) {
  on_every_pool([] {
    const fiber_local<std::string> name("none");
    const fiber_local<int> zero;
    EXPECT_EQ(*name, "none");
    EXPECT_EQ(name->size(), 4u);
    EXPECT_EQ(*zero, 0);
    EXPECT_EQ(spawn([&] { return *name; }).join(), "none");
  });
}

TEST(FiberLocal, GivesAChildACopyOfWhatItsParentHasThen) {
  on_every_pool([] {
    fiber_local<int> depth(0);
    depth = 1;
    auto child = spawn([&] {
      const int inherited = *depth;
      *depth = 10;
      auto grandchild = spawn([&] { return *depth; });
      return inherited + grandchild.join();
    });
    depth = 2;
    EXPECT_EQ(child.join(), 11);
    EXPECT_EQ(*depth, 2);
  });
}

TEST(FiberLocal, KeepsChangesToItself) {
  on_every_pool([] {
    fiber_local<int> mine(0);
    barrier all_set(8);
    std::vector<fiber_handle<bool>> fibers;
    for (int f = 1; f <= 8; ++f)
      fibers.push_back(spawn([&, f] {
        mine = f;
        all_set.arrive_and_wait();
        return *mine == f;
      }));
    for (auto& fiber : fibers) EXPECT_TRUE(fiber.join());
    EXPECT_EQ(*mine, 0);
  });
}

TEST(FiberLocal, ReachesTheChildrenOfAScopeAndDelayedFibers) {
  on_every_pool([] {
    fiber_local<int> request(0);
    request = 7;
    auto later = after(1ms, [&] { return *request; });
    with_scope([&](scope& children) {
      auto child = children.spawn([&] { return *request; });
      EXPECT_EQ(child.join(), 7);
    });
    request = 8;
    EXPECT_EQ(later.join(), 7);
  });
}

TEST(FiberLocal, DestroysAValueWithItsFiber) {
  on_every_pool([] {
    const auto held = std::make_shared<int>(1);
    fiber_local<std::shared_ptr<int>> mine;
    auto fiber = spawn([&] { mine = held; });
    fiber.join();
    EXPECT_EQ(held.use_count(), 1);
    {
      fiber_local<std::shared_ptr<int>> short_lived;
      short_lived = held;
      EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
  });
}

TEST(FiberLocal, LetsTheReasonWhyItCannotBeCopiedOutOfSpawn) {
  struct shy {
    shy() = default;
    shy(const shy& other) : copyable(other.copyable) {
      if (!copyable) throw std::domain_error("not to be copied");
    }
    bool copyable = true;
  };
  on_every_pool([] {
    const fiber_local<shy> secret;
    secret->copyable = false;
    bool ran = false;
    EXPECT_THROW((void)spawn([&] { ran = true; }), std::domain_error);
    EXPECT_FALSE(ran);
  });
}

TEST(FiberLocal, IsThatOfTheResumerInsideAGenerator) {
  on_every_pool([] {
    fiber_local<int> who(0);
    generator<int> reader([&](auto& yield_value) {
      for (;;) yield_value(*who);
    });
    who = 1;
    EXPECT_EQ(reader.resume(), 1);
    auto other = spawn({.worker = this_fiber::worker()}, [&] {
      who = 2;
      return *reader.resume();
    });
    EXPECT_EQ(other.join(), 2);
    EXPECT_EQ(reader.resume(), 1);
  });
}

TEST(FiberLocal, IsTheThreadsOwnOutsideFibers) {
  fiber_local<int> mine(5);
  EXPECT_EQ(*mine, 5);
  mine = 6;
  on_every_pool([&] {
    EXPECT_EQ(*mine, 5);
    mine = 7;
  });
  EXPECT_EQ(*mine, 6);
}

}  // namespace
}  // namespace weft::contract
