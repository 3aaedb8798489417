// Shapes of containers.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <weft/detail/type_shape.hpp>

namespace weft::detail {

template <class T>
struct list_shaper {
  static constexpr type_shape shape() { return pattern_of<std::remove_cv_t<T>>("$[]"); }
};
template <class T, class Allocator>
struct shaper<std::vector<T, Allocator>> : list_shaper<T> {};
template <class T, class Allocator>
struct shaper<std::deque<T, Allocator>> : list_shaper<T> {};
template <class T, class Allocator>
struct shaper<std::list<T, Allocator>> : list_shaper<T> {};
template <class T, std::size_t Extent>
struct shaper<std::span<T, Extent>> : list_shaper<T> {};

template <class... Elements>
struct shaper<std::tuple<Elements...>> {
  static constexpr type_shape shape() {
    return {.is = type_shape::kind::row, .parts = shapes_of<Elements...>};
  }
};
template <class First, class Second>
struct shaper<std::pair<First, Second>> : shaper<std::tuple<First, Second>> {};

/// Longer ones are declared as arrays of any length: nobody wants to read them.
inline constexpr std::size_t row_max = 16;

template <class T, std::size_t Size>
struct shaper<std::array<T, Size>> {
  static constexpr type_shape shape() {
    if constexpr (Size > row_max)
      return list_shaper<T>::shape();
    else
      return []<std::size_t... I>(std::index_sequence<I...>) {
        return shaper<std::tuple<std::tuple_element_t<I, std::array<T, Size>>...>>::shape();
      }(std::make_index_sequence<Size>());
  }
};

template <class Key, class T>
struct map_shaper {
  static constexpr type_shape shape() { return pattern_of<Key, T>("Map<$, $>"); }
};
template <class T>
struct map_shaper<std::string, T> {
  static constexpr type_shape shape() { return pattern_of<T>("{ [key: string]: $ }"); }
};
template <class Key, class T, class... Policies>
struct shaper<std::map<Key, T, Policies...>> : map_shaper<Key, T> {};
template <class Key, class T, class... Policies>
struct shaper<std::unordered_map<Key, T, Policies...>> : map_shaper<Key, T> {};

template <class Key>
struct set_shaper {
  static constexpr type_shape shape() { return pattern_of<Key>("Set<$>"); }
};
template <class Key, class... Policies>
struct shaper<std::set<Key, Policies...>> : set_shaper<Key> {};
template <class Key, class... Policies>
struct shaper<std::unordered_set<Key, Policies...>> : set_shaper<Key> {};

}  // namespace weft::detail
