// Logistic map: ten series of numbers, x' = r x (1 - x), each of whose terms is computed by the actor that
// knows r.
//
// Stresses: a question and its answer, again and again.
// Size:     terms of each series.
// Checked:  the last term of each series, against a plain loop.
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t series = 10;

struct term {
  double x;
};

/// A quotient of whole numbers: a sum of products may be rounded once by the compiler and twice by the
/// processor, and in a chaotic series that difference grows.
double rate_of(std::size_t number) { return static_cast<double>(340 + 5 * number) / 100; }
double after(double x, double rate) { return rate * x * (1 - x); }
constexpr double first_term = 0.1;

weft::behavior computing(double rate) {
  return {[=](term t) { return after(t.x, rate); }};
}

double last_term(const weft::actor_ref& computer, std::size_t terms) {
  double x = first_term;
  for (std::size_t i = 0; i < terms; ++i) x = computer.ask<double>(term{x}, patience);
  return x;
}

struct outcome {
  std::size_t number;
  double last;
};

std::vector<double> last_terms(std::size_t terms) {
  const weft::channel<outcome> results(series);
  for (std::size_t i = 0; i < series; ++i) {
    const auto computer =
        weft::spawn_actor([rate = rate_of(i)](weft::self&) { return computing(rate); });
    weft::spawn_actor([=](weft::self&) { results.send({i, last_term(computer, terms)}); });
  }
  std::vector<double> all(series);
  for (std::size_t i = 0; i < series; ++i) {
    const auto one = *results.receive();
    all[one.number] = one.last;
  }
  return all;
}

std::vector<double> looped(std::size_t terms) {
  std::vector<double> all;
  for (std::size_t number = 0; number < series; ++number) {
    double x = first_term;
    for (std::size_t i = 0; i < terms; ++i) x = after(x, rate_of(number));
    all.push_back(x);
  }
  return all;
}

}  // namespace

void logistic_map(const order& order) {
  const auto [all, milliseconds] = play([&] { return last_terms(order.count); });
  report(order, milliseconds, all == looped(order.count), "the last terms of the series");
}

}  // namespace savina
