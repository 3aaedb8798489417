// Thread ring: a token goes around a ring of 100 actors, and loses one at each hop.
//
// Stresses: waking an actor that waits; one message at a time, and no two hops to the same actor.
// Size:     hops.
// Checked:  the actor at which the token ends.
#include <memory>
#include <optional>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t places = 100;

struct connect {
  weft::actor_ref next;
};
struct token {
  std::size_t hops_left;
};

weft::behavior node(std::size_t place, weft::channel<std::size_t> result) {
  const auto next = std::make_shared<std::optional<weft::actor_ref>>();
  return {[=](connect to) { *next = to.next; },
          [=](token t) {
            if (t.hops_left > 0)
              (*next)->send(token{t.hops_left - 1});
            else
              result.send(place);
          }};
}

std::size_t end_of_token(std::size_t hops) {
  const weft::channel<std::size_t> result(1);
  const auto spawn_node = [&](std::size_t place) {
    return weft::spawn_actor([=](weft::self&) { return node(place, result); });
  };
  const auto first = spawn_node(0);
  auto last = first;
  for (std::size_t place = 1; place < places; ++place) {
    const auto next = spawn_node(place);
    last.send(connect{next});
    last = next;
  }
  last.send(connect{first});
  first.send(token{hops});
  return *result.receive();
}

}  // namespace

void thread_ring(const order& order) {
  const auto [place, milliseconds] = play([&] { return end_of_token(order.count); });
  report(order, milliseconds, place == order.count % places, "where the token ends");
}

}  // namespace savina
