// A C++ module for web pages: functions that a page calls through the loader.
//
//   void weft_module(weft::web::module& module) {
//     module.function("greet", [](std::string name) { return "Hello, " + name; });
//   }
//
//   const greeter = (await load()).defaultPool.module('./greeter.mjs');
//   await greeter.greet('Ada');
//
// and types of actors that a page may start in a worker:
//
//   module.actor("counter", [](weft::self& me, int start) -> weft::behavior {...});
//
//   const counter = runtime.spawn({ module: './greeter.mjs', type: 'counter' }, 10);
//   await counter.ask('get', null);
//
// weft_add_web_module() of CMake makes the ES module. Each worker of a pool has an instance of its
// own, with its own runtime, fibers and actors; the pages that share the worker share the instance.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <weft/actor.hpp>
#include <weft/convert.hpp>
#include <weft/detail/call_result.hpp>
#include <weft/detail/call_shape.hpp>
#include <weft/generator.hpp>
#include <weft/value.hpp>
#include <weft/web_observable.hpp>

namespace weft::web {

/// Thrown by a call whose arguments do not fit; the page's promise rejects with a `TypeError`.
class bad_argument : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// What a module offers, by name.
class module {
 public:
  /// Offers `body` to pages as `name`. Its arguments are converted by `from_value`, missing ones
  /// from undefined; its result by `to_value`. Each call runs in a fiber of its own, which may
  /// suspend; when the page gives up, the fiber is cancelled. An exception rejects the page's
  /// promise with the error that it is in JavaScript (weft/thrown_error.hpp): std::out_of_range is a
  /// `RangeError`, std::invalid_argument a `TypeError`, timed_out a `TimeoutError`.
  ///
  /// A result that is a `generator<T>` is an iterator in the page, an async generator. Its body runs in
  /// a fiber of its own, from the page's first `next` on and no further ahead than the page allows. An
  /// argument of `next` is ignored. `return` and the end of a `for await` destroy the generator before
  /// they are answered, `throw` does too and ends the iterator with that error; when the page has
  /// values sent ahead, a body that waits meanwhile is cancelled. A page that drops the iterator, or is
  /// gone, cancels and destroys it. What the body throws, and an item that cannot be sent, ends the
  /// iterator with an error. An `observable<T>` is an observable in the page (weft/web_observable.hpp).
  ///
  /// Errors: std::invalid_argument when `name` is taken.
  template <class F>
  module& function(std::string name, F body) {
    using arguments = typename arguments_of<F>::type;
    using result = decltype(std::apply(body, std::declval<arguments>()));
    auto call = [body = std::move(body)](const value::array& given) mutable -> call_result {
      auto converted =
          convert<arguments>(given, std::make_index_sequence<std::tuple_size_v<arguments>>());
      if constexpr (std::is_void_v<result>) {
        std::apply(body, std::move(converted));
        return value();
      } else {
        return detail::to_call_result(std::apply(body, std::move(converted)));
      }
    };
    detail::note_call_shape<decltype(call), std::decay_t<result>>(static_cast<arguments*>(nullptr));
    add(std::move(name), std::move(call));
    return *this;
  }

  /// Offers a type of actors: `start(self&, words...)` is what `spawn_actor` takes, a body or what
  /// makes a behaviour, and is copied for each actor. The words of whoever spawns one are converted
  /// as the arguments of functions are; an actor whose words do not fit counts as one that has ended
  /// with that error.
  ///
  /// Errors: std::invalid_argument when `type` is taken.
  template <class F>
  module& actor(std::string type, F start) {
    using arguments = typename arguments_of<F>::words;
    auto spawn = [type, start = std::move(start)](const value::array& given) {
      auto words =
          convert<arguments>(given, std::make_index_sequence<std::tuple_size_v<arguments>>());
      return spawn_actor({.name = type}, [start, words = std::move(words)](self& me) mutable {
        return std::apply([&](auto&... word) { return std::invoke(start, me, std::move(word)...); },
                          words);
      });
    };
    detail::note_call_shape<decltype(spawn), void>(static_cast<arguments*>(nullptr));
    add_actor(std::move(type), std::move(spawn));
    return *this;
  }

  using start_function = std::function<actor_ref(const value::array&)>;
  const std::map<std::string, start_function>& actors() const noexcept { return actors_; }

  using call_result = detail::call_result;
  using call_function = std::function<call_result(const value::array&)>;
  /// Null when there is no such function.
  const call_function* find(std::string_view name) const;
  const std::map<std::string, call_function, std::less<>>& functions() const noexcept {
    return functions_;
  }

 private:
  template <class F>
  struct arguments_of : arguments_of<decltype(&F::operator())> {};
  template <class R, class... Args>
  struct arguments_of<R (*)(Args...)> {
    using type = std::tuple<std::remove_cvref_t<Args>...>;
  };
  template <class R, class... Args>
  struct arguments_of<R (*)(self&, Args...)> {
    using words = std::tuple<std::remove_cvref_t<Args>...>;
  };
  template <class R, class C, class... Args>
  struct arguments_of<R (C::*)(Args...)> : arguments_of<R (*)(Args...)> {};
  template <class R, class C, class... Args>
  struct arguments_of<R (C::*)(Args...) const> : arguments_of<R (*)(Args...)> {};

  template <class Tuple, std::size_t... I>
  static Tuple convert(const value::array& given, std::index_sequence<I...>) {
    return Tuple{argument<std::tuple_element_t<I, Tuple>>(given, I)...};
  }

  template <class T>
  static T argument(const value::array& given, std::size_t index) {
    std::expected<T, clone_error> converted =
        from_value<T>(index < given.size() ? given[index] : value());
    if (!converted) throw_bad_argument(index, converted.error());
    return std::move(*converted);
  }

  [[noreturn]] static void throw_bad_argument(std::size_t index, const clone_error& error);
  void add(std::string name, call_function call);
  void add_actor(std::string type, start_function start);

  std::map<std::string, call_function, std::less<>> functions_;
  std::map<std::string, start_function> actors_;
};

}  // namespace weft::web

/// Defined by the program: offers its functions, in a fiber of the module's runtime, before the
/// first call arrives. What it spawns lives as long as the instance.
void weft_module(weft::web::module& module);
