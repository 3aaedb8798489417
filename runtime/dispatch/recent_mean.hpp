// The mean of the last few durations.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <weft/clock.hpp>

namespace weft::dispatch {

class recent_mean {
 public:
  /// Durations that count; an older one is forgotten.
  static constexpr std::uint64_t durations_max = 16;
  /// The least and the most that a duration counts for. Below the least, handing a job over costs
  /// more than the job, and a browser's clock may say 0. The most keeps the sum from overflowing.
  static constexpr clock::duration counted_min = std::chrono::microseconds(10);
  static constexpr clock::duration counted_max = std::chrono::days(1);

  void add(clock::duration duration) noexcept {
    clock::duration& oldest = durations_[added_ % durations_max];
    sum_ -= oldest;
    oldest = std::clamp(duration, counted_min, counted_max);
    sum_ += oldest;
    ++added_;
  }

  /// Nothing before the first duration.
  std::optional<clock::duration> get() const noexcept {
    if (added_ == 0) return std::nullopt;
    return sum_ / static_cast<clock::rep>(std::min(added_, durations_max));
  }

 private:
  std::array<clock::duration, durations_max> durations_{};  // a ring; zero where not yet filled
  clock::duration sum_{};
  std::uint64_t added_ = 0;
};

}  // namespace weft::dispatch
