// Bank transactions: a teller has money moved between 1,000 accounts, many transfers at a time.
//
// Stresses: a message that goes through two actors and back, none of which waits for another.
// Size:     transfers.
// Checked:  each balance, against the same transfers made in a plain loop.
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t accounts = 1000;
constexpr std::int64_t first_balance = 1'000;

struct credit {
  std::int64_t amount;
  weft::actor_ref teller;
};
struct debit {
  std::int64_t amount;
  weft::actor_ref to;
  weft::actor_ref teller;
};
struct transfer_done {};
struct get_balance {};

weft::behavior account(weft::self&) {
  const auto balance = std::make_shared<std::int64_t>(first_balance);
  return {[=](debit d) {
            *balance -= d.amount;
            d.to.send(credit{d.amount, std::move(d.teller)});
          },
          [=](credit c) {
            *balance += c.amount;
            c.teller.send(transfer_done{});
          },
          [=](get_balance) { return *balance; }};
}

struct transfer {
  std::size_t from;
  std::size_t to;
  std::int64_t amount;
};

/// Calls `make` with each of the transfers, which are always the same ones.
template <class Make>
void each_transfer(std::size_t count, Make make) {
  std::minstd_rand random(11);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from = random() % accounts;
    const std::size_t to = (from + 1 + random() % (accounts - 1)) % accounts;
    make(transfer{from, to, static_cast<std::int64_t>(random() % 100)});
  }
}

std::vector<std::int64_t> make_transfers(std::size_t count) {
  std::vector<weft::actor_ref> all;
  for (std::size_t i = 0; i < accounts; ++i) all.push_back(weft::spawn_actor(account));
  weft::event over;
  weft::spawn_actor([&](weft::self& teller) {
    each_transfer(count,
                  [&](transfer t) { all[t.from].send(debit{t.amount, all[t.to], teller.ref()}); });
    for (std::size_t i = 0; i < count; ++i) teller.receive([](transfer_done) {});
    over.set();
  });
  over.wait();
  std::vector<std::int64_t> balances;
  for (const auto& each : all) balances.push_back(each.ask<std::int64_t>(get_balance{}, patience));
  return balances;
}

std::vector<std::int64_t> looped(std::size_t count) {
  std::vector<std::int64_t> balances(accounts, first_balance);
  each_transfer(count, [&](transfer t) {
    balances[t.from] -= t.amount;
    balances[t.to] += t.amount;
  });
  return balances;
}

}  // namespace

void bank_transaction(const order& order) {
  const auto [balances, milliseconds] = play([&] { return make_transfers(order.count); });
  report(order, milliseconds, balances == looped(order.count), "the balance of each account");
}

}  // namespace savina
