// Concurrent dictionary: 20 workers read and write one dictionary, an actor; every tenth time they
// write.
//
// Stresses: questions from many to one, each of which its asker waits for.
// Size:     questions of each worker.
// Checked:  each worker has keys of its own, and finds what it wrote last; the number of keys.
#include <optional>
#include <random>
#include <unordered_map>

#include "savina.hpp"

namespace savina {
namespace {

constexpr unsigned workers = 20;
constexpr unsigned keys_each = 512;

struct put {
  unsigned key;
  unsigned value;
};
struct get {
  unsigned key;
};
struct get_size {};

using table = std::unordered_map<unsigned, unsigned>;

std::optional<unsigned> found(const table& in, unsigned key) {
  const auto at = in.find(key);
  return at == in.end() ? std::nullopt : std::optional(at->second);
}

weft::behavior dictionary(weft::self&) {
  const auto entries = std::make_shared<table>();
  return {[=](put p) { (*entries)[p.key] = p.value; },
          [=](get g) { return found(*entries, g.key); }, [=](get_size) { return entries->size(); }};
}

struct tally {
  std::size_t right = 0;  // answers
  std::size_t keys = 0;
};

/// One worker's questions, beside a table of its own that says what the answers have to be.
tally ask_and_compare(const weft::actor_ref& shared, unsigned worker, std::size_t questions) {
  std::minstd_rand random(worker + 1);
  table model;
  tally mine;
  for (std::size_t i = 0; i < questions; ++i) {
    const auto key = static_cast<unsigned>(random() % keys_each * workers + worker);
    if (random() % 10 == 0) {
      const auto value = static_cast<unsigned>(random());
      model[key] = value;
      shared.ask<void>(put{key, value}, patience);
      ++mine.right;
    } else {
      const auto answer = shared.ask<std::optional<unsigned>>(get{key}, patience);
      mine.right += answer == found(model, key) ? 1 : 0;
    }
  }
  mine.keys = model.size();
  return mine;
}

struct outcome {
  tally workers;
  std::size_t keys;
};

outcome use_dictionary(std::size_t questions) {
  const weft::channel<tally> results(workers);
  const auto shared = weft::spawn_actor(dictionary);
  for (unsigned i = 0; i < workers; ++i) {
    weft::spawn_actor([=](weft::self&) { results.send(ask_and_compare(shared, i, questions)); });
  }
  tally sum;
  for (unsigned i = 0; i < workers; ++i) {
    const auto one = *results.receive();
    sum = {sum.right + one.right, sum.keys + one.keys};
  }
  return {sum, shared.ask<std::size_t>(get_size{}, patience)};
}

}  // namespace

void concurrent_dictionary(const order& order) {
  const auto [all, milliseconds] = play([&] { return use_dictionary(order.count); });
  report(order, milliseconds,
         all.workers.right == workers * order.count && all.keys == all.workers.keys,
         "each worker finds what it wrote");
}

}  // namespace savina
