// Waiting where it is hardest: at the far end of a stack, inside `catch`, and while a stack unwinds.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

/// What a wait at the bottom, with all it calls, is left.
constexpr std::uintptr_t left_for_the_wait = 8 * 1024;

/// Calls itself until `used` bytes below `top` are used, waits there and counts the calls on the way
/// back. AddressSanitizer would have its variables elsewhere.
[[gnu::noinline, gnu::no_sanitize_address]] int wait_at_depth(std::uintptr_t top,
                                                              std::uintptr_t used) {
  volatile char frame[128] = {};
  const auto here = reinterpret_cast<std::uintptr_t>(&frame);
  frame[17] = 1;
  if (top - here < used) return wait_at_depth(top, used) + frame[17];
  this_fiber::sleep_for(100us);
  this_fiber::yield();
  return frame[17];
}

[[gnu::no_sanitize_address]] int wait_at_the_edge(std::uintptr_t stack_bytes) {
  volatile char top = 0;
  return wait_at_depth(reinterpret_cast<std::uintptr_t>(&top), stack_bytes - left_for_the_wait);
}

TEST(Stack, MayBeUsedToItsEdgeByFibersThatWaitThere) {
  on_every_pool([] {
    for (const std::size_t bytes : {16u * 1024, 64u * 1024}) {
      std::vector<fiber_handle<int>> fibers;
      for (int i = 0; i < 8; ++i)
        fibers.push_back(
            spawn({.stack_bytes = bytes}, [bytes] { return wait_at_the_edge(bytes); }));
      const int depth = fibers.front().join();
      EXPECT_GT(depth, static_cast<int>(bytes / 1024) - 8);
      for (auto& fiber : fibers) EXPECT_EQ(fiber.join(), depth);
    }
  });
}

/// What is thrown and caught around a wait, on two levels.
std::string wait_between_exceptions(int number) {
  std::string seen;
  try {
    throw std::runtime_error(std::to_string(number));
  } catch (const std::exception& outer) {
    this_fiber::sleep_for(std::chrono::microseconds(number));
    try {
      throw std::logic_error(std::to_string(-number));
    } catch (const std::exception& inner) {
      this_fiber::yield();
      seen = std::string(outer.what()) + inner.what();
    }
    this_fiber::yield();
    try {
      throw;
    } catch (const std::runtime_error& again) {
      seen += again.what();
    }
  }
  return seen;
}

TEST(Exceptions, KeepApartWhenManyFibersWaitInsideNestedCatches) {
  on_every_pool([] {
    std::vector<fiber_handle<std::string>> fibers;
    for (int i = 1; i <= 20; ++i)
      fibers.push_back(spawn([i] { return wait_between_exceptions(i); }));
    for (int i = 1; i <= 20; ++i) {
      const std::string n = std::to_string(i);
      EXPECT_EQ(fibers[static_cast<std::size_t>(i - 1)].join(), n + "-" + n + n);
    }
  });
}

TEST(Exceptions, KeepApartWhenStacksUnwindAtTheSameTime) {
  on_every_pool([] {
    struct waits_at_the_end {
      ~waits_at_the_end() {
        EXPECT_EQ(std::uncaught_exceptions(), 1);
        this_fiber::sleep_for(100us);
        EXPECT_EQ(std::uncaught_exceptions(), 1);
      }
    };
    std::vector<fiber_handle<void>> fibers;
    for (int i = 0; i < 20; ++i) {
      fibers.push_back(spawn([i] {
        const waits_at_the_end last;
        throw std::runtime_error(std::to_string(i));
      }));
    }
    for (std::size_t i = 0; i < fibers.size(); ++i) {
      try {
        fibers[i].join();
        FAIL() << "the failure was lost";
      } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), std::to_string(i));
      }
    }
  });
}

}  // namespace
}  // namespace weft::contract
