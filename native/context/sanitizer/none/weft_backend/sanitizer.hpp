// No sanitizer: nothing to tell. The twins in ../address and ../thread say what each call is for.
#pragma once

#include <weft/platform/stack_pool.hpp>

namespace weft::platform {

struct sanitizer_shadow {
  void adopt_thread() {}
  void create(stack_span) {}
  void leave_for(sanitizer_shadow&) {}
  void arrive_from(sanitizer_shadow&) {}
  void discard() {}
};

}  // namespace weft::platform
