// Fibers that could go on for long without waiting let others run from time to time.
#pragma once

#include <weft/clock.hpp>
#include <weft/fiber.hpp>

namespace weft::wasm {

class time_share {
 public:
  /// A suspension point. Lets the others of this worker run if it has been a while.
  void spend() {
    this_fiber::check_cancel();
    if (clock::now() - since_ < share) return;
    this_fiber::yield();
    since_ = clock::now();
  }

 private:
  /// Much more than it costs to switch, and less than anybody notices.
  static constexpr std::chrono::milliseconds share{2};

  time_point since_ = clock::now();
};

}  // namespace weft::wasm
