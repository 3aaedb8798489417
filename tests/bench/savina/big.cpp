// Big: each of 120 actors sends a ping to another one, picked at random, as soon as the last one was
// answered.
//
// Stresses: messages from many to many, with all actors busy at once.
// Size:     pings of each actor.
// Checked:  as many pings were answered as there were sent.
#include <memory>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t actors = 120;

struct ping {
  weft::actor_ref from;
};
struct pong {};
struct begin {
  std::shared_ptr<const std::vector<weft::actor_ref>> all;
};
struct get_answered {};

weft::behavior player(weft::self& me, std::size_t pings, unsigned seed,
                      weft::channel<weft::actor_ref> finished) {
  struct state {
    std::minstd_rand random;
    std::size_t pings_left;
    std::size_t answered = 0;
    std::shared_ptr<const std::vector<weft::actor_ref>> all;
  };
  const auto my = std::make_shared<state>(std::minstd_rand(seed), pings);
  const auto send_ping = [my, &me, finished] {
    if (my->pings_left == 0) return finished.send(me.ref());
    --my->pings_left;
    (*my->all)[my->random() % actors].send(ping{me.ref()});
  };
  return {[=](begin game) {
            my->all = game.all;
            send_ping();
          },
          [=](ping one) {
            ++my->answered;
            one.from.send(pong{});
          },
          [=](pong) { send_ping(); }, [=](get_answered) { return my->answered; }};
}

std::size_t pings_answered(std::size_t pings_each) {
  const weft::channel<weft::actor_ref> finished(actors);
  const auto all = std::make_shared<std::vector<weft::actor_ref>>();
  for (unsigned i = 0; i < actors; ++i) {
    all->push_back(
        weft::spawn_actor([=](weft::self& me) { return player(me, pings_each, i + 1, finished); }));
  }
  for (const auto& each : *all) each.send(begin{all});
  for (std::size_t i = 0; i < actors; ++i) finished.receive();
  std::size_t answered = 0;
  for (const auto& each : *all) answered += each.ask<std::size_t>(get_answered{}, patience);
  return answered;
}

}  // namespace

void big(const order& order) {
  const auto [answered, milliseconds] = play([&] { return pings_answered(order.count); });
  report(order, milliseconds, answered == actors * order.count, "each ping was answered");
}

}  // namespace savina
