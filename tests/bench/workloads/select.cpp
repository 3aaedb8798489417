// One fiber that waits for eight others at once.
#include <array>
#include <cstdint>
#include <utility>

#include <weft/weft.hpp>

#include "handles.hpp"
#include "workloads.hpp"

namespace bench {
namespace {

constexpr std::size_t senders = 8;
using number_channels = std::array<weft::channel<std::uint64_t>, senders>;

template <std::size_t... I>
number_channels make_channels(std::size_t capacity, std::index_sequence<I...>) {
  return {(void(I), weft::channel<std::uint64_t>(capacity))...};
}

std::uint64_t receive_from_any(const number_channels& from) {
  return std::apply([](auto&... each) { return *weft::select(each.receive_op()...); }, from);
}

void select_over(const order& order, std::size_t capacity) {
  const std::uint64_t share = order.count / senders;
  const number_channels channels = make_channels(capacity, std::make_index_sequence<senders>());
  void_handles fibers;
  std::uint64_t sum = 0;
  const stopwatch watch;
  for (const auto& channel : channels) {
    fibers.push_back(weft::spawn([&channel, share] {
      for (std::uint64_t i = 0; i < share; ++i) channel.send(i);
    }));
  }
  fibers.push_back(weft::spawn([&channels, &sum, share] {
    for (std::uint64_t i = 0; i < senders * share; ++i) sum += receive_from_any(channels);
  }));
  join_all(fibers);
  const double nanoseconds = watch.nanoseconds();
  require(sum == senders * sum_below(share), "the sum of what was sent");
  print_each(order, nanoseconds);
}

}  // namespace

void select(const order& order) { select_over(order, 0); }

void select_buf128(const order& order) { select_over(order, 128); }

}  // namespace bench
