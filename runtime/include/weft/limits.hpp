// Limits on how long something may take, and protection from cancellation.
//
//   weft::move_on_after(2s, [&] { answer = server.ask<reply>(question); });
//
// A limit cancels what runs inside it at its next suspension point, as if the fiber had been
// cancelled; outside the fiber goes on. Limits nest in any order with each other, with scopes and
// with shields.
#pragma once

#include <chrono>
#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <weft/clock.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/time_limit.hpp>
#include <weft/fiber.hpp>
#include <weft/timed_out.hpp>

namespace weft {

/// The limit that a function runs under, for a function that takes one.
class timeout {
 public:
  explicit timeout(detail::time_limit& limit) noexcept : limit_(limit) {}
  timeout(const timeout&) = delete;
  timeout& operator=(const timeout&) = delete;

  /// Starts the time anew, with the same or another length. No effect once the time is up. Costs no
  /// more than reading the clock as long as the end moves later.
  ///
  /// Errors:  std::logic_error on another worker than the one the limited fiber runs on.
  /// Threads: fibers. Does not suspend.
  void reset() { limit_.reset(); }
  template <class Rep, class Period>
  void reset(std::chrono::duration<Rep, Period> allowed) {
    limit_.reset(detail::to_wait(allowed));
  }

 private:
  detail::time_limit& limit_;
};

namespace detail {

template <class F>
decltype(auto) call_limited(F& f, time_limit& limit) {
  if constexpr (std::is_invocable_v<F&, timeout&>) {
    timeout handle(limit);
    return std::invoke(f, handle);
  } else {
    return std::invoke(f);
  }
}

template <class F>
using result_under_limit = decltype(call_limited(std::declval<F&>(), std::declval<time_limit&>()));

/// What `f` returns, stored; nullopt: its time was up.
template <class F>
auto run_limited(clock::duration allowed, std::exception_ptr reason, F& f) {
  using R = result_under_limit<F>;
  std::optional<stored<R>> result;
  time_limit limit(allowed, std::move(reason));
  try {
    if constexpr (std::is_void_v<R>) {
      call_limited(f, limit);
      result.emplace();
    } else {
      result.emplace(call_limited(f, limit));
    }
  } catch (const cancelled&) {
    if (!limit.ended_it()) throw;
  }
  return result;
}

}  // namespace detail

/// Runs `f()`, or `f(timeout&)`, for at most `allowed`, and returns its result. An `f` that returns by
/// itself counts, however late.
///
/// Errors:  timed_out when the time was up; what `f` throws; `cancelled`; std::logic_error outside
///          fibers.
/// Threads: fibers only. Suspends where `f` does.
template <class Rep, class Period, class F>
auto cancel_after(std::chrono::duration<Rep, Period> allowed, F f)
    -> detail::result_under_limit<F> {
  auto result = detail::run_limited(detail::to_wait(allowed), nullptr, f);
  if (!result) throw timed_out();
  if constexpr (!std::is_void_v<detail::result_under_limit<F>>) return std::move(*result);
}

/// The same; when the time is up, `reason` is what the suspension points inside throw.
template <class Rep, class Period, class F>
auto cancel_after(std::chrono::duration<Rep, Period> allowed, std::exception_ptr reason, F f)
    -> detail::result_under_limit<F> {
  auto result = detail::run_limited(detail::to_wait(allowed), reason, f);
  if (!result) std::rethrow_exception(reason);
  if constexpr (!std::is_void_v<detail::result_under_limit<F>>) return std::move(*result);
}

/// The same with a std::runtime_error of this text.
template <class Rep, class Period, class F>
auto cancel_after(std::chrono::duration<Rep, Period> allowed, std::string text, F f)
    -> detail::result_under_limit<F> {
  return cancel_after(allowed, std::make_exception_ptr(std::runtime_error(std::move(text))),
                      std::move(f));
}

/// Runs `f()`, or `f(timeout&)`, for at most `allowed`: its result, or nullopt when the time was up;
/// for a function without a result, whether it came to its end.
///
/// Errors:  what `f` throws; `cancelled`; std::logic_error outside fibers.
/// Threads: fibers only. Suspends where `f` does.
template <class Rep, class Period, class F>
auto move_on_after(std::chrono::duration<Rep, Period> allowed, F f) {
  auto result = detail::run_limited(detail::to_wait(allowed), nullptr, f);
  if constexpr (std::is_void_v<detail::result_under_limit<F>>)
    return result.has_value();
  else
    return result;
}

/// The same with `instead` as the result when the time was up.
template <class Rep, class Period, class F>
auto move_on_after(std::chrono::duration<Rep, Period> allowed,
                   detail::result_under_limit<F> instead, F f) -> detail::result_under_limit<F> {
  auto result = detail::run_limited(detail::to_wait(allowed), nullptr, f);
  return result ? std::move(*result) : std::move(instead);
}

/// Runs `f()` and lets no cancellation in, neither of the fiber nor of a limit or scope around: they wait
/// until it has returned. Limits inside `f` work as ever. On a plain thread just calls `f`.
///
/// Errors:  what `f` throws.
/// Threads: any. Suspends where `f` does.
template <class F>
auto shield(F f) -> std::invoke_result_t<F&> {
  if (detail::current_fiber() == nullptr) return std::invoke(f);
  const detail::cancel_region region(detail::cancel_region::kind::shield);
  return std::invoke(f);
}

}  // namespace weft
