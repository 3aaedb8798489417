// Values on their way through channels: two fibers, a ring of them, and many at one end.
#include <cstdint>
#include <vector>

#include <weft/weft.hpp>

#include "handles.hpp"
#include "workloads.hpp"

namespace bench {
namespace {

using number_channel = weft::channel<std::uint64_t>;

void send_below(const number_channel& channel, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) channel.send(i);
}

std::uint64_t sum_of_received(const number_channel& channel, std::uint64_t count) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < count; ++i) sum += *channel.receive();
  return sum;
}

}  // namespace

void pingpong(const order& order) {
  const number_channel there;
  const number_channel back;
  std::size_t right = 0;
  const stopwatch watch;
  auto pong = weft::spawn([&there, &back] {
    for (const std::uint64_t ball : there) back.send(ball);
  });
  auto ping = weft::spawn([&there, &back, &right, round_trips = order.count / 2] {
    for (std::size_t i = 0; i < round_trips; ++i) {
      there.send(i);
      right += back.receive() == i;
    }
    there.close();
  });
  ping.join();
  pong.join();
  const double nanoseconds = watch.nanoseconds();
  require(right == order.count / 2, "each message came back");
  print_each(order, nanoseconds);
}

void chan(const order& order) {
  const number_channel values(128);
  const stopwatch watch;
  auto producer = weft::spawn([&values, count = order.count] {
    send_below(values, count);
    values.close();
  });
  auto consumer = weft::spawn([&values] {
    std::uint64_t sum = 0;
    for (const std::uint64_t value : values) sum += value;
    return sum;
  });
  producer.join();
  const std::uint64_t sum = consumer.join();
  const double nanoseconds = watch.nanoseconds();
  require(sum == sum_below(order.count), "the sum of what was sent");
  print_each(order, nanoseconds);
}

void threadring(const order& order) {
  constexpr std::size_t places = 503;
  std::vector<number_channel> links;
  for (std::size_t i = 0; i < places; ++i) links.emplace_back(1);
  std::size_t hops = 0;
  void_handles fibers;
  for (std::size_t i = 0; i < places; ++i) {
    fibers.push_back(weft::spawn([&links, &hops, &in = links[i], &out = links[(i + 1) % places]] {
      for (const std::uint64_t left : in) {
        if (left == 0) {
          for (auto& link : links) link.close();
          return;
        }
        ++hops;
        out.send(left - 1);
      }
    }));
  }
  const stopwatch watch;
  links.front().send(order.count);
  join_all(fibers);
  const double nanoseconds = watch.nanoseconds();
  require(hops == order.count, "the message went around to its end");
  print_each(order, nanoseconds);
}

void many_to_one(const order& order) {
  constexpr std::size_t senders = 100;
  const std::uint64_t share = order.count / senders;
  const number_channel values(1024);
  void_handles fibers;
  const stopwatch watch;
  auto receiver =
      weft::spawn([&values, count = senders * share] { return sum_of_received(values, count); });
  for (std::size_t i = 0; i < senders; ++i) {
    fibers.push_back(weft::spawn([&values, share] { send_below(values, share); }));
  }
  join_all(fibers);
  const std::uint64_t sum = receiver.join();
  const double nanoseconds = watch.nanoseconds();
  require(sum == senders * sum_below(share), "the sum of what was sent");
  print_each(order, nanoseconds);
}

void forkjoin(const order& order) {
  constexpr std::size_t receivers = 60;
  const std::uint64_t share = order.count / receivers;
  std::vector<number_channel> channels;
  for (std::size_t i = 0; i < receivers; ++i) channels.emplace_back(1024);
  std::vector<weft::fiber_handle<std::uint64_t>> sums;
  const stopwatch watch;
  for (const auto& channel : channels) {
    sums.push_back(weft::spawn([&channel, share] { return sum_of_received(channel, share); }));
  }
  auto sender = weft::spawn([&channels, share] {
    for (std::uint64_t i = 0; i < share; ++i) {
      for (const auto& channel : channels) channel.send(i);
    }
  });
  sender.join();
  std::uint64_t sum = 0;
  for (auto& each : sums) sum += each.join();
  const double milliseconds = watch.milliseconds();
  require(sum == receivers * sum_below(share), "the sum of what was sent");
  print(order, milliseconds, "ms");
}

}  // namespace bench
