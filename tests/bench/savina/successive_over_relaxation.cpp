// Successive over-relaxation: a grid of actors, one for each cell, coloured like a chess board. In turn the
// red and the black cells move towards the average of the cells beside them, and beyond it.
//
// Stresses: many actors, each of which keeps in step with its neighbours alone.
// Size:     rounds, on a grid of 40 by 40 whose border stays as it is.
// Checked:  each cell, against the same computed in loops.
#include <array>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t edge = 40;
constexpr std::size_t cells = edge * edge;
constexpr std::size_t inner_cells = (edge - 2) * (edge - 2);

using grid = std::vector<double>;
using sides = std::array<double, 4>;

bool is_red(std::size_t cell) { return (cell / edge + cell % edge) % 2 == 0; }
bool on_border(std::size_t cell) {
  const std::size_t row = cell / edge, column = cell % edge;
  return row == 0 || column == 0 || row == edge - 1 || column == edge - 1;
}
/// Two sides that face each other differ in their last bit.
std::array<std::size_t, 4> cells_beside(std::size_t cell) {
  return {cell - edge, cell + edge, cell - 1, cell + 1};
}

double relaxed(double old, const sides& beside) {
  const double average = (beside[0] + beside[1] + beside[2] + beside[3]) / 4;
  const double step = 1.25 * (average - old);
  return old + step;
}

sides values_beside(const grid& values, std::size_t cell) {
  sides beside;
  for (std::size_t side = 0; side < 4; ++side) beside[side] = values[cells_beside(cell)[side]];
  return beside;
}

using actors = std::vector<std::optional<weft::actor_ref>>;  // none on the border

struct begin {
  std::shared_ptr<const actors> all;
};
/// From the cell at that side of the receiver.
struct neighbour {
  std::size_t side;
  double value;
};
struct last_value {
  std::size_t cell;
  double value;
};

/// A cell changes when it has heard from all cells beside it; a red one also right at the beginning.
class cell {
 public:
  cell(std::size_t number, const grid& start, std::size_t rounds)
      : number_(number),
        value_(start[number]),
        beside_(values_beside(start, number)),
        awaited_(is_red(number) ? 1 : inner_beside() + 1),  // `begin` is one of them
        rounds_left_(rounds) {}

  /// Whether all that was awaited has come.
  bool hear(begin b) {
    all_ = std::move(b.all);
    return --awaited_ == 0;
  }
  bool hear(neighbour n) {
    beside_[n.side] = n.value;
    return --awaited_ == 0;
  }
  /// Whether there are rounds left.
  bool change() {
    value_ = relaxed(value_, beside_);
    awaited_ = inner_beside();
    for (std::size_t side = 0; side < 4; ++side) {
      const auto& other = (*all_)[cells_beside(number_)[side]];
      if (other) other->send(neighbour{side ^ 1, value_});
    }
    return --rounds_left_ > 0;
  }
  last_value result() const { return {number_, value_}; }

 private:
  std::size_t inner_beside() const {
    std::size_t count = 0;
    for (const auto each : cells_beside(number_)) count += on_border(each) ? 0 : 1;
    return count;
  }

  std::size_t number_;
  double value_;
  sides beside_;
  std::size_t awaited_;
  std::size_t rounds_left_;
  std::shared_ptr<const actors> all_;
};

weft::behavior relaxing(cell start, weft::channel<last_value> results) {
  const auto my = std::make_shared<cell>(std::move(start));
  const auto change = [=] {
    if (!my->change()) results.send(my->result());
  };
  return {[=](neighbour n) {
            if (my->hear(n)) change();
          },
          [=](begin b) {
            if (my->hear(std::move(b))) change();
          }};
}

grid relaxed_by_actors(const grid& start, std::size_t rounds) {
  const weft::channel<last_value> results(inner_cells);
  const auto all = std::make_shared<actors>(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    if (on_border(i)) continue;
    (*all)[i] = weft::spawn_actor(
        [=, my = cell(i, start, rounds)](weft::self&) { return relaxing(my, results); });
  }
  for (const auto& each : *all) {
    if (each) each->send(begin{all});
  }
  grid end = start;
  for (std::size_t i = 0; i < inner_cells; ++i) {
    const auto one = *results.receive();
    end[one.cell] = one.value;
  }
  return end;
}

grid looped(grid values, std::size_t rounds) {
  for (std::size_t half = 0; half < 2 * rounds; ++half) {
    for (std::size_t i = 0; i < cells; ++i) {
      if (!on_border(i) && is_red(i) == (half % 2 == 0))
        values[i] = relaxed(values[i], values_beside(values, i));
    }
  }
  return values;
}

grid random_grid() {
  std::minstd_rand random(19);
  grid values(cells);
  for (auto& each : values) each = static_cast<double>(random() % 1000);
  return values;
}

}  // namespace

void successive_over_relaxation(const order& order) {
  const grid start = random_grid();
  const auto [end, milliseconds] = play([&] { return relaxed_by_actors(start, order.count); });
  report(order, milliseconds, end == looped(start, order.count), "each cell of the grid");
}

}  // namespace savina
