// One message at a time between actors: two of them, a ring, and a question with its answer.
#include <memory>
#include <optional>

#include <weft/weft.hpp>

#include "actors.hpp"
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

/// What a player knows, in either shape.
struct player {
  std::size_t& hits;  // of both players, of whom one at a time has the ball
  weft::channel<std::size_t> game_over;
  std::optional<weft::actor_ref> partner = {};

  void hit(ball flying) {
    ++hits;
    if (flying.hits_left > 0)
      partner->send(ball{flying.hits_left - 1});
    else
      game_over.send(hits);
  }
};

weft::behavior playing(const player& start) {
  const auto my = std::make_shared<player>(start);
  return {[=](ball flying) { my->hit(flying); }, [=](meet one) { my->partner = one.partner; }};
}

void play(weft::self& me, player my) {
  me.receive_loop([&](ball flying) { my.hit(flying); },
                  [&](meet one) { my.partner = one.partner; });
}

/// Actors in a circle, made by `spawn(player)`, that pass a ball on until it was hit often enough.
template <class Spawn>
void pass_ball(const order& order, std::size_t players, Spawn spawn) {
  std::size_t hits = 0;
  const player start{hits, weft::channel<std::size_t>(1)};
  const weft::actor_ref first = spawn(start);
  weft::actor_ref last = first;
  for (std::size_t i = 1; i < players; ++i) {
    const weft::actor_ref next = spawn(start);
    last.send(meet{next});
    last = next;
  }
  last.send(meet{first});
  const stopwatch watch;
  first.send(ball{order.count - 1});
  const auto counted = start.game_over.receive();
  const double nanoseconds = watch.nanoseconds();
  require(counted == order.count, "each message was received");
  print_each(order, nanoseconds);
}

weft::actor_ref spawn_playing(const player& start) {
  return weft::spawn_actor([=](weft::self&) { return playing(start); });
}

weft::actor_ref spawn_straight_player(const player& start) {
  return weft::spawn_actor([=](weft::self& me) { play(me, start); });
}

}  // namespace

void actor_pingpong(const order& order) { pass_ball(order, 2, spawn_playing); }
void actor_pingpong_straight(const order& order) { pass_ball(order, 2, spawn_straight_player); }
void actor_ring(const order& order) { pass_ball(order, ring_places, spawn_playing); }
void actor_ring_straight(const order& order) {
  pass_ball(order, ring_places, spawn_straight_player);
}

void actor_ask(const order& order) {
  const weft::actor_ref answerer = weft::spawn_actor([](weft::self&) -> weft::behavior {
    return {[](question asked) { return asked.number + 1; }};
  });
  std::size_t number = 0;
  const stopwatch watch;
  for (std::size_t i = 0; i < order.count; ++i) {
    number = answerer.ask<std::size_t>(question{number}, patience);
  }
  const double nanoseconds = watch.nanoseconds();
  require(number == order.count, "each question was answered");
  print_each(order, nanoseconds);
}

}  // namespace bench
