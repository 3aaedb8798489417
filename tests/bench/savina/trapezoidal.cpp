// Trapezoidal rule: the integral of 4 / (1 + x^2) from 0 to 1, in 100 pieces that an actor each adds up.
//
// Stresses: hardly the runtime; what a computation costs inside actors.
// Size:     trapezoids.
// Checked:  the integral is pi.
#include <cmath>
#include <numbers>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t pieces = 100;

struct piece {
  std::size_t first;  // trapezoid
  std::size_t last;   // behind it
  double width;       // of a trapezoid
};

double height(double x) { return 4 / (1 + x * x); }

double area(piece p) {
  double sum = 0;
  for (std::size_t i = p.first; i < p.last; ++i) {
    const double x = static_cast<double>(i) * p.width;
    sum += (height(x) + height(x + p.width)) / 2 * p.width;
  }
  return sum;
}

double integral(std::size_t trapezoids) {
  const weft::channel<double> areas(pieces);
  const double width = 1 / static_cast<double>(trapezoids);
  for (std::size_t i = 0; i < pieces; ++i) {
    const auto worker = weft::spawn_actor([=](weft::self&) -> weft::behavior {
      return {[=](piece p) {
        areas.send(area(p));
        return weft::loop::stop;
      }};
    });
    worker.send(piece{trapezoids * i / pieces, trapezoids * (i + 1) / pieces, width});
  }
  double sum = 0;
  for (std::size_t i = 0; i < pieces; ++i) sum += *areas.receive();
  return sum;
}

}  // namespace

void trapezoidal(const order& order) {
  const auto [area, milliseconds] = play([&] { return integral(order.count); });
  // The rule is off by (f'(1) - f'(0)) / 12 = -1/6 times the square of the width; the rest is rounding.
  const double width = 1 / static_cast<double>(order.count);
  report(order, milliseconds, std::abs(area - std::numbers::pi) < width * width / 5 + 1e-10, "pi");
}

}  // namespace savina
