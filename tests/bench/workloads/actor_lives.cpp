// How many actors there can be: those that live for one message, and a great number at once.
#include <cstdint>
#include <vector>

#include <weft/weft.hpp>

#include "process.hpp"
#include "workloads.hpp"

namespace bench {
namespace {

struct add {
  std::uint64_t by;
};

/// Spawns `order.count` actors with `spawn(sum)`, 1,000 at a time, that take one message each.
template <class Spawn>
void create(const order& order, Spawn spawn) {
  constexpr std::size_t alive = 1000;
  std::uint64_t sum = 0;
  const stopwatch watch;
  for (std::size_t done = 0; done < order.count;) {
    for (std::size_t i = 0; i < alive; ++i) spawn(sum).send(add{1});
    done += alive;
    while (sum < done) weft::this_fiber::yield();
  }
  const double nanoseconds = watch.nanoseconds();
  require(sum == order.count, "each actor took its message");
  print_each(order, nanoseconds);
}

}  // namespace

void actor_create(const order& order) {
  create(order, [](std::uint64_t& sum) {
    return weft::spawn_actor([&sum](weft::self&) -> weft::behavior {
      return {[&sum](add one) {
        sum += one.by;
        return weft::loop::stop;
      }};
    });
  });
}

void actor_create_straight(const order& order) {
  create(order, [](std::uint64_t& sum) {
    return weft::spawn_actor(
        [&sum](weft::self& me) { me.receive([&sum](add one) { sum += one.by; }); });
  });
}

void actor_live(const order& order) {
  std::size_t waiting = 0;
  std::uint64_t woken = 0;
  const auto counter = [&](weft::self&) -> weft::behavior {
    ++waiting;
    return {[&woken, counted = std::uint64_t{0}](add one) mutable {
      counted += one.by;
      woken += counted;
    }};
  };
  std::vector<weft::actor_ref> all;
  all.reserve(order.count);
  const stopwatch creating;
  for (std::size_t i = 0; i < order.count; ++i) all.push_back(weft::spawn_actor(counter));
  while (waiting < order.count) weft::this_fiber::yield();
  const double create = creating.milliseconds();
  const double bytes = memory_bytes_max();
  const stopwatch waking;
  for (const auto& each : all) each.send(add{1});
  while (woken < order.count) weft::this_fiber::yield();
  const double wake = waking.milliseconds();
  require(waiting == order.count && woken == order.count, "each actor was woken once");
  print_part(order, "bytes", bytes / static_cast<double>(order.count), "B");
  print_part(order, "create", create, "ms");
  print_part(order, "wake", wake, "ms");
}

}  // namespace bench
