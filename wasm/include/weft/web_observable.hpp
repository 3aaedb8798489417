// Observables: values that a module sends to a page as they come, whether or not somebody waits.
//
//   module.function("ticks", [](int milliseconds) {
//     return weft::web::observable<int>([milliseconds](auto& subscriber) {
//       for (int n = 0;; ++n) {
//         weft::this_fiber::sleep_for(std::chrono::milliseconds(milliseconds));
//         subscriber.next(n);
//       }
//     });
//   });
//
// The page subscribes as often as it likes; nothing runs before.
#pragma once

#include <concepts>
#include <functional>
#include <utility>

#include <weft/convert.hpp>
#include <weft/detail/call_result.hpp>

namespace weft::web {

/// Whom the body of an observable gives its values. One subscription of a page's.
template <class T>
class subscriber {
 public:
  explicit subscriber(const detail::item_sink& sink) noexcept : sink_(sink) {}
  subscriber(const subscriber&) = delete;
  subscriber& operator=(const subscriber&) = delete;

  /// Sends `item`, converted by `to_value`. Does not wait for the page to take it, but lets others run
  /// when the body has had its share of the worker's time.
  ///
  /// Errors:  `cancelled`, when the page has unsubscribed or is gone; bad_argument for what cannot be
  ///          sent, which ends the subscription if the body lets it pass.
  /// Threads: fibers. A suspension point.
  void next(const T& item) { sink_(to_value(item)); }

 private:
  const detail::item_sink& sink_;
};

/// What a function gives for the page to subscribe to. Each subscription runs a copy of the body in a
/// fiber of its own: when that returns, the subscription is complete; what it throws is the
/// subscription's error, as for functions. When the page unsubscribes, the fiber is cancelled.
template <class T>
class observable {
 public:
  /// `body(subscriber)` gets a `subscriber<T>&`, which it must not keep. It may suspend.
  template <class F>
    requires(!std::same_as<F, observable> && std::copy_constructible<F> &&
             std::invocable<F&, subscriber<T>&>)
  observable(F body) : body_(std::move(body)) {}

  /// For modules.
  detail::subscribe_function subscriptions() && {
    return [body = std::move(body_)](const detail::item_sink& sink) {
      auto own = body;
      subscriber<T> to(sink);
      own(to);
    };
  }

 private:
  std::function<void(subscriber<T>&)> body_;
};

}  // namespace weft::web
