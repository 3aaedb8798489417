// Ping-pong: two actors send one message to and fro.
//
// Stresses: the latency of a message, since never more than one is on its way.
// Size:     round trips.
// Checked:  how often either player hit the ball.
#include <memory>

#include "savina.hpp"

namespace savina {
namespace {

struct ball {};
struct game_over {};

struct hits {
  std::size_t of_ping;
  std::size_t of_pong;
};

weft::behavior pong(weft::self& me, weft::actor_ref ping) {
  const auto hits = std::make_shared<std::size_t>(0);
  return {[=](ball flying) {
            ++*hits;
            ping.send(flying);
          },
          [=, &me](game_over) {
            me.reply(*hits);
            return weft::loop::stop;
          }};
}

weft::behavior ping(weft::self& me, std::size_t rounds, weft::channel<hits> result) {
  const auto partner =
      weft::spawn_actor([ping = me.ref()](weft::self& own) { return pong(own, ping); });
  partner.send(ball{});
  return {[=, own = std::size_t{1}](ball flying) mutable {
    if (own < rounds) {
      ++own;
      partner.send(flying);
      return weft::loop::again;
    }
    result.send({own, partner.ask<std::size_t>(game_over{}, patience)});
    return weft::loop::stop;
  }};
}

hits play_game(std::size_t rounds) {
  const weft::channel<hits> result(1);
  weft::spawn_actor([=](weft::self& me) { return ping(me, rounds, result); });
  return *result.receive();
}

}  // namespace

void ping_pong(const order& order) {
  const auto [all, milliseconds] = play([&] { return play_game(order.count); });
  report(order, milliseconds, all.of_ping == order.count && all.of_pong == order.count,
         "either player hit the ball once in each round");
}

}  // namespace savina
