// Scopes: fibers that never outlive the block that started them.
//
//   int sum = weft::with_scope([](weft::scope& scope) {
//     auto left = scope.spawn([] { return 1; });
//     auto right = scope.spawn([] { return 2; });
//     return left.join() + right.join();
//   });
//
// Source: structured concurrency (Sustrik, libdill, 2016; Smith, "Notes on structured concurrency",
// 2018).
#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include <weft/detail/scope_core.hpp>
#include <weft/fiber.hpp>

namespace weft {

/// Where the body of `with_scope` starts its children. Other fibers may use it, too, as long as the
/// scope is open: its children at any time, others until the body has returned.
class scope {
 public:
  explicit scope(detail::scope_core& core) noexcept : core_(core) {}
  scope(const scope&) = delete;
  scope& operator=(const scope&) = delete;

  /// As weft::spawn; the fiber is a child of this scope.
  template <class F>
  auto spawn(spawn_options options, F body) -> fiber_handle<std::invoke_result_t<F&>> {
    using R = std::invoke_result_t<F&>;
    const auto worker = options.worker;
    return start<R>(*new detail::fiber_with_body<F, R>(std::move(options), std::move(body)),
                    worker);
  }
  template <std::invocable F>
  auto spawn(F body) -> fiber_handle<std::invoke_result_t<F&>> {
    using R = std::invoke_result_t<F&>;
    return start<R>(*new detail::fiber_with_body<F, R>(std::move(body)), std::nullopt);
  }

  /// Makes a fiber that was spawned elsewhere, on whatever worker, a child of this scope; one that
  /// has failed already fails the scope.
  ///
  /// Errors:  std::bad_alloc.
  /// Threads: any. Does not suspend.
  template <class R>
  void adopt(const fiber_handle<R>& fiber) {
    core_.add(fiber.core());
  }

  /// Cancels the children, those that are started later too. Not the body: `with_scope` waits for
  /// the children and returns the body's value. Any thread; does not suspend.
  void cancel() { core_.cancel(); }

 private:
  template <class R>
  fiber_handle<R> start(detail::fiber_with_result<R>& fiber, std::optional<unsigned> worker) {
    fiber.add_reference();
    const fiber_handle<R> kept(fiber);  // until the scope has forgotten a fiber that cannot start
    try {
      core_.add(fiber);
    } catch (...) {
      fiber.drop_reference();  // the scheduler's
      fiber.drop_reference();  // the one of the handle, which will not be made
      throw;
    }
    try {
      worker ? detail::launch_on(*worker, fiber) : detail::launch(fiber);
    } catch (...) {
      core_.forget(fiber);
      throw;
    }
    return fiber_handle<R>(fiber);
  }

  detail::scope_core& core_;
};

/// Runs `body(scope&)` in the calling fiber and returns its value when every child has ended.
///
/// The first failure, of the body or of a child, cancels the others, the body too, and is thrown when
/// all have ended. Failures that come later are reported as those that nobody joins. A child that was
/// cancelled has not failed.
///
/// Errors:  the first failure; `cancelled` when the fiber is: then the children are cancelled first.
///          std::logic_error outside fibers.
/// Threads: fibers only. Suspends.
template <class F>
auto with_scope(F body) -> std::invoke_result_t<F&, scope&> {
  using R = std::invoke_result_t<F&, scope&>;
  detail::scope_core core;
  std::optional<detail::stored<R>> result;
  std::exception_ptr failure;
  scope handle(core);  // children may use it after the body has returned
  try {
    if constexpr (std::is_void_v<R>)
      std::invoke(body, handle);
    else
      result.emplace(std::invoke(body, handle));
  } catch (...) {
    failure = std::current_exception();
  }
  core.leave(std::move(failure));
  if constexpr (!std::is_void_v<R>) return std::move(*result);
}

}  // namespace weft
