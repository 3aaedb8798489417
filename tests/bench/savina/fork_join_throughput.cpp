// Fork-join, throughput: messages to each of 60 actors in turn.
//
// Stresses: many mailboxes that are filled at once, by one sender.
// Size:     messages to each actor.
// Checked:  the sum of what the actors received.
#include <cstdint>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t actors = 60;

struct number {
  std::uint64_t value;
};
struct get_sum {};

weft::behavior adding(weft::self&) {
  const auto sum = std::make_shared<std::uint64_t>(0);
  return {[=](number n) { *sum += n.value; }, [=](get_sum) { return *sum; }};
}

std::uint64_t sum_of_rounds(std::size_t rounds) {
  std::vector<weft::actor_ref> adders;
  for (std::size_t i = 0; i < actors; ++i) adders.push_back(weft::spawn_actor(adding));
  for (std::uint64_t round = 0; round < rounds; ++round) {
    for (const auto& adder : adders) adder.send(number{round});
  }
  std::uint64_t sum = 0;
  for (const auto& adder : adders) sum += adder.ask<std::uint64_t>(get_sum{}, patience);
  return sum;
}

}  // namespace

void fork_join_throughput(const order& order) {
  const auto [sum, milliseconds] = play([&] { return sum_of_rounds(order.count); });
  report(order, milliseconds, sum == actors * bench::sum_below(order.count),
         "the sum of what was sent");
}

}  // namespace savina
