// Precise pi: the hexadecimal digits of pi, each computed on its own by the formula of Bailey, Borwein and
// Plouffe. Eight workers ask a master which digit is next.
//
// Stresses: workers that fetch their work, in pieces that take longer and longer.
// Size:     digits after the point.
// Checked:  the digits, against Machin's formula in long fixed-point numbers.
//
// Source: D. Bailey, P. Borwein, S. Plouffe, "On the Rapid Computation of Various Polylogarithmic
// Constants", 1997.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr unsigned workers = 8;

struct get_position {};
struct get_digits {};
struct digit {
  std::size_t position;
  char character;
};

char hexadecimal(std::uint64_t value) { return "0123456789abcdef"[value % 16]; }

std::uint64_t power_of_16(std::uint64_t exponent, std::uint64_t modulus) {
  std::uint64_t result = 1 % modulus;
  for (std::uint64_t base = 16 % modulus; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

/// The fraction of the sum over k of 16^(position - k) / (8 k + j).
double series(std::uint64_t j, std::uint64_t position) {
  double sum = 0;
  for (std::uint64_t k = 0; k <= position; ++k) {
    const std::uint64_t divisor = 8 * k + j;
    sum += static_cast<double>(power_of_16(position - k, divisor)) / static_cast<double>(divisor);
    sum -= std::floor(sum);
  }
  double weight = 1;
  for (std::uint64_t k = position + 1; k < position + 14; ++k) {
    weight /= 16;
    sum += weight / static_cast<double>(8 * k + j);
  }
  return sum;
}

digit digit_at(std::size_t position) {
  const double sum =
      4 * series(1, position) - 2 * series(4, position) - series(5, position) - series(6, position);
  return {position, hexadecimal(static_cast<std::uint64_t>(16 * (sum - std::floor(sum))))};
}

void work(const weft::actor_ref& master) {
  const auto position = [&] {
    return master.ask<std::optional<std::size_t>>(get_position{}, patience);
  };
  for (auto at = position(); at; at = position()) master.send(digit_at(*at));
}

weft::behavior master(weft::self& me, std::size_t digits) {
  struct state {
    std::string digits;
    std::size_t next = 0;
    std::size_t arrived = 0;
    std::optional<weft::promise<std::string>> asked = {};

    void answer_if_complete() {
      if (asked && arrived == digits.size()) asked->set_value(digits);
    }
  };
  const auto my = std::make_shared<state>(std::string(digits, '?'));
  return {
      [=](get_position) { return my->next < digits ? std::optional(my->next++) : std::nullopt; },
      [=](digit d) {
        my->digits[d.position] = d.character;
        ++my->arrived;
        my->answer_if_complete();
      },
      [=, &me](get_digits) {
        my->asked = me.make_promise<std::string>();
        my->answer_if_complete();
      }};
}

std::string digits_by_actors(std::size_t digits) {
  const auto boss = weft::spawn_actor([=](weft::self& me) { return master(me, digits); });
  const unsigned pool = weft::runtime::current().pool_size();
  for (unsigned i = 0; i < workers; ++i) {
    // Each has its worker named: straight-line actors that wait at once stay where they began.
    weft::spawn_actor({.worker = i % pool}, [=](weft::self&) { work(boss); });
  }
  return boss.ask<std::string>(get_digits{}, patience);
}

// ---- Machin: pi = 16 arctan(1/5) - 4 arctan(1/239) ----------------------------------------------

/// A number from 0 to 2^32: its whole part, and what follows the point, 32 bits a word.
using fixed = std::vector<std::uint32_t>;

void divide(fixed& number, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (auto& word : number) {
    const std::uint64_t part = rest << 32 | word;
    word = static_cast<std::uint32_t>(part / divisor);
    rest = part % divisor;
  }
}

/// Adds `number` to `sum`, modulo 2^32, or takes it away.
void add(fixed& sum, const fixed& number, bool negative) {
  std::uint64_t carry = negative ? 1 : 0;
  for (std::size_t i = sum.size(); i-- > 0;) {
    carry += std::uint64_t{sum[i]} + (negative ? ~number[i] : number[i]);
    sum[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
}

/// Adds factor * arctan(1 / x) to `sum`, or takes it away.
void add_arctan(fixed& sum, std::uint32_t factor, std::uint32_t x, bool negative) {
  fixed power(sum.size());
  power[0] = factor;
  divide(power, x);
  for (std::uint32_t k = 1; std::ranges::any_of(power, [](auto word) { return word != 0; });
       k += 2) {
    fixed term = power;
    divide(term, k);
    add(sum, term, negative);
    negative = !negative;
    divide(power, x * x);
  }
}

std::string machin(std::size_t digits) {
  fixed pi(digits / 8 + 4);  // the last two words are there for what rounding loses
  add_arctan(pi, 16, 5, false);
  add_arctan(pi, 4, 239, true);
  std::string text;
  for (std::size_t i = 0; i < digits; ++i) text += hexadecimal(pi[1 + i / 8] >> (28 - i % 8 * 4));
  return text;
}

}  // namespace

void precise_pi(const order& order) {
  const auto [digits, milliseconds] = play([&] { return digits_by_actors(order.count); });
  report(order, milliseconds, digits == machin(order.count), "the digits of pi");
}

}  // namespace savina
