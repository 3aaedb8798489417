// Boost.Fiber on one thread, with its round-robin scheduler: peer_boost_fiber NAME COUNT
#include <boost/fiber/all.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

#include "measure.hpp"

namespace {

namespace fibers = boost::fibers;

constexpr std::size_t stack_bytes = 64 * 1024;  // weft's default

void yield(std::size_t count) {
  std::size_t switches = 0;
  const auto take_turns = [&switches, turns = count / 2] {
    for (std::size_t i = 0; i < turns; ++i) {
      ++switches;
      boost::this_fiber::yield();
    }
  };
  const bench::stopwatch watch;
  fibers::fiber one(take_turns);
  fibers::fiber other(take_turns);
  one.join();
  other.join();
  const double nanoseconds = watch.nanoseconds();
  bench::require(switches == count, "each fiber had its turns");
  bench::print("yield", nanoseconds / static_cast<double>(count), "ns");
}

void spawn_join(std::size_t count) {
  constexpr std::size_t alive = 1000;
  fibers::pooled_fixedsize_stack stacks(stack_bytes);
  std::size_t ran = 0;
  std::vector<fibers::fiber> batch(alive);
  const bench::stopwatch watch;
  for (std::size_t done = 0; done < count; done += alive) {
    for (auto& fiber : batch) fiber = fibers::fiber(std::allocator_arg, stacks, [&ran] { ++ran; });
    for (auto& fiber : batch) fiber.join();
  }
  const double nanoseconds = watch.nanoseconds();
  bench::require(ran == count, "each fiber ran once");
  bench::print("spawn_join", nanoseconds / static_cast<double>(count), "ns");
}

void pingpong(std::size_t count) {
  fibers::unbuffered_channel<std::size_t> there;
  fibers::unbuffered_channel<std::size_t> back;
  std::size_t right = 0;
  const bench::stopwatch watch;
  fibers::fiber pong([&] {
    for (const std::size_t ball : there) back.push(ball);
  });
  fibers::fiber ping([&, round_trips = count / 2] {
    for (std::size_t i = 0; i < round_trips; ++i) {
      there.push(i);
      right += back.value_pop() == i;
    }
    there.close();
  });
  ping.join();
  pong.join();
  const double nanoseconds = watch.nanoseconds();
  bench::require(right == count / 2, "each message came back");
  bench::print("pingpong", nanoseconds / static_cast<double>(count), "ns");
}

void chan(std::size_t count) {
  fibers::buffered_channel<std::uint64_t> values(128);
  std::uint64_t sum = 0;
  const bench::stopwatch watch;
  fibers::fiber producer([&] {
    for (std::uint64_t i = 0; i < count; ++i) values.push(i);
    values.close();
  });
  fibers::fiber consumer([&] {
    for (const std::uint64_t value : values) sum += value;
  });
  producer.join();
  consumer.join();
  const double nanoseconds = watch.nanoseconds();
  bench::require(sum == std::uint64_t{count} * (count - 1) / 2, "the sum of 0 to count - 1");
  bench::print("chan", nanoseconds / static_cast<double>(count), "ns");
}

struct workload {
  std::string_view name;
  void (*run)(std::size_t count);
};

constexpr workload workloads[] = {
    {"yield", yield},
    {"spawn_join", spawn_join},
    {"pingpong_1t", pingpong},
    {"chan_1t", chan},
};

}  // namespace

int main(int words, char** arguments) {
  const std::string_view name = words > 1 ? arguments[1] : "";
  for (const workload& each : workloads) {
    if (each.name != name) continue;
    each.run(bench::count_from(arguments[2]));
    return 0;
  }
  std::fprintf(stderr, "usage: peer_boost_fiber NAME COUNT\n");
  return 2;
}
