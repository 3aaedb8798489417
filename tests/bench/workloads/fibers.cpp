#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <vector>

#include <weft/weft.hpp>

#include "measure.hpp"
#include "memory.hpp"
#include "workloads.hpp"

namespace bench {
namespace {

using void_handles = std::vector<weft::fiber_handle<void>>;

void join_all(void_handles& fibers) {
  for (auto& fiber : fibers) fiber.join();
  fibers.clear();
}

std::uint64_t sum_of_leaves(std::uint64_t first, std::uint64_t leaves) {
  if (leaves <= 1) return first;
  std::vector<weft::fiber_handle<std::uint64_t>> children;
  children.reserve(10);
  const std::uint64_t share = leaves / 10;
  for (std::uint64_t i = 0; i < 10; ++i) {
    children.push_back(weft::spawn({.stack_bytes = small_stack_bytes},
                                   [=] { return sum_of_leaves(first + i * share, share); }));
  }
  std::uint64_t sum = 0;
  for (auto& child : children) sum += child.join();
  return sum;
}

}  // namespace

void yield(std::size_t count) {
  std::size_t switches = 0;
  const auto take_turns = [&switches, turns = count / 2] {
    for (std::size_t i = 0; i < turns; ++i) {
      ++switches;
      weft::this_fiber::yield();
    }
  };
  const stopwatch watch;
  auto one = weft::spawn(take_turns);
  auto other = weft::spawn(take_turns);
  one.join();
  other.join();
  const double nanoseconds = watch.nanoseconds();
  require(switches == count, "each fiber had its turns");
  print("yield", nanoseconds / static_cast<double>(count), "ns");
}

void spawn_join(std::size_t count) {
  constexpr std::size_t alive = 1000;
  std::size_t ran = 0;
  void_handles fibers;
  fibers.reserve(alive);
  const stopwatch watch;
  for (std::size_t done = 0; done < count; done += alive) {
    for (std::size_t i = 0; i < alive; ++i) fibers.push_back(weft::spawn([&ran] { ++ran; }));
    join_all(fibers);
  }
  const double nanoseconds = watch.nanoseconds();
  require(ran == count, "each fiber ran once");
  print("spawn_join", nanoseconds / static_cast<double>(count), "ns");
}

void skynet(std::size_t count) {
  const stopwatch watch;
  const std::uint64_t sum = sum_of_leaves(0, count);
  const double milliseconds = watch.milliseconds();
  require(sum == std::uint64_t{count} * (count - 1) / 2, "the sum of 0 to count - 1");
  print("skynet", milliseconds, "ms");
}

void live(std::size_t count) {
  std::size_t waiting = 0;
  std::size_t woken = 0;
  const double memory_before = memory_bytes_max();
  std::vector<weft::channel<int>> channels(count);
  void_handles fibers;
  fibers.reserve(count);
  const stopwatch creating;
  for (auto& channel : channels) {
    fibers.push_back(weft::spawn({.stack_bytes = small_stack_bytes}, [&waiting, &woken, &channel] {
      ++waiting;
      woken += static_cast<std::size_t>(*channel.receive());
    }));
  }
  while (waiting < count) weft::this_fiber::yield();
  const double create = creating.milliseconds();
  const double bytes = memory_bytes_max() - memory_before;
  const stopwatch waking;
  for (auto& channel : channels) channel.send(1);
  join_all(fibers);
  const double wake = waking.milliseconds();
  require(woken == count, "each fiber was woken once");
  print("bytes", bytes / static_cast<double>(count), "B");
  print("create", create, "ms");
  print("wake", wake, "ms");
}

void sleep(std::size_t count) {
  using microseconds = std::chrono::duration<double, std::micro>;
  std::minstd_rand random;
  std::vector<double> late;
  late.reserve(count);
  void_handles fibers;
  fibers.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto wait = std::chrono::microseconds(random() % 1'000'000);
    fibers.push_back(weft::spawn({.stack_bytes = small_stack_bytes}, [wait, &late] {
      const auto due = weft::clock::now() + wait;
      weft::this_fiber::sleep_until(due);
      late.push_back(microseconds(weft::clock::now() - due).count());
    }));
  }
  join_all(fibers);
  std::ranges::sort(late);
  require(late.size() == count && late.front() >= 0, "each fiber slept, and none woke early");
  print("late_p50", late[count / 2], "us");
  print("late_p99", late[count / 100 * 99], "us");
}

}  // namespace bench
