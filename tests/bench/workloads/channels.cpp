#include <cstdint>
#include <vector>

#include <weft/weft.hpp>

#include "measure.hpp"
#include "workloads.hpp"

namespace bench {

void pingpong(std::size_t count) {
  weft::channel<std::size_t> there;
  weft::channel<std::size_t> back;
  std::size_t right = 0;
  const stopwatch watch;
  auto pong = weft::spawn([there, back]() mutable {
    for (const std::size_t ball : there) back.send(ball);
  });
  auto ping = weft::spawn([there, back, &right, round_trips = count / 2]() mutable {
    for (std::size_t i = 0; i < round_trips; ++i) {
      there.send(i);
      right += back.receive() == i;
    }
    there.close();
  });
  ping.join();
  pong.join();
  const double nanoseconds = watch.nanoseconds();
  require(right == count / 2, "each message came back");
  print("pingpong", nanoseconds / static_cast<double>(count), "ns");
}

void chan(std::size_t count) {
  weft::channel<std::uint64_t> values(128);
  std::uint64_t sum = 0;
  const stopwatch watch;
  auto producer = weft::spawn([values, count]() mutable {
    for (std::uint64_t i = 0; i < count; ++i) values.send(i);
    values.close();
  });
  auto consumer = weft::spawn([values, &sum]() mutable {
    for (const std::uint64_t value : values) sum += value;
  });
  producer.join();
  consumer.join();
  const double nanoseconds = watch.nanoseconds();
  require(sum == std::uint64_t{count} * (count - 1) / 2, "the sum of 0 to count - 1");
  print("chan", nanoseconds / static_cast<double>(count), "ns");
}

void threadring(std::size_t count) {
  constexpr std::size_t places = 503;
  std::vector<weft::channel<std::size_t>> links;
  for (std::size_t i = 0; i < places; ++i) links.emplace_back(1);
  std::size_t hops = 0;
  std::vector<weft::fiber_handle<void>> fibers;
  const stopwatch watch;
  for (std::size_t i = 0; i < places; ++i) {
    fibers.push_back(weft::spawn([&links, &hops, &in = links[i], &out = links[(i + 1) % places]] {
      for (const std::size_t left : in) {
        if (left == 0) {
          for (auto& link : links) link.close();
          return;
        }
        ++hops;
        out.send(left - 1);
      }
    }));
  }
  links.front().send(count);
  for (auto& fiber : fibers) fiber.join();
  const double nanoseconds = watch.nanoseconds();
  require(hops == count, "the message went around to its end");
  print("threadring", nanoseconds / static_cast<double>(count), "ns");
}

}  // namespace bench
