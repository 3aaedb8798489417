#include "stack_limits.hpp"

#include <emscripten.h>

extern "C" {

/// In library_weft.js. The check that the link adds calls it; being called here, too, makes it an
/// import of the module.
void __handle_stack_overflow(std::uintptr_t requested);

/// Never called: JavaScript puts the module's own `__set_stack_limits` in its place in the function
/// table before any C++ runs (library_weft.js). The pointer below is volatile, so that it is
/// followed at each call.
void weft_stack_limits_placeholder(std::uintptr_t high, std::uintptr_t) {
  __handle_stack_overflow(high);
}

EMSCRIPTEN_KEEPALIVE std::uintptr_t weft_stack_limits_slot() {
  return reinterpret_cast<std::uintptr_t>(&weft_stack_limits_placeholder);
}

}  // extern "C"

namespace weft::platform {

stack_limits::set_function volatile stack_limits::set_ = weft_stack_limits_placeholder;

stack_limits stack_limits::current_{~std::uintptr_t{0}, 0};

}  // namespace weft::platform
