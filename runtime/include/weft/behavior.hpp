// A set of handlers as a value: what a behaviour does with messages.
#pragma once

#include <memory>
#include <tuple>
#include <utility>

#include <weft/detail/handler.hpp>

namespace weft {

namespace detail {

class handler_set;

/// What is known of a handler set's type; kept by hand, as the list of what it wants is read for every
/// message.
struct handler_table {
  interests wanted;
  loop (*handle)(handler_set& set, current_message& now, std::size_t which);
  void (*destroy)(handler_set* set) noexcept;
  bool makes_others = false;  // `handle` is called once, without a message, and replaces the set
};

class handler_set : public recycled {
 public:
  explicit handler_set(const handler_table& of) noexcept : table(&of) {}
  handler_set(const handler_set&) = delete;
  handler_set& operator=(const handler_set&) = delete;

  const handler_table* const table;
};

struct destroy_handlers {
  void operator()(handler_set* set) const noexcept { set->table->destroy(set); }
};
using handlers_pointer = std::unique_ptr<handler_set, destroy_handlers>;

template <class... Handlers>
class handlers_of final : public handler_set {
 public:
  explicit handlers_of(Handlers... handlers)
      : handler_set(functions), handlers_(std::move(handlers)...) {}

 private:
  static loop handle(handler_set& set, current_message& now, std::size_t which) {
    return std::apply([&](Handlers&... handlers) { return give_to_one(now, which, handlers...); },
                      static_cast<handlers_of&>(set).handlers_);
  }
  static void destroy(handler_set* set) noexcept { delete static_cast<handlers_of*>(set); }
  static constexpr handler_table functions{interests_of<Handlers...>, handle, destroy};

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
  detail::handlers_pointer take() && noexcept { return std::move(handlers_); }

 private:
  detail::handlers_pointer handlers_;
};

}  // namespace weft
