// Unbalanced cobwebbed tree: a tree of actors, in which one node out of eight has eight children and the
// others have none, so that some branches are far larger than others. Each node also greets its elder (the
// child before it, or its parent), and reports to its parent when it has been greeted back and its children
// have reported.
//
// Stresses: actors that create actors, nobody knows how many; messages across the tree.
// Size:     children of the root, with about 60 nodes in the tree of each, on average.
// Checked:  how many nodes there are and the sum of their depths, against a recursion; all were greeted.
#include <cstdint>
#include <memory>

#include "savina.hpp"

namespace savina {
namespace {

/// Where a node is. What grows there follows from it.
struct place {
  std::uint64_t seed;
  std::uint64_t depth;

  place child(std::uint64_t number) const { return {mixed(seed + number + 1), depth + 1}; }
  std::size_t children() const { return seed % 1000 < 123 ? 8 : 0; }

 private:
  /// Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014.
  static std::uint64_t mixed(std::uint64_t seed) {
    seed += 0x9e3779b97f4a7c15;
    seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
    seed = (seed ^ seed >> 27) * 0x94d049bb133111eb;
    return seed ^ seed >> 31;
  }
};

struct greeting {
  weft::actor_ref from;
};
struct greeted_back {};
/// What a node tells its parent of itself and all below.
struct subtree {
  std::size_t nodes = 0;
  std::uint64_t depths = 0;
  std::size_t greetings = 0;

  void add(const subtree& other) {
    nodes += other.nodes;
    depths += other.depths;
    greetings += other.greetings;
  }
  bool operator==(const subtree&) const = default;
};

struct family {
  weft::actor_ref parent;
  weft::actor_ref elder;
};

weft::behavior node(weft::self& me, place here, family mine);

void grow(const weft::actor_ref& parent, place here, std::size_t children) {
  weft::actor_ref elder = parent;
  for (std::size_t i = 0; i < children; ++i) {
    elder = weft::spawn_actor([place = here.child(i), mine = family{parent, elder}](
                                  weft::self& me) { return node(me, place, mine); });
  }
}

weft::behavior node(weft::self& me, place here, family mine) {
  struct state {
    std::size_t awaited;
    subtree sum;
  };
  const auto my = std::make_shared<state>(here.children() + 1, subtree{1, here.depth, 0});
  const auto report_if_complete = [my, parent = mine.parent] {
    if (--my->awaited == 0) parent.send(my->sum);
  };
  mine.elder.send(greeting{me.ref()});
  grow(me.ref(), here, here.children());
  return {[](const greeting& g) { g.from.send(greeted_back{}); },
          [=](greeted_back) {
            ++my->sum.greetings;
            report_if_complete();
          },
          [=](const subtree& below) {
            my->sum.add(below);
            report_if_complete();
          }};
}

weft::behavior root(weft::self& me, std::size_t children, weft::channel<subtree> result) {
  grow(me.ref(), place{1, 0}, children);
  return {[](const greeting& g) { g.from.send(greeted_back{}); },
          [=, left = children, sum = subtree{1, 0, 0}](const subtree& below) mutable {
            sum.add(below);
            if (--left == 0) result.send(sum);
          }};
}

subtree grown(std::size_t children) {
  const weft::channel<subtree> result(1);
  weft::spawn_actor([=](weft::self& me) { return root(me, children, result); });
  return *result.receive();
}

subtree recursive(place here, std::size_t children) {
  subtree sum{1, here.depth, here.depth > 0 ? 1U : 0U};
  for (std::size_t i = 0; i < children; ++i) {
    const place child = here.child(i);
    sum.add(recursive(child, child.children()));
  }
  return sum;
}

}  // namespace

void unbalanced_cobwebbed_tree(const order& order) {
  const auto [tree, milliseconds] = play([&] { return grown(order.count); });
  report(order, milliseconds, tree == recursive(place{1, 0}, order.count), "what the tree has");
}

}  // namespace savina
