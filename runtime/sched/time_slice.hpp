// How long the running fiber has kept its worker; for the stall detector.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>
#include <string>

#include <weft/detail/fiber_core.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/runtime.hpp>

namespace weft::detail {

/// What a worker was doing at some moment.
struct slice_view {
  fiber_id fiber = 0;  // 0: nothing
  std::string name;
  time_point since = time_point::max();
  bool reported = false;
};

class time_slice {
 public:
  /// The owner: `fiber` goes on now.
  void begin(const fiber_core& fiber, time_point now) noexcept {
    const std::lock_guard lock(lock_);
    fiber_ = fiber.id();
    since_ = now;
    reported_ = false;
    name_bytes_ = std::min(fiber.name().size(), name_.size());
    std::copy_n(fiber.name().data(), name_bytes_, name_.data());
  }
  /// The owner: nothing runs.
  void end() noexcept {
    const std::lock_guard lock(lock_);
    fiber_ = 0;
  }

  /// What runs, if it does so since before `limit` and was not looked at so before. Any thread.
  slice_view take_if_since_before(time_point limit) {
    const std::lock_guard lock(lock_);
    if (fiber_ == 0 || reported_ || since_ > limit) return {};
    reported_ = true;
    return {fiber_, std::string(name_.data(), name_bytes_), since_, true};
  }

 private:
  spinlock lock_;
  fiber_id fiber_ = 0;  // guarded by lock_, like what follows
  time_point since_ = time_point::max();
  bool reported_ = false;
  std::size_t name_bytes_ = 0;
  std::array<char, 64> name_{};  // a copy: the fiber may end meanwhile
};

/// Tells of a stall: the hook of `options`, or standard error.
void report_stall(const runtime_options& options, const stall& seen) noexcept;

}  // namespace weft::detail
