// Counting: one actor sends another a great number of messages, and then asks how many they were.
//
// Stresses: a mailbox that grows long, as the sender never waits; the order of one sender's messages.
// Size:     messages.
// Checked:  none was lost, none came after the question.
#include "savina.hpp"

namespace savina {
namespace {

struct increment {};
struct retrieve {};

weft::behavior counter(weft::self&) {
  const auto count = std::make_shared<std::size_t>(0);
  return {[=](increment) { ++*count; }, [=](retrieve) { return *count; }};
}

std::size_t counted(std::size_t messages) {
  const weft::channel<std::size_t> result(1);
  weft::spawn_actor([=](weft::self&) {
    const auto target = weft::spawn_actor(counter);
    for (std::size_t i = 0; i < messages; ++i) target.send(increment{});
    result.send(target.ask<std::size_t>(retrieve{}, patience));
  });
  return *result.receive();
}

}  // namespace

void counting(const order& order) {
  const auto [count, milliseconds] = play([&] { return counted(order.count); });
  report(order, milliseconds, count == order.count, "each message was counted before the question");
}

}  // namespace savina
