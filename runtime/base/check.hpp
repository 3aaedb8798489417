// Checks of what can only be wrong through a bug in weft itself or a broken contract. Always on.
#pragma once

#include <string_view>

namespace weft::base {

/// Says what was violated, where, and in which fiber, and ends the program.
[[noreturn]] void check_failed(std::string_view what, std::string_view file, int line);

/// Adds who was running to the report of a failed check. Set once, by the scheduler.
using describe_runner = std::size_t (*)(char* text, std::size_t size) noexcept;
void set_describe_runner(describe_runner describe) noexcept;

}  // namespace weft::base

#define WEFT_CHECK(condition, what) \
  ((condition) ? void() : ::weft::base::check_failed(what, __FILE__, __LINE__))
