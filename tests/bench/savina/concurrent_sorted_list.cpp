// Concurrent sorted linked list: 20 workers insert numbers into one sorted list, an actor, look for
// them, and ask for its length.
//
// Stresses: as the dictionary, with answers that take longer, since the list is walked for each.
// Size:     questions of each worker; every fifth inserts.
// Checked:  the list is sorted and holds what the workers inserted; each finds its own numbers.
#include <algorithm>
#include <forward_list>
#include <iterator>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr unsigned workers = 20;

struct insert {
  unsigned number;
};
struct contains {
  unsigned number;
};
struct get_length {};
struct get_numbers {};

using numbers = std::forward_list<unsigned>;

/// The last element before where `number` belongs.
numbers::const_iterator place_before(const numbers& list, unsigned number) {
  auto before = list.before_begin();
  for (auto at = list.begin(); at != list.end() && *at < number; ++at) ++before;
  return before;
}

bool holds(const numbers& list, unsigned number) {
  const auto at = std::next(place_before(list, number));
  return at != list.end() && *at == number;
}

weft::behavior sorted_list(weft::self&) {
  const auto list = std::make_shared<numbers>();
  return {[=](insert i) { list->insert_after(place_before(*list, i.number), i.number); },
          [=](contains c) { return holds(*list, c.number); },
          [=](get_length) { return static_cast<std::size_t>(std::ranges::distance(*list)); },
          [=](get_numbers) { return std::vector<unsigned>(list->begin(), list->end()); }};
}

struct outcome {
  std::vector<unsigned> inserted;
  bool found_all = true;
};

outcome use_list(const weft::actor_ref& list, unsigned worker, std::size_t questions) {
  std::minstd_rand random(worker + 1);
  outcome mine;
  for (std::size_t i = 0; i < questions; ++i) {
    if (i % 5 == 0) {
      mine.inserted.push_back(static_cast<unsigned>(random()));
      list.ask<void>(insert{mine.inserted.back()}, patience);
    } else if (i % 100 == 99) {
      mine.found_all &= list.ask<std::size_t>(get_length{}, patience) >= mine.inserted.size();
    } else {
      const auto own = mine.inserted[random() % mine.inserted.size()];
      mine.found_all &= list.ask<bool>(contains{own}, patience);
    }
  }
  return mine;
}

struct all_of_it {
  std::vector<unsigned> listed;
  outcome workers;
};

all_of_it use_one_list(std::size_t questions) {
  const weft::channel<outcome> results(workers);
  const auto list = weft::spawn_actor(sorted_list);
  for (unsigned i = 0; i < workers; ++i) {
    weft::spawn_actor([=](weft::self&) { results.send(use_list(list, i, questions)); });
  }
  outcome all;
  for (unsigned i = 0; i < workers; ++i) {
    const auto one = *results.receive();
    all.inserted.insert(all.inserted.end(), one.inserted.begin(), one.inserted.end());
    all.found_all &= one.found_all;
  }
  return {list.ask<std::vector<unsigned>>(get_numbers{}, patience), std::move(all)};
}

}  // namespace

void concurrent_sorted_list(const order& order) {
  auto [all, milliseconds] = play([&] { return use_one_list(order.count); });
  std::ranges::sort(all.workers.inserted);
  report(order, milliseconds, all.workers.found_all && all.listed == all.workers.inserted,
         "the list holds what was inserted, in order");
}

}  // namespace savina
