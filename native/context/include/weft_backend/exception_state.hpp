// What the C++ runtime remembers per thread about exceptions: those being handled, and how many are
// in flight. (Itanium C++ ABI: Exception Handling, section 2.2.2, __cxa_eh_globals.)
#pragma once

#include <cxxabi.h>

namespace weft::platform {

class exception_state {
 public:
  /// Binds to the calling thread; nothing is handled or in flight in a new context.
  void adopt_thread() { thread_ = reinterpret_cast<globals*>(abi::__cxa_get_globals()); }

  /// Whether the running context unwinds.
  bool in_flight() const noexcept { return thread_->uncaught != 0; }

  /// Puts the thread's state away into `from` and makes that of `to` the thread's. Nearly always
  /// both are empty, and then nothing is written: what is put away is empty while its context runs.
  static void exchange(exception_state& from, exception_state& to) {
    globals& thread = *from.thread_;
    to.thread_ = &thread;  // a context may have been made by an earlier thread of its worker
    if (thread.empty() && to.saved_.empty()) [[likely]]
      return;
    from.saved_ = thread;
    thread = to.saved_;
    to.saved_ = {};
  }

 private:
  struct globals {
    void* caught = nullptr;
    unsigned uncaught = 0;

    bool empty() const { return caught == nullptr && uncaught == 0; }
  };
  globals* thread_ = nullptr;
  globals saved_;
};

}  // namespace weft::platform
