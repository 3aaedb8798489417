// A host whose time and order come from a seed: all workers are pumped on one thread, one at a
// time, and the clock moves only when every one of them waits. The same seed gives the same run.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include <weft/platform/host.hpp>

namespace weft::sim {

class simulated_host final : public platform::host {
 public:
  explicit simulated_host(std::uint64_t seed) : choices_(seed) {}

  platform::time_point now() noexcept override { return now_; }
  unsigned worker_count() const noexcept override { return 4; }
  unsigned worker_limit() const noexcept override { return 64; }

  /// Ends the program when every worker waits and nothing can ever wake one.
  void drive(std::span<platform::pumpable* const> workers) override;
  void wake(platform::pumpable& worker) noexcept override;

 private:
  struct driven {
    platform::pumpable* worker;
    platform::pump_result last{platform::pump_result::next::again, {}};

    bool ready(platform::time_point now) const {
      return last.what == platform::pump_result::next::again ||
             (last.what == platform::pump_result::next::wait && last.deadline <= now);
    }
  };

  driven* choose_ready(std::vector<driven>& all);
  bool advance_clock(const std::vector<driven>& all);

  std::mt19937_64 choices_;
  platform::time_point now_{std::chrono::hours(1)};
};

}  // namespace weft::sim
