// N queens: the first N ways to place eleven queens so that none attacks another. A master keeps the
// placements that have to be looked into, and gives those with the most queens to its workers first.
//
// Stresses: work that makes more work, in an order of its own; ending while workers are busy.
// Size:     ways to be found; there are 2,680.
// Checked:  how many were found; each is one, and no two are the same.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t queens = 11;
constexpr std::size_t ways = 2'680;
constexpr std::size_t workers = 8;
constexpr std::size_t rows_shared = 3;  // what has more queens is searched by one worker

/// The columns of the queens in the first rows.
using placement = std::vector<unsigned>;

struct look_into {
  placement start;
};
struct branch {
  placement start;
};
struct solution {
  placement queens;
};
struct idle {
  weft::actor_ref worker;
};

bool fits(const placement& placed, unsigned column) {
  for (std::size_t row = 0; row < placed.size(); ++row) {
    const auto distance = std::abs(static_cast<int>(placed[row]) - static_cast<int>(column));
    if (distance == 0 || distance == static_cast<int>(placed.size() - row)) return false;
  }
  return true;
}

/// Calls `with` with each placement of one queen more.
template <class With>
void each_next(placement& placed, With with) {
  for (unsigned column = 0; column < queens; ++column) {
    if (!fits(placed, column)) continue;
    placed.push_back(column);
    with(placed);
    placed.pop_back();
  }
}

void search(placement& placed, const weft::actor_ref& master) {
  if (placed.size() == queens) return master.send(solution{placed});
  each_next(placed, [&](placement& next) { search(next, master); });
}

weft::behavior worker(weft::self& me, weft::actor_ref master) {
  master.send(idle{me.ref()});
  return {[=, &me](look_into work) {
    if (work.start.size() >= rows_shared)
      search(work.start, master);
    else
      each_next(work.start, [&](const placement& next) { master.send(branch{next}); });
    master.send(idle{me.ref()});
  }};
}

class agenda {
 public:
  explicit agenda(std::size_t wanted) : wanted_(wanted), open_{placement{}} {}

  void add(branch b) { open_.push_back(std::move(b.start)); }
  void add(solution s) {
    if (found_.size() < wanted_) found_.push_back(std::move(s.queens));
  }
  /// Gives out work to who is idle.
  void assign(const weft::actor_ref& worker) {
    idle_.push_back(worker);
    for (; !idle_.empty() && !open_.empty(); idle_.pop_back()) {
      idle_.back().send(look_into{std::move(open_.back())});
      open_.pop_back();
    }
  }
  bool finished() const { return found_.size() == wanted_ || idle_.size() == workers; }
  std::vector<placement> take_found() { return std::move(found_); }

 private:
  std::size_t wanted_;
  std::vector<placement> open_;  // the newest last: it is taken first, and has the most queens
  std::vector<weft::actor_ref> idle_;
  std::vector<placement> found_;
};

weft::behavior master(weft::self& me, std::size_t wanted,
                      weft::channel<std::vector<placement>> result) {
  const auto work = std::make_shared<agenda>(wanted);
  for (std::size_t i = 0; i < workers; ++i) {
    weft::spawn_actor([master = me.ref()](weft::self& each) { return worker(each, master); });
  }
  const auto end_if_finished = [=] {
    if (!work->finished()) return weft::loop::again;
    result.send(work->take_found());
    return weft::loop::stop;
  };
  return {[=](branch b) { work->add(std::move(b)); },
          [=](solution s) {
            work->add(std::move(s));
            return end_if_finished();
          },
          [=](const idle& i) {
            work->assign(i.worker);
            return end_if_finished();
          }};
}

std::vector<placement> first_ways(std::size_t wanted) {
  const weft::channel<std::vector<placement>> result(1);
  weft::spawn_actor([=](weft::self& me) { return master(me, wanted, result); });
  return *result.receive();
}

bool none_attacks(const placement& all) {
  for (int row = 0; row < static_cast<int>(all.size()); ++row) {
    for (int other = 0; other < row; ++other) {
      const int aside = static_cast<int>(all[row]) - static_cast<int>(all[other]);
      if (aside == 0 || std::abs(aside) == row - other) return false;
    }
  }
  return all.size() == queens;
}

}  // namespace

void n_queens(const order& order) {
  const auto [found, milliseconds] = play([&] { return first_ways(order.count); });
  const std::set<placement> different(found.begin(), found.end());
  report(order, milliseconds,
         different.size() == std::min(order.count, ways) && found.size() == different.size() &&
             std::ranges::all_of(found, none_attacks),
         "the ways to place the queens");
}

}  // namespace savina
