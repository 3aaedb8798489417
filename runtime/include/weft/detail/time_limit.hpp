// A part of a fiber's run that is cancelled when its time is up.
#pragma once

#include <exception>

#include <weft/clock.hpp>
#include <weft/detail/cancel_region.hpp>
#include <weft/detail/timer.hpp>

namespace weft::detail {

/// A deadline that moves later costs a store: the timer stays where it is and, when it fires too
/// early, is armed again.
class time_limit final : private timer {
 public:
  /// Begins now; at the end of its time the region is cancelled with `reason`.
  ///
  /// Errors: std::logic_error outside fibers.
  time_limit(clock::duration allowed, std::exception_ptr reason);
  ~time_limit();

  /// Begins anew. Nothing happens when the time is up already.
  ///
  /// Errors: std::logic_error on another worker than the one that the limit's fiber runs on.
  void reset(clock::duration allowed);
  void reset() { reset(allowed_); }

  /// Whether what left the region left it because its time was up, and for nothing else.
  bool ended_it() const noexcept { return region_.requested() && !region_.cancelled_outside(); }

 private:
  void fire() override;
  void arm();

  clock::duration allowed_;
  const std::exception_ptr reason_;
  time_point deadline_;
  time_point armed_for_;
  cancel_region region_;
};

}  // namespace weft::detail
