#include "inspect/last_words.hpp"

#include <algorithm>
#include <cstdio>

#include <weft/platform/host.hpp>

#include "base/check.hpp"
#include "sched/worker.hpp"

namespace weft::inspect {
namespace {

// These run inside signal handlers: snprintf of integers and bounded strings only.

std::size_t describe_runner(char* text, std::size_t size) noexcept {
  const detail::fiber_core* fiber = detail::current_fiber();
  if (fiber == nullptr) return 0;
  const std::string_view name = fiber->name();
  const int wrote =
      std::snprintf(text, size, "fiber %llu \"%.*s\"", static_cast<unsigned long long>(fiber->id()),
                    static_cast<int>(std::min<std::size_t>(name.size(), 100)), name.data());
  return std::min(static_cast<std::size_t>(wrote), size - 1);
}

std::size_t describe_overflow(const void* address, char* report, std::size_t size) noexcept {
  if (address == nullptr) return describe_runner(report, size);
  const detail::worker* worker = detail::current_worker;
  if (worker == nullptr || worker->running() == nullptr) return 0;
  const platform::stack_span stack = worker->running_stack();
  if (!platform::in_guard(stack, address)) return 0;
  char runner[160] = {};
  describe_runner(runner, sizeof runner);
  const int wrote = std::snprintf(
      report, size,
      "weft: stack overflow in %s: its stack of %zu bytes is used up; give this fiber more with "
      "spawn_options::stack_bytes, or every fiber with runtime_options::stack_bytes",
      runner, stack.bytes);
  return std::min(static_cast<std::size_t>(wrote), size - 1);
}

}  // namespace

void install_last_words() {
  base::set_describe_runner(describe_runner);
  platform::set_overflow_reporter(describe_overflow);
}

}  // namespace weft::inspect
