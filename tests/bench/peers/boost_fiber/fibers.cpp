// Fibers that run, sleep and wait, and how many there can be.
#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <random>

#include "process.hpp"
#include "workloads.hpp"

namespace bench {
namespace {

using steady = std::chrono::steady_clock;

/// Launched so, a fiber runs at once, and the tree is worked off depth first.
template <class Body>
fibers::fiber run_at_once(std::size_t bytes, Body body) {
  return fibers::fiber(fibers::launch::dispatch, std::allocator_arg, fibers::fixedsize_stack(bytes),
                       std::move(body));
}

std::uint64_t sum_of_leaves(std::uint64_t first, std::uint64_t leaves) {
  if (leaves <= 1) return first;
  std::array<std::uint64_t, 10> sums{};
  std::array<fibers::fiber, 10> children;
  const std::uint64_t share = leaves / 10;
  for (std::uint64_t i = 0; i < 10; ++i) {
    children[i] = run_at_once(
        4 * 1024, [&sums, i, first, share] { sums[i] = sum_of_leaves(first + i * share, share); });
  }
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    children[i].join();
    sum += sums[i];
  }
  return sum;
}

}  // namespace

void yield(const order& order) {
  std::size_t switches = 0;
  const auto take_turns = [&switches, turns = order.count / 2] {
    for (std::size_t i = 0; i < turns; ++i) {
      ++switches;
      boost::this_fiber::yield();
    }
  };
  const stopwatch watch;
  auto one = start(take_turns);
  auto other = start(take_turns);
  one.join();
  other.join();
  const double nanoseconds = watch.nanoseconds();
  require(switches == order.count, "each fiber had its turns");
  print_each(order, nanoseconds);
}

void spawn_join(const order& order) {
  constexpr std::size_t alive = 1000;
  fibers::pooled_fixedsize_stack stacks(stack_bytes);
  std::size_t ran = 0;
  std::vector<fibers::fiber> batch(alive);
  const stopwatch watch;
  for (std::size_t done = 0; done < order.count; done += alive) {
    for (auto& fiber : batch) fiber = fibers::fiber(std::allocator_arg, stacks, [&ran] { ++ran; });
    join_all(batch);
  }
  const double nanoseconds = watch.nanoseconds();
  require(ran == order.count, "each fiber ran once");
  print_each(order, nanoseconds);
}

void skynet(const order& order) {
  std::uint64_t sum = 0;
  const stopwatch watch;
  start([&sum, &order] { sum = sum_of_leaves(0, order.count); }).join();
  const double milliseconds = watch.milliseconds();
  require(sum == sum_below(order.count), "the sum of the leaves");
  print(order, milliseconds, "ms");
  print_part(order, "memory", memory_bytes_max() / 1e6, "MB");
}

void live(const order& order) {
  using channel = fibers::buffered_channel<int>;
  std::size_t waiting = 0;
  std::size_t woken = 0;
  std::vector<std::unique_ptr<channel>> channels;
  std::vector<fibers::fiber> all;
  channels.reserve(order.count);
  all.reserve(order.count);
  const stopwatch creating;
  for (std::size_t i = 0; i < order.count; ++i) {
    channels.push_back(std::make_unique<channel>(2));
    all.push_back(run_at_once(8 * 1024, [&waiting, &woken, own = channels.back().get()] {
      ++waiting;
      woken += static_cast<std::size_t>(own->value_pop());
    }));
  }
  const double create = creating.milliseconds();
  require(waiting == order.count && woken == 0, "all are waiting");
  const double bytes = memory_bytes_max();
  const stopwatch waking;
  for (auto& each : channels) each->push(1);
  join_all(all);
  const double wake = waking.milliseconds();
  require(woken == order.count, "each fiber was woken once");
  print_part(order, "bytes", bytes / static_cast<double>(order.count), "B");
  print_part(order, "create", create, "ms");
  print_part(order, "wake", wake, "ms");
}

void sleep(const order& order) {
  using microseconds = std::chrono::duration<double, std::micro>;
  std::minstd_rand random;
  std::vector<double> late;
  late.reserve(order.count);
  std::vector<fibers::fiber> all;
  all.reserve(order.count);
  for (std::size_t i = 0; i < order.count; ++i) {
    const auto wait = std::chrono::microseconds(random() % 1'000'000);
    all.push_back(run_at_once(8 * 1024, [wait, &late] {
      const auto due = steady::now() + wait;
      boost::this_fiber::sleep_until(due);
      late.push_back(microseconds(steady::now() - due).count());
    }));
  }
  join_all(all);
  std::ranges::sort(late);
  require(late.size() == order.count && late.front() >= 0, "each slept, and none woke early");
  print_part(order, "p50", late[order.count / 2], "us");
  print_part(order, "p99", late[order.count / 100 * 99], "us");
  print_part(order, "cpu", cpu_milliseconds(), "ms");
}

}  // namespace bench
