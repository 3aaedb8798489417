// Radix sort: numbers flow through a pipeline of actors, one for each of their 28 bits. Each lets those
// pass that do not have its bit, and holds the others back until it has seen all.
//
// Stresses: a pipeline in which every actor is both receiver and sender.
// Size:     numbers.
// Checked:  the order, against the standard library's.
#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr unsigned bits = 28;

struct number {
  std::uint32_t value;
};

using numbers = std::vector<std::uint32_t>;

numbers random_numbers(std::size_t count) {
  std::mt19937 random(5);
  numbers all(count);
  std::ranges::generate(all, [&] { return static_cast<std::uint32_t>(random() % (1U << bits)); });
  return all;
}

weft::behavior stage(unsigned bit, std::size_t count, weft::actor_ref next) {
  return {[=, left = count, held = numbers()](number n) mutable {
    if ((n.value >> bit & 1) == 0)
      next.send(n);
    else
      held.push_back(n.value);
    if (--left > 0) return weft::loop::again;
    for (const auto value : held) next.send(number{value});
    return weft::loop::stop;
  }};
}

weft::behavior collecting(std::size_t count, weft::channel<numbers> result) {
  return {[=, arrived = numbers()](number n) mutable {
    arrived.push_back(n.value);
    if (arrived.size() < count) return weft::loop::again;
    result.send(std::move(arrived));
    return weft::loop::stop;
  }};
}

numbers sorted(const numbers& all) {
  const weft::channel<numbers> result(1);
  auto first =
      weft::spawn_actor([=, count = all.size()](weft::self&) { return collecting(count, result); });
  for (unsigned bit = bits; bit-- > 0;) {
    first = weft::spawn_actor(
        [=, count = all.size(), next = first](weft::self&) { return stage(bit, count, next); });
  }
  for (const auto value : all) first.send(number{value});
  return *result.receive();
}

}  // namespace

void radix_sort(const order& order) {
  numbers all = random_numbers(order.count);
  const auto [result, milliseconds] = play([&] { return sorted(all); });
  std::ranges::sort(all);
  report(order, milliseconds, result == all, "the numbers in order");
}

}  // namespace savina
