// A*: the cheapest path from corner to corner of a cube of cells. A master keeps the frontier and gives the
// cells that look best to its workers, which look at the cells around them.
//
// Stresses: small pieces of work between a master and its workers, in an order that changes all the time.
// Size:     cells along an edge.
// Checked:  what the path costs, against Dijkstra's algorithm.
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t workers = 8;

using cell = std::uint32_t;
using cost = std::uint32_t;
constexpr cost unknown = std::numeric_limits<cost>::max();

/// A cell that can be reached at a price.
struct reached {
  cell where;
  cost price;
};

class cube {
 public:
  explicit cube(cell edge) : edge_(edge), tolls_(edge * edge * edge) {
    std::minstd_rand random(3);
    for (auto& each : tolls_) each = 1 + static_cast<cost>(random() % 9);
  }

  cell cells() const { return static_cast<cell>(tolls_.size()); }
  cell goal() const { return cells() - 1; }
  /// The steps from here to the goal, each of which costs 1 at least.
  cost estimate(cell from) const {
    return 3 * (edge_ - 1) - from % edge_ - from / edge_ % edge_ - from / edge_ / edge_;
  }
  /// Calls `with` with each cell beside that of `from`.
  template <class With>
  void each_neighbour(reached from, With with) const {
    for (cell stride = 1; stride < cells(); stride *= edge_) {
      const cell place = from.where / stride % edge_;
      if (place > 0) with(entered(from.where - stride, from.price));
      if (place + 1 < edge_) with(entered(from.where + stride, from.price));
    }
  }

 private:
  reached entered(cell where, cost before) const { return {where, before + tolls_[where]}; }

  cell edge_;
  std::vector<cost> tolls_;  // for entering a cell
};

struct expand {
  reached from;
};
struct expanded {
  weft::actor_ref worker;
  std::vector<reached> neighbours;
};

weft::behavior worker(weft::self& me, std::shared_ptr<const cube> map, weft::actor_ref master) {
  master.send(expanded{me.ref(), {}});
  return {[=, &me](expand e) {
    std::vector<reached> neighbours;
    map->each_neighbour(e.from, [&](reached next) { neighbours.push_back(next); });
    master.send(expanded{me.ref(), std::move(neighbours)});
  }};
}

class frontier {
 public:
  explicit frontier(std::shared_ptr<const cube> map)
      : map_(std::move(map)), best_(map_->cells(), unknown) {
    reach({0, 0});
  }

  void reach(reached one) {
    if (one.price >= best_[one.where]) return;
    best_[one.where] = one.price;
    open_.push({one, one.price + map_->estimate(one.where)});
  }
  /// The cell that looks best; none if all that are left cost too much.
  std::optional<reached> next() {
    while (!open_.empty()) {
      const candidate top = open_.top();
      open_.pop();
      const bool outdated = top.at.price > best_[top.at.where];
      if (!outdated && top.path_price < best_[map_->goal()]) return top.at;
    }
    return std::nullopt;
  }
  cost found() const { return best_[map_->goal()]; }

 private:
  struct candidate {
    reached at;
    cost path_price;  // at least, of a path to the goal
    bool operator>(const candidate& other) const { return path_price > other.path_price; }
  };

  std::shared_ptr<const cube> map_;
  std::vector<cost> best_;
  std::priority_queue<candidate, std::vector<candidate>, std::greater<>> open_;
};

weft::behavior master(weft::self& me, std::shared_ptr<const cube> map, weft::channel<cost> result) {
  struct state {
    frontier open;
    std::vector<weft::actor_ref> idle;
  };
  const auto my = std::make_shared<state>(frontier(map));
  for (std::size_t i = 0; i < workers; ++i) {
    weft::spawn_actor(
        [=, master = me.ref()](weft::self& each) { return worker(each, map, master); });
  }
  return {[=](expanded e) {
    my->idle.push_back(std::move(e.worker));
    for (const auto& each : e.neighbours) my->open.reach(each);
    while (!my->idle.empty()) {
      const auto next = my->open.next();
      if (!next) break;
      my->idle.back().send(expand{*next});
      my->idle.pop_back();
    }
    if (my->idle.size() < workers) return weft::loop::again;
    result.send(my->open.found());
    return weft::loop::stop;
  }};
}

cost cheapest_path(const std::shared_ptr<const cube>& map) {
  const weft::channel<cost> result(1);
  weft::spawn_actor([=](weft::self& me) { return master(me, map, result); });
  return *result.receive();
}

cost dijkstra(const cube& map) {
  using entry = std::pair<cost, cell>;
  std::vector<cost> best(map.cells(), unknown);
  std::priority_queue<entry, std::vector<entry>, std::greater<>> open;
  const auto reach = [&](reached one) {
    if (one.price >= best[one.where]) return;
    best[one.where] = one.price;
    open.push({one.price, one.where});
  };
  reach({0, 0});
  while (!open.empty()) {
    const auto [price, where] = open.top();
    open.pop();
    if (price == best[where]) map.each_neighbour({where, price}, reach);
  }
  return best[map.goal()];
}

}  // namespace

void a_star(const order& order) {
  const auto map = std::make_shared<const cube>(static_cast<cell>(order.count));
  const auto [price, milliseconds] = play([&] { return cheapest_path(map); });
  report(order, milliseconds, price == dijkstra(*map), "the price of the cheapest path");
}

}  // namespace savina
