// Timers that never fire: armed and called off, moved, and many at once.
#include <chrono>
#include <random>

#include <weft/weft.hpp>

#include "handles.hpp"
#include "workloads.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

std::uint64_t timers_live() { return weft::runtime::current().stats().timers_live; }

double each(const stopwatch& watch, const order& order) {
  return watch.nanoseconds() / static_cast<double>(order.count);
}

void arm_and_cancel(const order& order) {
  const bool armed = weft::move_on_after(60s, [] { return timers_live() == 1; }).value_or(false);
  require(armed, "a limit is a timer");
  std::size_t in_time = 0;
  const stopwatch watch;
  for (std::size_t i = 0; i < order.count; ++i) in_time += weft::move_on_after(60s, [] {});
  print_part(order, "arm_cancel", each(watch, order), "ns");
  require(in_time == order.count && timers_live() == 0, "no limit ended anything");
}

void reset(const order& order) {
  const stopwatch watch;
  const bool in_time = weft::move_on_after(60s, [&order](weft::timeout& limit) {
    for (std::size_t i = 0; i < order.count; ++i) limit.reset(60s);
  });
  print_part(order, "reset", each(watch, order), "ns");
  require(in_time, "the limit ended nothing");
}

/// Limits nested in each other, so that a fiber is under many at once.
class nested_limits {
 public:
  explicit nested_limits(weft::event& released) : released_(released) {}

  /// Puts the calling fiber under `count` more, lets go of them when released.
  void hold(std::size_t count) {
    if (count == 0) return released_.wait();
    const auto limit = 60s + std::chrono::nanoseconds(random_() % 1'000'000'000);
    require(weft::move_on_after(limit, [&] { hold(count - 1); }), "no limit was due");
  }

 private:
  weft::event& released_;
  std::minstd_rand random_;
};

void all_at_once(const order& order) {
  constexpr std::size_t nested = 100;
  weft::event released;
  nested_limits limits(released);
  void_handles fibers;
  const stopwatch watch;
  for (std::size_t i = 0; i < order.count / nested; ++i) {
    fibers.push_back(weft::spawn([&limits] { limits.hold(nested); }));
  }
  while (timers_live() < fibers.size() * nested) weft::this_fiber::yield();
  released.set();
  join_all(fibers);
  print_part(order, "at_once", each(watch, order), "ns");
  require(timers_live() == 0, "all limits are gone");
}

}  // namespace

void timer(const order& order) {
  arm_and_cancel(order);
  reset(order);
  all_at_once(order);
}

}  // namespace bench
