// AddressSanitizer wants to know which stack the thread is about to use, and learns the bounds of
// the thread's own.
#pragma once

#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#include <weft/platform/stack_pool.hpp>

namespace weft::platform {

class sanitizer_shadow {
 public:
  void adopt_thread() {}  // bounds are learnt on the first switch away

  /// A stack that was used before may be marked by frames that never returned.
  void create(stack_span stack) {
    __asan_unpoison_memory_region(stack.base, stack.bytes);
    bottom_ = stack.base;
    bytes_ = stack.bytes;
  }

  void leave_for(sanitizer_shadow& to) {
    __sanitizer_start_switch_fiber(&fake_stack_, to.bottom_, to.bytes_);
  }

  void arrive_from(sanitizer_shadow& left) {
    __sanitizer_finish_switch_fiber(fake_stack_, &left.bottom_, &left.bytes_);
  }

  void discard() {}

 private:
  void* fake_stack_ = nullptr;
  const void* bottom_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace weft::platform
