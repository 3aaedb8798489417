// Many actors and one: a hundred senders to one mailbox, and one sender to sixty.
#include <cstdint>
#include <vector>

#include <weft/weft.hpp>

#include "workloads.hpp"

namespace bench {
namespace {

/// As much room as the channels of the peers have; without a bound, senders never wait.
constexpr weft::mailbox_options bounded{.capacity = 1024};

struct number {
  std::uint64_t value;
};

/// Adds up `count` numbers, and then sends the sum.
weft::behavior adding(std::uint64_t count, weft::channel<std::uint64_t> result) {
  return {[=, left = count, sum = std::uint64_t{0}](number n) mutable {
    sum += n.value;
    if (--left > 0) return weft::loop::again;
    result.send(sum);
    return weft::loop::stop;
  }};
}

weft::actor_ref spawn_adding(weft::mailbox_options mailbox, std::uint64_t count,
                             weft::channel<std::uint64_t> result) {
  return weft::spawn_actor({.mailbox = mailbox},
                           [=](weft::self&) { return adding(count, result); });
}

void many_to_one(const order& order, weft::mailbox_options mailbox) {
  constexpr std::size_t senders = 100;
  const std::uint64_t share = order.count / senders;
  const weft::channel<std::uint64_t> result(1);
  const stopwatch watch;
  const weft::actor_ref receiver = spawn_adding(mailbox, senders * share, result);
  for (std::size_t i = 0; i < senders; ++i) {
    weft::spawn_actor([=](weft::self&) {
      for (std::uint64_t value = 0; value < share; ++value) receiver.send(number{value});
    });
  }
  const auto sum = result.receive();
  const double nanoseconds = watch.nanoseconds();
  require(sum == senders * sum_below(share), "the sum of what was sent");
  print_each(order, nanoseconds);
}

void forkjoin(const order& order, weft::mailbox_options mailbox) {
  constexpr std::size_t receivers = 60;
  const std::uint64_t share = order.count / receivers;
  const weft::channel<std::uint64_t> results(receivers);
  const stopwatch watch;
  std::vector<weft::actor_ref> all;
  for (std::size_t i = 0; i < receivers; ++i) all.push_back(spawn_adding(mailbox, share, results));
  weft::spawn_actor([&all, share](weft::self&) {
    for (std::uint64_t value = 0; value < share; ++value) {
      for (const auto& each : all) each.send(number{value});
    }
  });
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < receivers; ++i) sum += *results.receive();
  const double milliseconds = watch.milliseconds();
  require(sum == receivers * sum_below(share), "the sum of what was sent");
  print(order, milliseconds, "ms");
}

}  // namespace

void actor_many_to_one(const order& order) { many_to_one(order, {}); }
void actor_many_to_one_bounded(const order& order) { many_to_one(order, bounded); }
void actor_forkjoin(const order& order) { forkjoin(order, {}); }
void actor_forkjoin_bounded(const order& order) { forkjoin(order, bounded); }

}  // namespace bench
