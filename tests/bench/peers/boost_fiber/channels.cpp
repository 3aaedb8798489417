// Values on their way through channels: two fibers, a ring of them, and many at one end.
#include <memory>

#include "workloads.hpp"

namespace bench {
namespace {

using number_channel = fibers::buffered_channel<std::uint64_t>;

void send_below(number_channel& channel, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) channel.push(i);
}

std::uint64_t sum_of_received(number_channel& channel, std::uint64_t count) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < count; ++i) sum += channel.value_pop();
  return sum;
}

/// Some channels, each for `capacity` values. Boost's hold one value less than they are told, and
/// are told a power of two.
std::vector<std::unique_ptr<number_channel>> make_channels(std::size_t count,
                                                           std::size_t capacity) {
  std::vector<std::unique_ptr<number_channel>> channels;
  for (std::size_t i = 0; i < count; ++i) {
    channels.push_back(std::make_unique<number_channel>(capacity));
  }
  return channels;
}

}  // namespace

void pingpong(const order& order) {
  fibers::unbuffered_channel<std::uint64_t> there;
  fibers::unbuffered_channel<std::uint64_t> back;
  std::size_t right = 0;
  const stopwatch watch;
  auto pong = start([&] {
    for (const std::uint64_t ball : there) back.push(ball);
  });
  auto ping = start([&, round_trips = order.count / 2] {
    for (std::size_t i = 0; i < round_trips; ++i) {
      there.push(i);
      right += back.value_pop() == i;
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
  number_channel values(128);
  std::uint64_t sum = 0;
  const stopwatch watch;
  auto producer = start([&] {
    send_below(values, order.count);
    values.close();
  });
  auto consumer = start([&] {
    for (const std::uint64_t value : values) sum += value;
  });
  producer.join();
  consumer.join();
  const double nanoseconds = watch.nanoseconds();
  require(sum == sum_below(order.count), "the sum of what was sent");
  print_each(order, nanoseconds);
}

void threadring(const order& order) {
  constexpr std::size_t places = 503;
  const auto links = make_channels(places, 2);
  std::size_t hops = 0;
  std::vector<fibers::fiber> all;
  for (std::size_t i = 0; i < places; ++i) {
    all.push_back(start([&links, &hops, &in = *links[i], &out = *links[(i + 1) % places]] {
      for (const std::uint64_t left : in) {
        if (left == 0) {
          for (const auto& link : links) link->close();
          return;
        }
        ++hops;
        out.push(left - 1);
      }
    }));
  }
  const stopwatch watch;
  links.front()->push(order.count);
  join_all(all);
  const double nanoseconds = watch.nanoseconds();
  require(hops == order.count, "the message went around to its end");
  print_each(order, nanoseconds);
}

void many_to_one(const order& order) {
  constexpr std::size_t senders = 100;
  const std::uint64_t share = order.count / senders;
  number_channel values(1024);
  std::uint64_t sum = 0;
  std::vector<fibers::fiber> all;
  const stopwatch watch;
  all.push_back(start([&] { sum = sum_of_received(values, senders * share); }));
  for (std::size_t i = 0; i < senders; ++i) {
    all.push_back(start([&] { send_below(values, share); }));
  }
  join_all(all);
  const double nanoseconds = watch.nanoseconds();
  require(sum == senders * sum_below(share), "the sum of what was sent");
  print_each(order, nanoseconds);
}

void forkjoin(const order& order) {
  constexpr std::size_t receivers = 60;
  const std::uint64_t share = order.count / receivers;
  const auto channels = make_channels(receivers, 1024);
  std::vector<std::uint64_t> sums(receivers);
  std::vector<fibers::fiber> all;
  const stopwatch watch;
  for (std::size_t i = 0; i < receivers; ++i) {
    all.push_back(start([&, i] { sums[i] = sum_of_received(*channels[i], share); }));
  }
  all.push_back(start([&] {
    for (std::uint64_t i = 0; i < share; ++i) {
      for (const auto& channel : channels) channel->push(i);
    }
  }));
  join_all(all);
  const double milliseconds = watch.milliseconds();
  std::uint64_t sum = 0;
  for (const std::uint64_t each : sums) sum += each;
  require(sum == receivers * sum_below(share), "the sum of what was sent");
  print(order, milliseconds, "ms");
}

}  // namespace bench
