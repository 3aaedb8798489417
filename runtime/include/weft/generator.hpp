// Generators: functions that hand out one value after another, on demand.
//
//   weft::generator<int> squares([](auto& yield_value) {
//     for (int n = 0;; ++n) yield_value(n * n);
//   });
//   squares.resume();  // 0
//   squares.resume();  // 1
//   for (int n : squares) …
//
// The body has a stack of its own, so it may yield from within calls, loops and recursions, and may resume
// other generators. While it runs it is a part of the fiber that called `resume`: what parks in it parks
// that fiber, this_fiber::id() is that fiber's, and that fiber's cancellation is thrown inside it.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <weft/detail/coroutine.hpp>

namespace weft {

/// What the body of a generator is called with.
template <class T>
class yielder {
 public:
  explicit yielder(detail::coroutine& of) noexcept : of_(of) {}
  yielder(const yielder&) = delete;
  yielder& operator=(const yielder&) = delete;

  /// Lets `resume` return `value`, and returns when the generator is resumed again.
  ///
  /// In a generator that is destroyed before its end it throws, now and each later time, an exception
  /// that is not derived from std::exception and that the body should let pass; while the stack unwinds
  /// it does nothing.
  ///
  /// Errors:  std::logic_error inside a scope, a limit or a shield that the body has opened: none may be
  ///          left open meanwhile; and outside of the body's own stack.
  void operator()(T value) { of_.yield(std::addressof(value)); }

 private:
  detail::coroutine& of_;
};

namespace detail {
template <class T, class F>
class generator_body final : public coroutine {
 public:
  explicit generator_body(F body) : body_(std::move(body)) {}

 private:
  void run() override {
    F body = std::move(*body_);  // dies with its run
    body_.reset();
    yielder<T> yield_value(*this);
    std::invoke(body, yield_value);
  }

  std::optional<F> body_;
};
}  // namespace detail

/// Move-only. Destroying it before its end unwinds the body: from the worker where it was started at
/// once, in the destroying fiber; from a fiber of another worker there, waited for; from a plain thread
/// or outside fibers there, soon, as long as the run goes on. It is no suspension point, and cancellation
/// waits outside.
/// What the body throws then is lost. A generator must not outlive the run in which it was started:
/// destroying it later ends the program. One that was never resumed, or has ended, may be destroyed
/// anywhere and any time.
template <class T>
class generator {
  static_assert(std::is_object_v<T> && std::move_constructible<T>);

 public:
  class iterator;

  /// `body(yield_value)` runs from the first resume on; yield_value is a `yielder<T>&`. Its stack is as
  /// large as that of the fiber which resumes it first. Any thread.
  template <class F>
    requires(!std::same_as<F, generator> && std::invocable<F&, yielder<T>&>)
  generator(F body) : body_(new detail::generator_body<T, F>(std::move(body))) {}

  /// Runs the body until it yields, and returns that value; nullopt: it has ended.
  ///
  /// Errors:  what the body throws, once, nullopt afterwards; so `cancelled`, when the body does not
  ///          catch it. std::logic_error outside fibers, on another worker than the one of the first
  ///          resume, and while the body runs. std::bad_alloc.
  /// Threads: fibers only. Suspends where the body does.
  std::optional<T> resume() {
    void* const value = body_ == nullptr ? nullptr : body_->resume();
    if (value == nullptr) return std::nullopt;
    return std::optional<T>(std::move(*static_cast<T*>(value)));
  }

  /// The values that are left. As an input range: once.
  iterator begin() { return iterator(*this); }
  std::default_sentinel_t end() const noexcept { return {}; }

 private:
  std::unique_ptr<detail::coroutine, detail::coroutine_disposer> body_;
};

template <class T>
class generator<T>::iterator {
 public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;

  explicit iterator(generator& of) : of_(&of), value_(of.resume()) {}

  T& operator*() { return *value_; }
  iterator& operator++() {
    value_ = of_->resume();
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(std::default_sentinel_t) const { return !value_.has_value(); }

 private:
  generator* of_;
  std::optional<T> value_;
};

}  // namespace weft
