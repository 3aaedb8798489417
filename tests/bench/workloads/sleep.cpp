// Fibers that wait for time to pass, or for nothing at all.
#include <algorithm>
#include <chrono>
#include <random>
#include <vector>

#include <weft/weft.hpp>

#include "handles.hpp"
#include "process.hpp"
#include "workloads.hpp"

namespace bench {

void sleep(const order& order) {
  using microseconds = std::chrono::duration<double, std::micro>;
  std::minstd_rand random;
  std::vector<double> late;
  late.reserve(order.count);
  void_handles fibers;
  fibers.reserve(order.count);
  for (std::size_t i = 0; i < order.count; ++i) {
    const auto wait = std::chrono::microseconds(random() % 1'000'000);
    fibers.push_back(weft::spawn({.stack_bytes = small_stack_bytes}, [wait, &late] {
      const auto due = weft::clock::now() + wait;
      weft::this_fiber::sleep_until(due);
      late.push_back(microseconds(weft::clock::now() - due).count());
    }));
  }
  join_all(fibers);
  std::ranges::sort(late);
  require(late.size() == order.count && late.front() >= 0, "each slept, and none woke early");
  print_part(order, "p50", late[order.count / 2], "us");
  print_part(order, "p99", late[order.count / 100 * 99], "us");
  print_part(order, "cpu", cpu_milliseconds(), "ms");
}

void idle(const order& order) {
  constexpr auto duration = std::chrono::seconds(5);
  constexpr double duration_milliseconds = std::chrono::milliseconds(duration).count();
  weft::channel<int> never;
  std::size_t waiting = 0;
  void_handles fibers;
  fibers.reserve(order.count);
  for (std::size_t i = 0; i < order.count; ++i) {
    fibers.push_back(weft::spawn({.worker = 0, .stack_bytes = small_stack_bytes}, [&] {
      ++waiting;
      never.receive();
    }));
  }
  while (waiting < order.count) weft::this_fiber::yield();
  // The other worker has nothing to do and may look for work a while before it sleeps.
  weft::this_fiber::sleep_for(std::chrono::milliseconds(200));
  const double before = cpu_milliseconds();
  weft::this_fiber::sleep_for(duration);
  const double used = cpu_milliseconds() - before;
  never.close();
  join_all(fibers);
  print(order, 100 * used / duration_milliseconds, "%");
}

}  // namespace bench
