// What the C++ runtime remembers per thread about exceptions: those being handled, and how many are
// in flight. (Itanium C++ ABI: Exception Handling, section 2.2.2, __cxa_eh_globals.)
#pragma once

#include <cxxabi.h>

namespace weft::platform {

class exception_state {
 public:
  /// Binds to the calling thread; nothing is handled or in flight in a new context.
  void adopt_thread() { thread_ = reinterpret_cast<globals*>(abi::__cxa_get_globals()); }

  /// Puts the thread's state away into `from` and makes that of `to` the thread's.
  static void exchange(exception_state& from, const exception_state& to) {
    globals& thread = *from.thread_;
    from.saved_ = thread;
    thread = to.saved_;
  }

 private:
  struct globals {
    void* caught = nullptr;
    unsigned uncaught = 0;
  };
  globals* thread_ = nullptr;
  globals saved_;
};

}  // namespace weft::platform
