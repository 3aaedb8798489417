// ThreadSanitizer keeps a shadow fiber per context; it must be switched right before the jump.
#pragma once

#include <sanitizer/tsan_interface.h>

#include <weft/platform/stack_pool.hpp>

namespace weft::platform {

class sanitizer_shadow {
 public:
  void adopt_thread() { fiber_ = __tsan_get_current_fiber(); }
  void create(stack_span) { fiber_ = __tsan_create_fiber(0); }
  [[gnu::always_inline]] void leave_for(sanitizer_shadow& to) {
    __tsan_switch_to_fiber(to.fiber_, 0);
  }
  [[gnu::always_inline]] void arrive_from(sanitizer_shadow&) {}
  void discard() { __tsan_destroy_fiber(fiber_); }

 private:
  void* fiber_ = nullptr;
};

}  // namespace weft::platform
