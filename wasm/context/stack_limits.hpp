// The C stack that function prologues check against.
//
// A stack overflow in linear memory would overwrite a neighbour without a word. The modules are
// therefore linked with Binaryen's stack check: whatever moves the stack pointer compares it with
// two globals. Only a function that the pass itself adds, `__set_stack_limits`, can change them, so
// it is reached through the function table.
#pragma once

#include <emscripten/stack.h>

#include <cstdint>

#include <weft/platform/stack_pool.hpp>

namespace weft::platform {

class stack_limits {
 public:
  static stack_limits of(stack_span stack) {
    return {reinterpret_cast<std::uintptr_t>(stack.top()),
            reinterpret_cast<std::uintptr_t>(stack.base)};
  }
  static stack_limits of_base() {
    return {emscripten_stack_get_base(), emscripten_stack_get_end()};
  }
  static stack_limits current() { return current_; }

  /// The stack pointer must be moved next. Inlined in every build type: a frame of its own would be
  /// left, through a check against the new limits, on the old stack.
  [[gnu::always_inline]] void apply() const {
    current_ = *this;
    set_(high_, low_);
  }

 private:
  using set_function = void (*)(std::uintptr_t high, std::uintptr_t low);

  stack_limits(std::uintptr_t high, std::uintptr_t low) : high_(high), low_(low) {}

  static stack_limits current_;
  static set_function volatile set_;

  std::uintptr_t high_;
  std::uintptr_t low_;
};

/// Room for the frames of one switch; set by CMake.
inline constexpr std::size_t save_area_bytes = WEFT_SAVE_AREA_BYTES;

}  // namespace weft::platform
