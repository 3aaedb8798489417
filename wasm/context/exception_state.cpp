#include <weft_backend/exception_state.hpp>

#include <cstdint>

// Emscripten's own functions, in JavaScript. The linker sends every call of `__cxa_throw` to
// `__wrap___cxa_throw` (weft_wasm links with --wrap for each), which counts and goes on to the real
// one.
extern "C" {

[[noreturn]] void __real___cxa_throw(void* exception, void* type, void* destructor);
[[noreturn]] void __real___cxa_rethrow();
void __real___cxa_rethrow_primary_exception(void* exception);
void* __real___cxa_begin_catch(void* exception);
void __real___cxa_end_catch();
int __cxa_uncaught_exceptions();

/// Moves the caught stack, the count in flight and the last exception into a table entry; returns
/// its number, from 1.
std::uintptr_t weft_exceptions_put_away();
/// Moves a table entry back and frees it.
void weft_exceptions_bring_back(std::uintptr_t entry);

[[noreturn]] void __wrap___cxa_throw(void* exception, void* type, void* destructor) {
  ++weft::platform::exception_state::live_;
  __real___cxa_throw(exception, type, destructor);
}

[[noreturn]] void __wrap___cxa_rethrow() {
  ++weft::platform::exception_state::live_;
  __real___cxa_rethrow();
}

void __wrap___cxa_rethrow_primary_exception(void* exception) {
  if (exception != nullptr) ++weft::platform::exception_state::live_;
  __real___cxa_rethrow_primary_exception(exception);
}

void* __wrap___cxa_begin_catch(void* exception) {
  // In flight becomes caught: the sum stays. A foreign entry (nothing in flight) adds one.
  if (__cxa_uncaught_exceptions() == 0) ++weft::platform::exception_state::live_;
  return __real___cxa_begin_catch(exception);
}

void __wrap___cxa_end_catch() {
  --weft::platform::exception_state::live_;
  __real___cxa_end_catch();
}

}  // extern "C"

namespace weft::platform {

void exception_state::put_away() {
  entry_ = weft_exceptions_put_away();
  live_there_ = live_;
  live_ = 0;
}

void exception_state::bring_back() {
  weft_exceptions_bring_back(entry_);
  live_ = live_there_;
  entry_ = 0;
}

}  // namespace weft::platform
