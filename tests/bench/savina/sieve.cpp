// Sieve of Eratosthenes: numbers flow through a pipeline of actors. Each knows some primes, and passes on
// what none of them divides; what reaches the last one is prime, and stays there, or begins the next one.
//
// Stresses: a pipeline that grows while it works, with most of the traffic at its beginning.
// Size:     numbers below that are searched.
// Checked:  how many primes there are, and their sum, against the same sieve in an array.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t primes_each = 64;

struct candidate {
  std::uint64_t number;
};
struct found {
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  bool operator==(const found&) const = default;
};

struct filter {
  std::vector<std::uint64_t> primes;
  std::optional<weft::actor_ref> next;

  bool divides(std::uint64_t number) const {
    return std::ranges::any_of(primes, [=](auto prime) { return number % prime == 0; });
  }
};

/// Begins with its first prime. A `found` goes along the pipeline after the last number, collecting what
/// each has, and from its end to `result`.
weft::behavior filtering(std::uint64_t first, weft::channel<found> result) {
  const auto my = std::make_shared<filter>(filter{{first}, std::nullopt});
  return {[=](candidate c) {
            if (my->divides(c.number)) return;
            if (my->next)
              my->next->send(c);
            else if (my->primes.size() < primes_each)
              my->primes.push_back(c.number);
            else
              my->next =
                  weft::spawn_actor([=](weft::self&) { return filtering(c.number, result); });
          },
          [=](found before) {
            before.count += my->primes.size();
            for (const auto prime : my->primes) before.sum += prime;
            if (my->next)
              my->next->send(before);
            else
              result.send(before);
            return weft::loop::stop;
          }};
}

found primes_below(std::uint64_t limit) {
  if (limit <= 2) return {};
  const weft::channel<found> result(1);
  const auto first = weft::spawn_actor([=](weft::self&) { return filtering(2, result); });
  for (std::uint64_t number = 3; number < limit; number += 2) first.send(candidate{number});
  first.send(found{});
  return *result.receive();
}

found in_array(std::uint64_t limit) {
  std::vector<bool> composite(limit);
  found all;
  for (std::uint64_t number = 2; number < limit; ++number) {
    if (composite[number]) continue;
    ++all.count;
    all.sum += number;
    for (std::uint64_t each = number * number; each < limit; each += number) composite[each] = true;
  }
  return all;
}

}  // namespace

void sieve(const order& order) {
  const auto [all, milliseconds] = play([&] { return primes_below(order.count); });
  report(order, milliseconds, all == in_array(order.count), "the primes");
}

}  // namespace savina
