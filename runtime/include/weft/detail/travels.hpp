// Which types can go from one program to another with all their parts.
//
// A converter of a container is there whatever its elements are. Messages of any type are fine within a
// program, so here the elements are looked at, too, before a converter is compiled.
#pragma once

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <weft/convert.hpp>

namespace weft::detail {

template <class... Parts>
struct part_list {};

template <class T>
struct parts_of {
  using list = part_list<>;
};
template <class T>
  requires(
      requires { typename T::value_type; } && !requires { typename T::mapped_type; } &&
      !std::is_same_v<T, std::string>)
struct parts_of<T> {
  using list = part_list<std::remove_cv_t<typename T::value_type>>;
};
template <class T>
  requires requires { typename T::mapped_type; }
struct parts_of<T> {
  using list = part_list<typename T::key_type, typename T::mapped_type>;
};
template <class First, class Second>
struct parts_of<std::pair<First, Second>> {
  using list = part_list<First, Second>;
};
template <class... Elements>
struct parts_of<std::tuple<Elements...>> {
  using list = part_list<Elements...>;
};
template <class... Alternatives>
struct parts_of<std::variant<Alternatives...>> {
  using list = part_list<Alternatives...>;
};

template <class T>
constexpr bool can_leave();
template <class T>
constexpr bool can_arrive();

template <class... Parts>
constexpr bool all_can_leave(part_list<Parts...>) {
  return (can_leave<Parts>() && ...);
}
template <class... Parts>
constexpr bool all_can_arrive(part_list<Parts...>) {
  return (can_arrive<Parts>() && ...);
}

/// Whether `to_value` can be compiled for T; of a described struct, whose parts are described too.
template <class T>
constexpr bool can_leave() {
  if constexpr (convertible_to_value<T>)
    return all_can_leave(typename parts_of<T>::list());
  else
    return false;
}
/// The same for `from_value`.
template <class T>
constexpr bool can_arrive() {
  if constexpr (convertible_from_value<T>)
    return all_can_arrive(typename parts_of<T>::list());
  else
    return false;
}

}  // namespace weft::detail
