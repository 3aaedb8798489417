// Fork-join, create: an actor for every small piece of work, which handles one message and ends.
//
// Stresses: the creation and the end of actors.
// Size:     actors.
// Checked:  the sum of the squares that the actors computed.
#include <cstdint>

#include "savina.hpp"

namespace savina {
namespace {

struct number {
  std::uint64_t value;
};
struct square {
  std::uint64_t value;
};

weft::behavior squaring(weft::actor_ref collector) {
  return {[=](number n) {
    collector.send(square{n.value * n.value});
    return weft::loop::stop;
  }};
}

weft::behavior collecting(std::size_t expected, weft::channel<std::uint64_t> result) {
  return {[=, sum = std::uint64_t{0}, left = expected](square one) mutable {
    sum += one.value;
    if (--left > 0) return weft::loop::again;
    result.send(sum);
    return weft::loop::stop;
  }};
}

std::uint64_t sum_of_squares(std::size_t count) {
  const weft::channel<std::uint64_t> result(1);
  const auto collector = weft::spawn_actor([=](weft::self&) { return collecting(count, result); });
  for (std::uint64_t i = 0; i < count; ++i) {
    weft::spawn_actor([=](weft::self&) { return squaring(collector); }).send(number{i});
  }
  return *result.receive();
}

}  // namespace

void fork_join_create(const order& order) {
  const auto [sum, milliseconds] = play([&] { return sum_of_squares(order.count); });
  const std::uint64_t n = order.count;
  report(order, milliseconds, sum == (n - 1) * n * (2 * n - 1) / 6, "the sum of the squares");
}

}  // namespace savina
