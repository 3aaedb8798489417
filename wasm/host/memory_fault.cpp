// Overflows of a fiber's room in linear memory, turned into a sentence that names the fiber.
#include <emscripten.h>
#include <emscripten/stack.h>

#include <array>
#include <cstdio>
#include <string_view>

#include <weft/platform/fiber_context.hpp>
#include <weft/platform/host.hpp>

#include "../context/stack_limits.hpp"

namespace weft::platform {
namespace {
overflow_reporter reporter = nullptr;
std::array<char, 512> report;
}  // namespace

void set_overflow_reporter(overflow_reporter function) noexcept { reporter = function; }

}  // namespace weft::platform

extern "C" {

/// Called by JavaScript when a prologue was about to move the stack pointer to `address`, on a
/// stack that it has made usable again. Writes the last words and ends the instance; returns only
/// when no fiber is concerned.
EMSCRIPTEN_KEEPALIVE void weft_report_overflow(void* address) {
  using namespace weft::platform;
  if (reporter == nullptr) return;
  if (const std::size_t size = reporter(address, report.data(), report.size()))
    die({report.data(), size});
}

/// Called by JavaScript after a trap; `engine_stack` is set when the engine ran out of its own
/// stack. Says what was running, and why it ended where that is known.
EMSCRIPTEN_KEEPALIVE const char* weft_describe_trap(bool engine_stack) {
  using namespace weft::platform;
  std::array<char, 256> who{"main"};
  if (reporter != nullptr) reporter(nullptr, who.data(), who.size() - 1);
  if (fiber_context::trapped_while_saving())
    std::snprintf(report.data(), report.size(),
                  "weft: the frames of %s do not fit the save area of %zu bytes when it waits; "
                  "wait at a smaller call depth, or "
                  "build weft with a larger WEFT_SAVE_AREA_BYTES",
                  who.data(), save_area_bytes);
  else if (engine_stack)
    std::snprintf(report.data(), report.size(),
                  "weft: %s called deeper than the JavaScript engine's own stack allows, which no "
                  "option of weft raises",
                  who.data());
  else
    std::snprintf(report.data(), report.size(), "weft: %s trapped", who.data());
  return report.data();
}

}  // extern "C"
