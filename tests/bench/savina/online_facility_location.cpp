// Online facility location: customers come one after another, and each goes to the facility of the smallest
// square that it is in. When the ways to a facility add up to too much, four new ones are opened, one in
// each quarter of its square, for those who come later.
//
// Stresses: a tree of actors that grows where the work is, and passes on what comes.
// Size:     customers.
// Checked:  how many facilities there are and the sum of all ways, against the same tree without actors.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::int64_t world_size = 1 << 20;
constexpr std::int64_t way_sum_most = 100 * world_size;

struct customer {
  std::int64_t x;
  std::int64_t y;
};

/// With the facility in its middle.
struct square {
  std::int64_t x;  // of the middle
  std::int64_t y;
  std::int64_t half;

  std::size_t quarter_of(customer c) const { return (c.x < x ? 0U : 1U) + (c.y < y ? 0U : 2U); }
  square quarter(std::size_t number) const {
    const std::int64_t step = half / 2;
    return {x + (number % 2 == 0 ? -step : step), y + (number / 2 == 0 ? -step : step), step};
  }
  std::int64_t way_of(customer c) const { return std::abs(c.x - x) + std::abs(c.y - y); }
};
constexpr square world{world_size / 2, world_size / 2, world_size / 2};

/// Of a facility, and of those in its quarters.
struct account {
  std::size_t facilities = 1;
  std::int64_t way_sum = 0;

  /// Whether this was the last customer for this facility itself.
  bool serve(const square& place, customer c) {
    way_sum += place.way_of(c);
    return way_sum > way_sum_most && place.half > 1;
  }
  void add(const account& quarter) {
    facilities += quarter.facilities;
    way_sum += quarter.way_sum;
  }
  bool operator==(const account&) const = default;
};

struct close_books {
  weft::actor_ref to;
};

weft::behavior facility(weft::self& me, square place);

std::vector<weft::actor_ref> open_quarters(const square& place) {
  std::vector<weft::actor_ref> all;
  for (std::size_t i = 0; i < 4; ++i) {
    all.push_back(weft::spawn_actor(
        [quarter = place.quarter(i)](weft::self& me) { return facility(me, quarter); }));
  }
  return all;
}

weft::behavior facility(weft::self& me, square place) {
  struct state {
    account own;
    std::vector<weft::actor_ref> quarters;
  };
  const auto my = std::make_shared<state>();
  return {[=](customer c) {
            if (!my->quarters.empty())
              my->quarters[place.quarter_of(c)].send(c);
            else if (my->own.serve(place, c))
              my->quarters = open_quarters(place);
          },
          [=, &me](close_books order) {
            for (const auto& each : my->quarters) each.send(close_books{me.ref()});
            for (std::size_t i = 0; i < my->quarters.size(); ++i)
              me.receive([&](const account& quarter) { my->own.add(quarter); });
            order.to.send(my->own);
            return weft::loop::stop;
          }};
}

account served_by_actors(const std::vector<customer>& customers) {
  const weft::channel<account> result(1);
  weft::spawn_actor([&customers, result](weft::self& me) {
    const auto first = weft::spawn_actor([](weft::self& own) { return facility(own, world); });
    for (const auto& each : customers) first.send(each);
    first.send(close_books{me.ref()});
    me.receive([&](const account& all) { result.send(all); });
  });
  return *result.receive();
}

class plain_facility {
 public:
  explicit plain_facility(square place) : place_(place) {}

  void take(customer c) {
    if (!quarters_.empty())
      quarters_[place_.quarter_of(c)].take(c);
    else if (own_.serve(place_, c))
      for (std::size_t i = 0; i < 4; ++i) quarters_.emplace_back(place_.quarter(i));
  }
  account all() const {
    account sum = own_;
    for (const auto& each : quarters_) sum.add(each.all());
    return sum;
  }

 private:
  square place_;
  account own_;
  std::vector<plain_facility> quarters_;
};

account looped(const std::vector<customer>& customers) {
  plain_facility first(world);
  for (const auto& each : customers) first.take(each);
  return first.all();
}

/// More of them towards one corner.
std::vector<customer> random_customers(std::size_t count) {
  std::mt19937_64 random(23);
  const auto coordinate = [&] {
    return static_cast<std::int64_t>(random() % world_size * (random() % world_size) / world_size);
  };
  std::vector<customer> all(count);
  for (auto& each : all) each = {coordinate(), coordinate()};
  return all;
}

}  // namespace

void online_facility_location(const order& order) {
  const auto customers = random_customers(order.count);
  const auto [all, milliseconds] = play([&] { return served_by_actors(customers); });
  report(order, milliseconds, all == looped(customers), "the facilities and the ways to them");
}

}  // namespace savina
