// Selective receive: an actor takes one kind of message while 500,000 of another kind, which came before,
// stay in its mailbox; and the same without those.

#include <weft/weft.hpp>

#include "actors.hpp"
#include "workloads.hpp"

namespace bench {
namespace {

constexpr std::size_t others = 500'000;

struct passed_over {};
struct wanted {
  std::size_t number;
};

weft::actor_ref spawn_behavior() {
  return weft::spawn_actor(
      [](weft::self&) -> weft::behavior { return {[](wanted w) { return w.number + 1; }}; });
}

weft::actor_ref spawn_straight() {
  return weft::spawn_actor([](weft::self& me) {
    for (;;) me.receive([](wanted w) { return w.number + 1; });
  });
}

/// Asks `questions` times, each time with the last answer; returns the last one.
std::size_t ask_again(const weft::actor_ref& receiver, std::size_t number, std::size_t questions) {
  for (std::size_t i = 0; i < questions; ++i) {
    number = receiver.ask<std::size_t>(wanted{number}, patience);
  }
  return number;
}

/// What one answer takes. The first half of the questions warms up, and goes past all the others.
double nanoseconds_each(const weft::actor_ref& receiver, std::size_t questions) {
  const std::size_t before = ask_again(receiver, 0, questions);
  const stopwatch watch;
  const std::size_t after = ask_again(receiver, before, questions);
  const double nanoseconds = watch.nanoseconds();
  require(before == questions && after == 2 * questions, "each question was answered");
  return nanoseconds / static_cast<double>(questions);
}

void compare(const order& order, const weft::actor_ref& receiver) {
  const double empty = nanoseconds_each(receiver, order.count);
  for (std::size_t i = 0; i < others; ++i) receiver.send(passed_over{});
  const double behind = nanoseconds_each(receiver, order.count);
  print_part(order, "empty", empty, "ns");
  print_part(order, "behind", behind, "ns");
  print_part(order, "ratio", behind / empty, "x");
}

}  // namespace

void actor_selective(const order& order) { compare(order, spawn_behavior()); }
void actor_selective_straight(const order& order) { compare(order, spawn_straight()); }

}  // namespace bench
