// Cigarette smokers: an arbiter puts what one of 200 smokers needs on the table, and goes on when that
// one has taken it.
//
// Stresses: actors that are woken at random, most of which have been waiting for long.
// Size:     rounds.
// Checked:  how often each smoker smoked, against the same random numbers drawn again.
#include <memory>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t smokers = 200;
constexpr unsigned seed = 7;

struct ingredients {
  weft::actor_ref arbiter;
};
struct taken {};
struct get_smoked {};

weft::behavior smoker(weft::self&) {
  const auto smoked = std::make_shared<std::size_t>(0);
  return {[=](ingredients from) {
            ++*smoked;
            from.arbiter.send(taken{});
          },
          [=](get_smoked) { return *smoked; }};
}

void arbitrate(weft::self& me, const std::vector<weft::actor_ref>& all, std::size_t rounds) {
  std::minstd_rand random(seed);
  for (std::size_t i = 0; i < rounds; ++i) {
    all[random() % smokers].send(ingredients{me.ref()});
    me.receive([](taken) {});
  }
}

std::vector<std::size_t> smoked(std::size_t rounds) {
  std::vector<weft::actor_ref> all;
  for (std::size_t i = 0; i < smokers; ++i) all.push_back(weft::spawn_actor(smoker));
  weft::event over;
  weft::spawn_actor([&](weft::self& me) {
    arbitrate(me, all, rounds);
    over.set();
  });
  over.wait();
  std::vector<std::size_t> times;
  for (const auto& each : all) times.push_back(each.ask<std::size_t>(get_smoked{}, patience));
  return times;
}

std::vector<std::size_t> drawn(std::size_t rounds) {
  std::minstd_rand random(seed);
  std::vector<std::size_t> times(smokers);
  for (std::size_t i = 0; i < rounds; ++i) ++times[random() % smokers];
  return times;
}

}  // namespace

void cigarette_smokers(const order& order) {
  const auto [times, milliseconds] = play([&] { return smoked(order.count); });
  report(order, milliseconds, times == drawn(order.count), "each smoked as often as it was chosen");
}

}  // namespace savina
