// Filter bank: a signal goes through eight branches, each of which delays it, filters it, keeps every
// eighth sample and filters again; an adder puts the branches together.
//
// Stresses: a network of pipelines that divide and join, with actors that do little for each message.
// Size:     samples.
// Checked:  the sum of the samples that come out, weighted by their place, against a plain loop.
#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "savina.hpp"

namespace savina {
namespace {

constexpr std::size_t branches = 8;
constexpr std::size_t kept = 8;  // one sample of so many

struct sample {
  std::int64_t value;
};
/// What comes out of one branch.
struct branch_sample {
  std::size_t branch;
  std::int64_t value;
};

/// The last samples, weighted and added up. Whole numbers, so that there is one right result.
class filter {
 public:
  explicit filter(std::size_t branch) : last_(branch + 2) {}

  std::int64_t take(std::int64_t value) {
    last_.push_back(value);
    last_.pop_front();
    std::int64_t sum = 0, weight = 0;
    for (const auto each : last_) sum += each * ++weight;
    return sum % 1'000'003;
  }

 private:
  std::deque<std::int64_t> last_;
};

weft::behavior delaying(std::size_t by, weft::actor_ref next) {
  return {[=, held = std::deque<std::int64_t>(by)](sample s) mutable {
    held.push_back(s.value);
    next.send(sample{held.front()});
    held.pop_front();
  }};
}

weft::behavior filtering(std::size_t branch, weft::actor_ref next) {
  return {[=, own = filter(branch)](sample s) mutable { next.send(sample{own.take(s.value)}); }};
}

weft::behavior thinning(weft::actor_ref next) {
  return {[=, count = std::size_t{0}](sample s) mutable {
    if (count++ % kept == 0) next.send(s);
  }};
}

weft::behavior labelling(std::size_t branch, weft::actor_ref next) {
  return {[=](sample s) { next.send(branch_sample{branch, s.value}); }};
}

/// The checksum of a signal that comes sample by sample.
struct checksum {
  std::uint64_t value = 0;
  std::size_t count = 0;

  void add(std::int64_t sample) { value += static_cast<std::uint64_t>(sample) * ++count; }
};

weft::behavior adding(std::size_t expected, weft::channel<std::uint64_t> result) {
  struct state {
    std::array<std::deque<std::int64_t>, branches> arrived;
    checksum out;
  };
  const auto all_there = [](const state& s) {
    return std::ranges::none_of(s.arrived, [](const auto& each) { return each.empty(); });
  };
  const auto my = std::make_shared<state>();
  return {[=](branch_sample s) {
    my->arrived[s.branch].push_back(s.value);
    if (!all_there(*my)) return weft::loop::again;
    std::int64_t sum = 0;
    for (auto& each : my->arrived) {
      sum += each.front();
      each.pop_front();
    }
    my->out.add(sum);
    if (my->out.count < expected) return weft::loop::again;
    result.send(my->out.value);
    return weft::loop::stop;
  }};
}

/// The first actor of a branch; they are spawned from its end.
weft::actor_ref spawn_branch(std::size_t branch, weft::actor_ref adder) {
  auto next = weft::spawn_actor([=](weft::self&) { return labelling(branch, adder); });
  next = weft::spawn_actor([=](weft::self&) { return filtering(branch, next); });
  next = weft::spawn_actor([=](weft::self&) { return thinning(next); });
  next = weft::spawn_actor([=](weft::self&) { return filtering(branch, next); });
  return weft::spawn_actor([=](weft::self&) { return delaying(branch, next); });
}

std::vector<std::int64_t> random_signal(std::size_t samples) {
  std::minstd_rand random(17);
  std::vector<std::int64_t> signal(samples);
  for (auto& each : signal) each = static_cast<std::int64_t>(random() % 1000);
  return signal;
}

std::uint64_t filtered(const std::vector<std::int64_t>& signal) {
  const weft::channel<std::uint64_t> result(1);
  const std::size_t expected = (signal.size() + kept - 1) / kept;
  const auto adder = weft::spawn_actor([=](weft::self&) { return adding(expected, result); });
  std::vector<weft::actor_ref> first;
  for (std::size_t i = 0; i < branches; ++i) first.push_back(spawn_branch(i, adder));
  for (const auto value : signal) {
    for (const auto& each : first) each.send(sample{value});
  }
  return *result.receive();
}

std::uint64_t looped(const std::vector<std::int64_t>& signal) {
  std::vector<std::int64_t> sums((signal.size() + kept - 1) / kept);
  for (std::size_t branch = 0; branch < branches; ++branch) {
    filter before(branch), after(branch);
    for (std::size_t i = 0; i < signal.size(); ++i) {
      const auto value = before.take(i < branch ? 0 : signal[i - branch]);
      if (i % kept == 0) sums[i / kept] += after.take(value);
    }
  }
  checksum out;
  for (const auto sum : sums) out.add(sum);
  return out.value;
}

}  // namespace

void filter_bank(const order& order) {
  const auto signal = random_signal(order.count);
  const auto [sum, milliseconds] = play([&] { return filtered(signal); });
  report(order, milliseconds, sum == looped(signal), "the samples that come out");
}

}  // namespace savina
