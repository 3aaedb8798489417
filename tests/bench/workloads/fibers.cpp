// Fibers that run, and how many there can be.
#include <cstdint>
#include <vector>

#include <weft/weft.hpp>

#include "handles.hpp"
#include "process.hpp"
#include "workloads.hpp"

namespace bench {
namespace {

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

void yield(const order& order) {
  std::size_t switches = 0;
  const auto take_turns = [&switches, turns = order.count / 2] {
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
  require(switches == order.count, "each fiber had its turns");
  print_each(order, nanoseconds);
}

void spawn_join(const order& order) {
  constexpr std::size_t alive = 1000;
  std::size_t ran = 0;
  void_handles fibers;
  fibers.reserve(alive);
  const stopwatch watch;
  for (std::size_t done = 0; done < order.count; done += alive) {
    for (std::size_t i = 0; i < alive; ++i) fibers.push_back(weft::spawn([&ran] { ++ran; }));
    join_all(fibers);
  }
  const double nanoseconds = watch.nanoseconds();
  require(ran == order.count, "each fiber ran once");
  print_each(order, nanoseconds);
}

void skynet(const order& order) {
  const stopwatch watch;
  const std::uint64_t sum = sum_of_leaves(0, order.count);
  const double milliseconds = watch.milliseconds();
  require(sum == sum_below(order.count), "the sum of the leaves");
  print(order, milliseconds, "ms");
  print_part(order, "memory", memory_bytes_max() / 1e6, "MB");
}

void live(const order& order) {
  std::size_t waiting = 0;
  std::size_t woken = 0;
  std::vector<weft::channel<int>> channels(order.count);
  void_handles fibers;
  fibers.reserve(order.count);
  const stopwatch creating;
  for (auto& channel : channels) {
    fibers.push_back(weft::spawn({.stack_bytes = small_stack_bytes}, [&waiting, &woken, &channel] {
      ++waiting;
      woken += static_cast<std::size_t>(*channel.receive());
    }));
  }
  while (waiting < order.count) weft::this_fiber::yield();
  const double create = creating.milliseconds();
  const double bytes = memory_bytes_max();
  const stopwatch waking;
  for (auto& channel : channels) channel.send(1);
  join_all(fibers);
  const double wake = waking.milliseconds();
  require(woken == order.count, "each fiber was woken once");
  print_part(order, "bytes", bytes / static_cast<double>(order.count), "B");
  print_part(order, "create", create, "ms");
  print_part(order, "wake", wake, "ms");
}

}  // namespace bench
