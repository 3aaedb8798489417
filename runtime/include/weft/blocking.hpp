// Calls that block their thread, made where that holds up no fiber.
//
//   std::string text = weft::blocking([&] { return read_file(path); });
#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include <weft/detail/callable.hpp>
#include <weft/detail/fiber_core.hpp>
#include <weft/detail/op_node.hpp>

namespace weft {

namespace detail {
/// Has the host run `work`, which does not throw, and waits for its end. Fibers only.
void run_elsewhere(function_ref<void()> work);
}  // namespace detail

/// Runs `work()` on one of a bounded number of threads that may block, and returns its result; only the
/// calling fiber waits. Where there are no such threads (in WebAssembly), and on a plain thread, `work`
/// runs where it is called.
///
/// Cancellation has to wait until `work` has returned; then the fiber unwinds, and the result is lost.
///
/// Errors:  what `work` throws; `cancelled`; std::system_error when no thread can be started: then `work`
///          has not run.
/// Threads: any. Suspends a fiber. A suspension point, before and after.
template <std::invocable F>
auto blocking(F work) -> std::invoke_result_t<F&> {
  using R = std::invoke_result_t<F&>;
  if (detail::current_fiber() == nullptr) return std::invoke(work);
  std::optional<detail::stored<R>> result;
  std::exception_ptr failure;
  const auto guarded = [&]() noexcept {
    try {
      if constexpr (std::is_void_v<R>)
        std::invoke(work);
      else
        result.emplace(std::invoke(work));
    } catch (...) {
      failure = std::current_exception();
    }
  };
  detail::suspension_point();
  detail::run_elsewhere(guarded);
  if (failure != nullptr) std::rethrow_exception(std::move(failure));
  detail::suspension_point();
  if constexpr (!std::is_void_v<R>) return std::move(*result);
}

}  // namespace weft
