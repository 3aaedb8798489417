// All pairs shortest path (Floyd and Warshall): 16 actors have a band of rows each. In step k all of them
// need row k, which its owner sends around.
//
// Stresses: messages to all, which come early from those that are ahead, and have to wait for their turn.
// Size:     nodes of the graph.
// Checked:  all distances, against three plain loops.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t bands = 16;
constexpr std::uint32_t no_edge = 1'000'000;

using distances = std::vector<std::uint32_t>;  // of one node, to all

struct row {
  std::size_t number;
  std::shared_ptr<const distances> to;
};
struct begin {
  std::shared_ptr<const std::vector<weft::actor_ref>> all;
};
struct band {
  std::size_t first = 0;  // row
  std::vector<distances> rows = {};

  bool has(std::size_t number) const { return number >= first && number < first + rows.size(); }
};

void go_through(std::size_t number, const distances& middle, distances& from) {
  const std::uint32_t before = from[number];
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = std::min(from[i], before + middle[i]);
}

row announce(const band& mine, std::size_t number, const std::vector<weft::actor_ref>& all,
             const weft::actor_ref& me) {
  const row one{number, std::make_shared<const distances>(mine.rows[number - mine.first])};
  for (const auto& each : all) {
    if (each != me) each.send(one);
  }
  return one;
}

row await(weft::self& me, std::size_t number) {
  row one{};
  me.receive_if([=](const row& r) { return r.number == number; },
                [&](row r) { one = std::move(r); });
  return one;
}

band shortened(weft::self& me, band mine, std::size_t nodes) {
  std::shared_ptr<const std::vector<weft::actor_ref>> all;
  me.receive([&](begin b) { all = b.all; });
  for (std::size_t k = 0; k < nodes; ++k) {
    const row middle = mine.has(k) ? announce(mine, k, *all, me.ref()) : await(me, k);
    for (auto& each : mine.rows) go_through(k, *middle.to, each);
  }
  return mine;
}

std::vector<distances> random_graph(std::size_t nodes) {
  std::minstd_rand random(13);
  std::vector<distances> edges(nodes, distances(nodes));
  for (auto& from : edges) {
    for (auto& edge : from) edge = random() % 8 == 0 ? 1 + random() % 1000 : no_edge;
  }
  for (std::size_t i = 0; i < nodes; ++i) edges[i][i] = 0;
  return edges;
}

band band_of(const std::vector<distances>& edges, std::size_t number) {
  const std::size_t first = edges.size() * number / bands;
  const std::size_t last = edges.size() * (number + 1) / bands;
  const auto rows = edges.begin();
  return {first,
          {rows + static_cast<std::ptrdiff_t>(first), rows + static_cast<std::ptrdiff_t>(last)}};
}

std::vector<distances> shortest_paths(const std::vector<distances>& edges) {
  const weft::channel<band> results(bands);
  const auto all = std::make_shared<std::vector<weft::actor_ref>>();
  for (std::size_t i = 0; i < bands; ++i) {
    all->push_back(weft::spawn_actor(
        [=, mine = band_of(edges, i), nodes = edges.size()](weft::self& me) mutable {
          results.send(shortened(me, std::move(mine), nodes));
        }));
  }
  for (const auto& each : *all) each.send(begin{all});
  std::vector<distances> paths(edges.size());
  for (std::size_t i = 0; i < bands; ++i) {
    band one = *results.receive();
    std::ranges::move(one.rows, paths.begin() + static_cast<std::ptrdiff_t>(one.first));
  }
  return paths;
}

std::vector<distances> looped(std::vector<distances> edges) {
  for (std::size_t k = 0; k < edges.size(); ++k) {
    for (auto& from : edges) go_through(k, distances(edges[k]), from);
  }
  return edges;
}

}  // namespace

void all_pairs_shortest_path(const order& order) {
  const auto edges = random_graph(order.count);
  const auto [paths, milliseconds] = play([&] { return shortest_paths(edges); });
  report(order, milliseconds, paths == looped(edges), "the distances");
}

}  // namespace savina
