// Dining philosophers: 20 philosophers around a table, with a fork between any two; a waiter, who gives
// both forks or none.
//
// Stresses: questions that are refused, and asked again.
// Size:     meals of each philosopher.
// Checked:  no fork was in two hands; each philosopher had its meals; all forks are back.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t seats = 20;

struct may_eat {
  std::size_t seat;
};
struct done_eating {
  std::size_t seat;
};
struct get_table {};

class table {
 public:
  bool take_forks(std::size_t seat) {
    if (left(seat) || right(seat)) return false;
    left(seat) = right(seat) = seat;
    return true;
  }
  void put_back(std::size_t seat) {
    require(left(seat) == seat && right(seat) == seat, "who eats has both forks");
    left(seat).reset();
    right(seat).reset();
    ++meals_[seat];
  }
  bool all_ate(std::size_t times) const {
    return std::ranges::count(meals_, times) == seats &&
           std::ranges::none_of(held_by_, [](const auto& hand) { return hand.has_value(); });
  }

 private:
  std::optional<std::size_t>& left(std::size_t seat) { return held_by_[seat]; }
  std::optional<std::size_t>& right(std::size_t seat) { return held_by_[(seat + 1) % seats]; }

  std::array<std::optional<std::size_t>, seats> held_by_;  // the forks
  std::array<std::size_t, seats> meals_{};
};

weft::behavior waiter(weft::self&) {
  const auto set = std::make_shared<table>();
  return {[=](may_eat p) { return set->take_forks(p.seat); },
          [=](done_eating p) { set->put_back(p.seat); }, [=](get_table) { return *set; }};
}

void dine(const weft::actor_ref& waiter, std::size_t seat, std::size_t meals) {
  for (std::size_t i = 0; i < meals; ++i) {
    while (!waiter.ask<bool>(may_eat{seat}, patience)) weft::this_fiber::yield();
    waiter.send(done_eating{seat});
  }
}

/// Seats the philosophers, and waits until the last one has left.
table dinner(weft::self& host, std::size_t meals_each) {
  const auto served_by = weft::spawn_actor(waiter);
  for (std::size_t seat = 0; seat < seats; ++seat) {
    host.monitor(weft::spawn_actor([=](weft::self&) { dine(served_by, seat, meals_each); }));
  }
  for (std::size_t i = 0; i < seats; ++i) host.receive([](const weft::down&) {});
  return served_by.ask<table>(get_table{}, patience);
}

table table_after_dinner(std::size_t meals_each) {
  const weft::channel<table> result(1);
  weft::spawn_actor([=](weft::self& me) { result.send(dinner(me, meals_each)); });
  return *result.receive();
}

}  // namespace

void dining_philosophers(const order& order) {
  const auto [table, milliseconds] = play([&] { return table_after_dinner(order.count); });
  report(order, milliseconds, table.all_ate(order.count), "all had their meals");
}

}  // namespace savina
