#include "simulated_host.hpp"

#include <algorithm>

namespace weft::sim {

using platform::pump_result;
using platform::time_point;

void simulated_host::drive(std::span<platform::pumpable* const> workers) {
  std::vector<driven> all;
  all.reserve(workers.size());
  for (platform::pumpable* worker : workers) {
    all.push_back({worker});
    worker->host_slot = &all.back();
  }
  const auto finished = [](const driven& one) {
    return one.last.what == pump_result::next::finished;
  };
  while (!std::ranges::all_of(all, finished)) {
    if (driven* next = choose_ready(all)) {
      next->last =
          pump_result{pump_result::next::wait, time_point::max()};  // unless it is woken meanwhile
      const pump_result result = next->worker->pump(platform::duration::zero());
      const bool woken = next->last.what == pump_result::next::again;
      if (!(woken && result.what == pump_result::next::wait)) next->last = result;
    } else if (!advance_clock(all)) {
      platform::die("simulated host: deadlock: every worker waits, and nothing can wake one");
    }
  }
}

void simulated_host::wake(platform::pumpable& worker) noexcept {
  auto& one = *static_cast<driven*>(worker.host_slot);
  if (one.last.what == pump_result::next::wait) one.last.what = pump_result::next::again;
}

simulated_host::driven* simulated_host::choose_ready(std::vector<driven>& all) {
  const auto count = static_cast<std::uint64_t>(
      std::ranges::count_if(all, [&](const driven& one) { return one.ready(now_); }));
  if (count == 0) return nullptr;
  std::uint64_t which = choices_() % count;
  return &*std::ranges::find_if(all,
                                [&](const driven& one) { return one.ready(now_) && which-- == 0; });
}

bool simulated_host::advance_clock(const std::vector<driven>& all) {
  time_point earliest = time_point::max();
  for (const driven& one : all)
    if (one.last.what == pump_result::next::wait) earliest = std::min(earliest, one.last.deadline);
  if (earliest == time_point::max()) return false;
  now_ = earliest;
  return true;
}

}  // namespace weft::sim
