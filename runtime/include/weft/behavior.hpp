// A set of handlers as a value: what a behaviour does with messages.
#pragma once

#include <memory>
#include <tuple>
#include <utility>

#include <weft/detail/handler.hpp>

namespace weft {

namespace detail {

class handler_set : public recycled {
 public:
  virtual ~handler_set() = default;
  virtual interests wanted() const noexcept = 0;
  virtual loop handle(current_message& now, std::size_t which) = 0;
  /// The handlers to begin with, if this one only makes them; else null.
  virtual std::unique_ptr<handler_set> begin(self&) { return nullptr; }
};

template <class... Handlers>
class handlers_of final : public handler_set {
 public:
  explicit handlers_of(Handlers... handlers) : handlers_(std::move(handlers)...) {}

  interests wanted() const noexcept override { return interests_of<Handlers...>; }
  loop handle(current_message& now, std::size_t which) override {
    return std::apply([&](Handlers&... handlers) { return give_to_one(now, which, handlers...); },
                      handlers_);
  }

 private:
  std::tuple<Handlers...> handlers_;
};

}  // namespace detail

/// Handlers of different messages. Of several for one type the first counts.
class behavior {
 public:
  template <class... Handlers>
    requires(!std::is_same_v<std::remove_cvref_t<Handlers>, behavior> && ...)
  behavior(Handlers... handlers)  // not explicit: `return {handlers...};`
      : handlers_((detail::check_handler<Handlers>(), ...,
                   new detail::handlers_of<Handlers...>(std::move(handlers)...))) {}

  /// For the runtime.
  std::unique_ptr<detail::handler_set> take() && noexcept { return std::move(handlers_); }

 private:
  std::unique_ptr<detail::handler_set> handlers_;
};

}  // namespace weft
