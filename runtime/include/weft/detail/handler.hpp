// Handlers: functions that take one message. What they take is read off their signature.
#pragma once

#include <array>
#include <expected>
#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <weft/detail/callable.hpp>
#include <weft/detail/current_message.hpp>
#include <weft/detail/interest.hpp>
#include <weft/loop.hpp>

namespace weft {

/// What the asker of a message gets that came from another program and does not have the members that
/// the handler's type has. A message nobody asked with goes to dead letters then.
class bad_message : public std::invalid_argument {
 public:
  bad_message(std::string_view type, const clone_error& error)
      : std::invalid_argument("weft: the message " + std::string(type) + ": " + error.message()) {}
};

namespace detail {

template <class H>
using parameter_of = signature<std::remove_cvref_t<H>>::parameter;
template <class H>
using message_of_handler = std::remove_cvref_t<parameter_of<H>>;

template <class H>
concept takes_one_message = handler<H> && !std::is_pointer_v<message_of_handler<H>>;

/// Names the type at fault: `H` is in the compiler's note.
template <class H>
constexpr void check_handler() {
  static_assert(handler<H>,
                "weft: a handler is a function with one parameter, the message: [](add m) {...}. A "
                "generic lambda or an overloaded function does not say which messages it takes.");
}

/// Whether a foreign message may become an M. A handler of `foreign` takes it as it is.
template <class M>
constexpr bool may_be_foreign = !std::is_same_v<M, foreign> && can_arrive<M>();

/// Whether a certain one may.
template <class M>
constexpr auto takes_foreign_of() -> bool (*)(const foreign&) {
  if constexpr (!may_be_foreign<M>)
    return nullptr;
  else if constexpr (speaks_for_itself<M>)
    return [](const foreign& mail) {
      return mail.name.empty() && from_value<M>(mail.content).has_value();
    };
  else
    return [](const foreign& mail) { return mail.name == short_name_of<M>(); };
}

template <class M>
inline constexpr interest interest_in{&type_of<M>, takes_foreign_of<M>(), nullptr, nullptr};

template <class... Handlers>
inline constexpr std::array<interest, sizeof...(Handlers)> interests_of{
    interest_in<message_of_handler<Handlers>>...};

/// Calls `handler` and answers with what it returns.
template <class H, class M>
loop call_handler(current_message& now, H& handler, M& content) {
  const auto call = [&]() -> decltype(auto) {
    if constexpr (std::is_invocable_v<H&, M&&>)
      return std::invoke(handler, std::move(content));
    else
      return std::invoke(handler, content);
  };
  using R = decltype(call());
  if constexpr (std::is_same_v<R, loop>) {
    const loop next = call();
    now.answer_nothing();
    return next;
  } else if constexpr (std::is_void_v<R>) {
    call();
    now.answer_nothing();
  } else {
    std::remove_cvref_t<R> result = call();
    now.answer(type_of<std::remove_cvref_t<R>>, &result);
  }
  return loop::again;
}

template <class H>
loop give_to(current_message& now, H& handler) {
  using M = message_of_handler<H>;
  if constexpr (!std::is_lvalue_reference_v<parameter_of<H>> && !std::is_trivially_copyable_v<M>)
    now.will_be_moved_from();
  if constexpr (may_be_foreign<M>) {
    if (is_foreign(now.mail())) {
      auto& sent = object_in<foreign>(now.mail());
      std::expected<M, clone_error> converted = from_value<M>(sent.content);
      if (!converted)
        return now.refuse(std::make_exception_ptr(bad_message(sent.name, converted.error())));
      return call_handler(now, handler, *converted);
    }
  }
  return call_handler(now, handler, object_in<M>(now.mail()));
}

/// Whether `wanted` accepts what `mail` has for an M.
template <class M, class Wanted>
bool accepts_content(Wanted& wanted, message& mail) {
  if constexpr (may_be_foreign<M>) {
    if (is_foreign(mail)) {
      const auto converted = from_value<M>(object_in<foreign>(mail).content);
      return converted && std::invoke(wanted, std::as_const(*converted));
    }
  }
  return std::invoke(wanted, std::as_const(object_in<M>(mail)));
}

/// Calls the one of `handlers` that has the number `which`.
template <class... Handlers>
loop give_to_one(current_message& now, std::size_t which, Handlers&... handlers) {
  loop next = loop::again;
  std::size_t at = 0;
  const auto try_one = [&](auto& handler) {
    if (at++ != which) return false;
    if (now.asked())
      now.answering([&] { next = give_to(now, handler); });
    else
      next = give_to(now, handler);
    return true;
  };
  (void)(try_one(handlers) || ...);
  return next;
}

}  // namespace detail
}  // namespace weft
