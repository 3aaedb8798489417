// Sleeping barber: customers come to a barber's shop and wait there if a chair is free. Who finds none goes
// back to the street, and comes again when somebody has left. The barber sleeps when nobody waits.
//
// Stresses: actors that hand work to each other, and a crowd of which most are turned away at first.
// Size:     customers.
// Checked:  each customer got one haircut; no more were waiting than there are chairs.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t chairs = 1000;

struct enter {
  weft::actor_ref customer;
};
struct shop_full {};
struct haircut {
  weft::actor_ref customer;
};
struct haircut_done {};
struct turned_away {
  weft::actor_ref customer;
};
struct try_again {};
struct served {
  std::uint64_t number;
};
struct next_one {};
struct get_seated_max {};

weft::behavior barber(weft::actor_ref room) {
  return {[=](haircut of) {
    of.customer.send(haircut_done{});
    room.send(next_one{});
  }};
}

weft::behavior waiting_room(weft::self& me) {
  struct state {
    std::deque<weft::actor_ref> seated;
    std::size_t seated_max = 0;
    bool barber_sleeps = true;
  };
  const auto my = std::make_shared<state>();
  const auto works_here =
      weft::spawn_actor([room = me.ref()](weft::self&) { return barber(room); });
  return {[=](enter one) {
            if (std::exchange(my->barber_sleeps, false))
              return works_here.send(haircut{one.customer});
            if (my->seated.size() == chairs) return one.customer.send(shop_full{});
            my->seated.push_back(one.customer);
            my->seated_max = std::max(my->seated_max, my->seated.size());
          },
          [=](next_one) {
            my->barber_sleeps = my->seated.empty();
            if (my->barber_sleeps) return;
            works_here.send(haircut{my->seated.front()});
            my->seated.pop_front();
          },
          [=](get_seated_max) { return my->seated_max; }};
}

weft::behavior customer(weft::self& me, std::uint64_t number, weft::actor_ref room,
                        weft::actor_ref street) {
  room.send(enter{me.ref()});
  return {[=, &me](shop_full) { street.send(turned_away{me.ref()}); },
          [=, &me](try_again) { room.send(enter{me.ref()}); },
          [=](haircut_done) {
            street.send(served{number});
            return weft::loop::stop;
          }};
}

/// Those who were turned away, and how many others have left the shop since: for each of these, one may try
/// again. Both numbers are kept, as either message may come first.
struct pavement {
  std::deque<weft::actor_ref> turned_away = {};
  std::size_t left = 0;

  void call_back() {
    for (; left > 0 && !turned_away.empty(); --left) {
      turned_away.front().send(try_again{});
      turned_away.pop_front();
    }
  }
};

weft::behavior street(std::size_t customers, weft::channel<std::uint64_t> result) {
  struct state {
    std::size_t customers_left;
    std::uint64_t numbers = 0;
    pavement waiting = {};
  };
  const auto my = std::make_shared<state>(customers);
  return {[=](turned_away one) {
            my->waiting.turned_away.push_back(one.customer);
            my->waiting.call_back();
          },
          [=](served one) {
            my->numbers += one.number;
            ++my->waiting.left;
            my->waiting.call_back();
            if (--my->customers_left > 0) return weft::loop::again;
            result.send(my->numbers);
            return weft::loop::stop;
          }};
}

struct outcome {
  std::uint64_t numbers;  // the sum of the customers'
  std::size_t seated_max;
};

outcome run_shop(std::size_t customers) {
  const weft::channel<std::uint64_t> result(1);
  const auto outside = weft::spawn_actor([=](weft::self&) { return street(customers, result); });
  const auto room = weft::spawn_actor(waiting_room);
  for (std::uint64_t i = 0; i < customers; ++i) {
    weft::spawn_actor([=](weft::self& me) { return customer(me, i, room, outside); });
  }
  const auto numbers = *result.receive();
  return {numbers, room.ask<std::size_t>(get_seated_max{}, patience)};
}

}  // namespace

void sleeping_barber(const order& order) {
  const auto [all, milliseconds] = play([&] { return run_shop(order.count); });
  report(order, milliseconds,
         all.numbers == bench::sum_below(order.count) && all.seated_max <= chairs,
         "each customer got one haircut");
}

}  // namespace savina
