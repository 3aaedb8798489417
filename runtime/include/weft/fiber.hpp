// Fibers: functions that run under the scheduler, can wait without blocking a thread, and can be
// joined and cancelled.
//
//   auto answer = weft::spawn([] { weft::this_fiber::sleep_for(10ms); return 42; });
//   answer.join();  // 42
#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <weft/clock.hpp>
#include <weft/detail/fiber_core.hpp>
#include <weft/operation.hpp>

namespace weft {

/// Thrown at the suspension points of a cancelled fiber. Not derived from std::exception, so that
/// `catch (std::exception&)` lets it pass.
class cancelled final {};

/// What joining a cancelled fiber throws.
class fiber_cancelled : public std::exception {
 public:
  const char* what() const noexcept override { return "weft: the fiber was cancelled"; }
};

namespace detail {

/// A fiber with room for its result.
template <class R>
class fiber_with_result : public fiber_core {
 public:
  using stored = std::conditional_t<std::is_void_v<R>, std::monostate, R>;
  using fiber_core::fiber_core;

  /// After the end, and only if it finished. Moves what cannot be copied.
  R result() {
    if constexpr (std::is_void_v<R>)
      return;
    else if constexpr (std::is_copy_constructible_v<R>)
      return *result_;
    else
      return std::move(*result_);
  }

 protected:
  std::optional<stored> result_;
};

template <class F, class R>
class fiber_with_body final : public fiber_with_result<R> {
 public:
  explicit fiber_with_body(F body) noexcept(std::is_nothrow_move_constructible_v<F>)
      : body_(std::move(body)) {}
  fiber_with_body(spawn_options options, F body)
      : fiber_with_result<R>(std::move(options)), body_(std::move(body)) {}

 private:
  void run() override {
    if constexpr (std::is_void_v<R>) {
      std::invoke(*body_);
      this->result_.emplace();
    } else {
      this->result_.emplace(std::invoke(*body_));
    }
  }
  void drop_body() override {
    if constexpr (!std::is_trivially_destructible_v<F>) {
      // Its destructors may wait, and must not throw.
      const cancel_region shield(cancel_region::kind::shield);
      body_.reset();
    }
  }

  std::optional<F> body_;
};

/// Throws what the ended `fiber` ended with, if not a result.
void rethrow_failure(fiber_core& fiber);

/// Joins a fiber, whose reference it shares.
template <class R>
class join_leaf final : public leaf_of<join_leaf<R>> {
 public:
  explicit join_leaf(fiber_with_result<R>& fiber) noexcept
      : leaf_of<join_leaf>(wait_kind::join), fiber_(&fiber) {
    fiber.add_reference();
  }
  join_leaf(join_leaf&& other) noexcept
      : leaf_of<join_leaf>(std::move(other)), fiber_(std::exchange(other.fiber_, nullptr)) {}
  ~join_leaf() override {
    if (fiber_ != nullptr) fiber_->drop_reference();
  }

  bool attempt() override { return fiber_->ended(); }
  op_leaf::published publish() override { return fiber_->publish_joiner(this->node); }
  void withdraw() noexcept override { fiber_->withdraw_joiner(this->node); }
  void complete() override {
    rethrow_failure(*fiber_);
    if constexpr (std::is_void_v<R>)
      give(this->out, std::monostate());
    else
      static_cast<std::optional<R>*>(this->out)->emplace(fiber_->result());
  }

 private:
  fiber_with_result<R>* fiber_;
};

}  // namespace detail

/// A fiber that was spawned. Move-only; dropping it lets the fiber go on.
template <class R>
class fiber_handle {
 public:
  explicit fiber_handle(detail::fiber_with_result<R>& fiber) noexcept
      : fiber_(&fiber) {}  // takes over one reference
  fiber_handle(fiber_handle&& other) noexcept : fiber_(std::exchange(other.fiber_, nullptr)) {}
  fiber_handle& operator=(fiber_handle&& other) noexcept {
    std::swap(fiber_, other.fiber_);
    return *this;
  }
  ~fiber_handle() {
    if (fiber_ != nullptr) fiber_->drop_reference();
  }

  /// Waits for the fiber's end and returns its result; what cannot be copied is moved out by the
  /// first join.
  ///
  /// Errors:  the exception the fiber ended with; `fiber_cancelled`, or the reason given, when it
  /// was cancelled; `cancelled`
  ///          when the caller is cancelled while it waits.
  /// Threads: any. Suspends a fiber, blocks a plain thread.
  R join() {
    fiber_->wait_until_ended();
    detail::rethrow_failure(*fiber_);
    return fiber_->result();
  }

  /// The same as an operation. It may outlive the handle.
  operation<R> join_op() { return operation<R>(std::in_place_type<detail::join_leaf<R>>, *fiber_); }

  /// Asks the fiber to unwind at its next suspension point. Any thread; does not wait.
  void cancel() { fiber_->request_cancel(nullptr); }
  /// The same, throwing `reason` there instead of `cancelled`.
  void cancel(std::exception_ptr reason) { fiber_->request_cancel(std::move(reason)); }

  fiber_id id() const { return fiber_->id(); }
  bool done() const { return fiber_->ended(); }
  /// Where the fiber stands at this moment. Any thread.
  fiber_state state() const { return fiber_->state(); }
  std::string_view name() const { return fiber_->name(); }
  int priority() const { return fiber_->priority(); }
  /// Counts from the next time the fiber becomes runnable. Any thread.
  void set_priority(int priority) { fiber_->set_priority(priority); }

  /// For scopes.
  detail::fiber_core& core() const noexcept { return *fiber_; }

 private:
  detail::fiber_with_result<R>* fiber_;
};

/// Runs `body()` as a new fiber, on the worker that `options` names or on any that has time. The body is
/// destroyed at the fiber's end, and its destructors may wait; the result and the exception live as long as
/// the last handle, and theirs must not.
///
/// Errors:  std::out_of_range for a worker that does not exist; std::logic_error outside fibers; what
///          copying a fiber-local value throws; std::bad_alloc.
/// Threads: fibers only. Does not suspend.
template <class F>
auto spawn(spawn_options options, F body) -> fiber_handle<std::invoke_result_t<F&>> {
  using R = std::invoke_result_t<F&>;
  const auto worker = options.worker;
  auto* fiber = new detail::fiber_with_body<F, R>(std::move(options), std::move(body));
  worker ? detail::launch_on(*worker, *fiber) : detail::launch(*fiber);
  return fiber_handle<R>(*fiber);
}

template <std::invocable F>
auto spawn(F body) -> fiber_handle<std::invoke_result_t<F&>> {
  using R = std::invoke_result_t<F&>;
  auto* fiber = new detail::fiber_with_body<F, R>(std::move(body));
  detail::launch(*fiber);
  return fiber_handle<R>(*fiber);
}

/// The fiber that calls. Outside fibers, `sleep_*` and `yield` block the thread, `id` is 0 and
/// `name` empty.
namespace this_fiber {

/// Lets the others of this worker run first. A suspension point.
void yield();
void sleep_until(time_point deadline);
/// Never returns early. A suspension point, for zero and negative times too.
template <class Rep, class Period>
void sleep_for(std::chrono::duration<Rep, Period> wait) {
  sleep_until(detail::deadline_after(detail::to_wait(wait)));
}
fiber_id id() noexcept;
std::string_view name() noexcept;
/// The number of the worker that runs this fiber, from 0.
unsigned worker() noexcept;
bool cancel_requested() noexcept;
/// A suspension point that never waits: throws when cancellation was requested.
void check_cancel();
/// Ready once the cancellation of the calling fiber has been requested, inside a `shield` too. To be
/// performed by the fiber that made it.
///
/// Errors: std::logic_error outside fibers.
operation<void> cancel_op();
int priority() noexcept;
/// Counts from the next time the fiber becomes runnable. Errors: std::logic_error outside fibers.
void set_priority(int priority);

}  // namespace this_fiber
}  // namespace weft
