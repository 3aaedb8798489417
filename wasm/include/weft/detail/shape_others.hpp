// Shapes of times, errors, actors and streams.
#pragma once

#include <chrono>
#include <concepts>
#include <exception>

#include <weft/actor_ref.hpp>
#include <weft/clone_error.hpp>
#include <weft/detail/type_shape.hpp>
#include <weft/generator.hpp>

namespace weft::web {
template <class T>
class observable;
}

namespace weft::detail {

template <class Rep, class Period>
struct shaper<std::chrono::duration<Rep, Period>> {
  static constexpr type_shape shape() { return word("number"); }
};

template <class Duration>
struct shaper<std::chrono::sys_time<Duration>> {
  static constexpr type_shape shape() { return word("Date"); }
};

template <>
struct shaper<std::exception_ptr> {
  static constexpr type_shape shape() { return word("Error"); }
};
template <std::derived_from<std::exception> Exception>
struct shaper<Exception> : shaper<std::exception_ptr> {};
template <>
struct shaper<clone_error> {
  static constexpr type_shape shape() { return word("TypeError"); }
};

template <class... Parts>
constexpr type_shape imported_pattern(const char* name, const char* text) {
  type_shape shape = pattern_of<Parts...>(text);
  shape.imported = name;
  return shape;
}

template <>
struct shaper<actor_ref> {
  static constexpr type_shape shape() { return imported_pattern<>("ActorRef", "ActorRef"); }
};

template <class T>
struct shaper<generator<T>> {
  static constexpr type_shape shape() { return pattern_of<T>("AsyncGenerator<$, void>"); }
};

template <class T>
struct shaper<web::observable<T>> {
  static constexpr type_shape shape() { return imported_pattern<T>("Observable", "Observable<$>"); }
};

}  // namespace weft::detail
