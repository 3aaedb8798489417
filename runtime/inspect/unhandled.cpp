// What becomes of a failure that nobody will ever join.
#include <cstdio>
#include <exception>

#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

void print(const fiber_core& fiber) {
  const auto name = fiber.name();
  const auto say = [&](const char* what) {
    std::fprintf(stderr, "weft: fiber %llu \"%.*s\" failed, and nobody joined it: %s\n",
                 static_cast<unsigned long long>(fiber.id()), static_cast<int>(name.size()),
                 name.data(), what);
  };
  try {
    std::rethrow_exception(fiber.failure());
  } catch (const std::exception& error) {
    say(error.what());
  } catch (...) {
    say("an exception that is not a std::exception");
  }
}

}  // namespace

void report_unhandled(const fiber_core& fiber) noexcept {
  if (current_worker != nullptr) {
    const runtime_options& options = current_worker->of().options();
    if (options.break_on_unhandled_failure) platform::break_into_debugger();
    if (const auto& hook = options.on_unhandled_failure)
      return hook(fiber.id(), fiber.name(), fiber.failure());
  }
  print(fiber);
}

}  // namespace weft::detail
