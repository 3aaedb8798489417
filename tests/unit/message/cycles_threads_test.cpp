// Threads that hold and drop parts of one message with a cycle.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <weft/codec.hpp>

#include "support.hpp"

namespace weft {
namespace {

value ring(std::size_t size) {
  std::string hex = "d81c";
  for (std::size_t i = 0; i < size; ++i) hex += "a1646e657874";
  return decoded(hex + "d81d00");
}

TEST(Cycles, CanBeHeldAndDroppedByThreads) {
  for (int round = 0; round < 50; ++round) {
    value const whole = ring(8);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([mine = whole]() mutable {
        for (int i = 0; i < 200; ++i) mine = value(std::as_const(mine)["next"]);
      });
    }
    for (auto& thread : threads) thread.join();
  }
}

}  // namespace
}  // namespace weft
