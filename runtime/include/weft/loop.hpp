// Doing something again and again, or later.
//
//   weft::every(1s, [&] { report(); });                          // holds the caller
//   weft::throttled_loop(100, [&] { return more() ? loop::again : loop::stop; });
//   auto reminder = weft::after(5min, [] { ring(); });           // does not; reminder.cancel() calls it off
//
// Each turn of a loop is a suspension point, also one that is late and need not wait.
#pragma once

#include <chrono>
#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

#include <weft/clock.hpp>
#include <weft/fiber.hpp>

namespace weft {

/// What the body of a loop may return.
enum class loop {
  again,
  stop,
};

namespace detail {

template <class F>
concept loop_body = std::invocable<F&> && (std::is_void_v<std::invoke_result_t<F&>> ||
                                           std::same_as<std::invoke_result_t<F&>, loop>);

template <loop_body F>
bool goes_on(F& body) {
  if constexpr (std::is_void_v<std::invoke_result_t<F&>>)
    return std::invoke(body), true;
  else
    return std::invoke(body) == loop::again;
}

/// Errors: std::invalid_argument, naming the value in seconds.
[[noreturn]] void refuse_period(double seconds);
/// The time between two turns. Errors: std::invalid_argument for what is not positive.
clock::duration gap_between_turns(double per_second);
/// The first of the beats after `last` that has not passed.
time_point next_beat(time_point last, clock::duration period) noexcept;

}  // namespace detail

/// Calls `body` at every multiple of `period` from now on, first after one period, until it returns
/// loop::stop. Keeps the beat: a body that took too long has missed beats, and they are skipped.
///
/// Errors:  std::invalid_argument for a period that is not positive; what `body` throws; `cancelled`.
/// Threads: any. Suspends a fiber, blocks a plain thread. Each turn is a suspension point.
template <class Rep, class Period, detail::loop_body F>
void every(std::chrono::duration<Rep, Period> period, F body) {
  if (!(period > period.zero()))
    detail::refuse_period(std::chrono::duration<double>(period).count());
  const clock::duration beat = detail::to_wait(period);
  time_point due = detail::deadline_after(beat);
  for (;;) {
    this_fiber::sleep_until(due);
    if (!detail::goes_on(body)) return;
    due = detail::next_beat(due, beat);
  }
}

/// Calls `body` at most `per_second` times a second, first at once, until it returns loop::stop. Turns
/// begin at least a `per_second`th of a second apart, without a burst after a late one.
///
/// Errors:  std::invalid_argument for a rate that is not positive; what `body` throws; `cancelled`.
/// Threads: any. Suspends a fiber, blocks a plain thread. Each turn is a suspension point.
template <detail::loop_body F>
void throttled_loop(double per_second, F body) {
  const clock::duration gap = detail::gap_between_turns(per_second);
  time_point due = clock::now();
  for (;;) {
    this_fiber::sleep_until(due);
    due = detail::deadline_after(gap);
    if (!detail::goes_on(body)) return;
  }
}

/// Runs `body()` as a new fiber when `wait` has passed from now. Cancelling the fiber before then calls
/// it off: `body` never runs.
///
/// Errors and threads: as `spawn`.
template <class Rep, class Period, std::invocable F>
auto after(std::chrono::duration<Rep, Period> wait, F body)
    -> fiber_handle<std::invoke_result_t<F&>> {
  const time_point due = detail::deadline_after(detail::to_wait(wait));
  return spawn([due, body = std::move(body)]() mutable -> std::invoke_result_t<F&> {
    this_fiber::sleep_until(due);
    this_fiber::check_cancel();  // called off when the time was just up
    return std::invoke(body);
  });
}

}  // namespace weft
