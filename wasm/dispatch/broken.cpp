// What is broken ends the instance, with a sentence that JavaScript throws as an error: a contract, or
// the wish for more memory than there is.
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string_view>

#include "base/check.hpp"

namespace {

/// Throws, in JavaScript.
[[clang::import_module("weft"), clang::import_name("broken")]] void broken(const char* text,
                                                                           std::size_t bytes);

[[noreturn]] void end(std::string_view what) {
  broken(what.data(), what.size());
  __builtin_trap();
}

}  // namespace

namespace weft::base {

void check_failed(std::string_view what, std::string_view, int) { end(what); }

}  // namespace weft::base

void* operator new(std::size_t bytes) {
  if (void* const memory = std::malloc(bytes)) return memory;
  end("there is no more memory");
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

/// What the standard library calls where it would throw.
void std::__libcpp_verbose_abort(const char*, ...) noexcept {
  end("the standard library was asked for what it cannot do");
}
