// What the C++ runtime remembers about exceptions while a fiber waits.
//
// With JavaScript-based exceptions this state lives in Emscripten's JavaScript: the stack of caught
// exceptions, the number in flight, and the last one thrown. Calling out at every switch would cost
// more than the switch, so the functions that change this state are wrapped at link time
// (exception_state.cpp) and count; only a fiber that waits inside a `catch` block, or in a
// destructor that an exception runs, pays for the exchange.
#pragma once

#include <cstdint>

namespace weft::platform {

class exception_state {
 public:
  /// Puts the instance's state away into this context. To be called when the context is left.
  void save() {
    if (live_ != 0) put_away();
  }
  /// Makes this context's state the instance's. To be called when the context is entered.
  void restore() {
    if (entry_ != 0) bring_back();
  }

  /// Exceptions caught and not yet ended, plus those in flight, in the context that runs.
  static inline int live_ = 0;

 private:
  void put_away();
  void bring_back();

  std::uintptr_t entry_ = 0;  // in the JavaScript side's table; 0: nothing to keep
  int live_there_ = 0;
};

}  // namespace weft::platform
