#include <chrono>
#include <optional>

#include <weft/weft.hpp>

#include "workloads.hpp"

namespace bench {
namespace {

struct meet {
  weft::actor_ref partner;
};
struct ball {
  std::size_t hits_left;
};
struct question {
  std::size_t number;
};

}  // namespace

void actor_pingpong(const order& order) {
  weft::channel<std::size_t> game_over(1);
  std::size_t hits = 0;
  const auto player = [&hits, game_over](weft::self& me) mutable {
    std::optional<weft::actor_ref> partner;
    me.receive_loop([&](meet one) { partner = one.partner; },
                    [&](ball flying) {
                      ++hits;
                      if (flying.hits_left > 0)
                        partner->send(ball{flying.hits_left - 1});
                      else
                        game_over.send(hits);
                    });
  };
  const weft::actor_ref ping = weft::spawn_actor(player);
  const weft::actor_ref pong = weft::spawn_actor(player);
  ping.send(meet{pong});
  pong.send(meet{ping});
  const stopwatch watch;
  ping.send(ball{order.count - 1});
  const auto counted = game_over.receive();
  const double nanoseconds = watch.nanoseconds();
  require(counted == order.count, "each message was received");
  print_each(order, nanoseconds);
}

void actor_ask(const order& order) {
  const weft::actor_ref answerer = weft::spawn_actor(
      [](weft::self& me) { me.receive_loop([](question asked) { return asked.number + 1; }); });
  std::size_t number = 0;
  const stopwatch watch;
  for (std::size_t i = 0; i < order.count; ++i) {
    number = answerer.ask<std::size_t>(question{number}, std::chrono::hours(1));
  }
  const double nanoseconds = watch.nanoseconds();
  require(number == order.count, "each question was answered");
  print_each(order, nanoseconds);
}

}  // namespace bench
