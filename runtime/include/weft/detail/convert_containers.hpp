// How containers are converted.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <deque>
#include <expected>
#include <list>
#include <map>
#include <ranges>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <weft/detail/convert_scalars.hpp>

namespace weft::detail {

template <class Sequence>
bool write_elements(message_writer& writer, Sequence const& from, std::size_t size) {
  using element_type = std::ranges::range_value_t<Sequence const>;
  if (!writer.open(major::array, size)) return false;
  for (element_type const& element : from) {
    if (!write_part(writer, element)) return false;
  }
  return writer.close();
}

template <class Sequence>
struct sequence_to_array {
  using element_type = std::remove_cv_t<typename Sequence::value_type>;

  static value to(Sequence const& from) {
    value::array elements;
    elements.reserve(from.size());
    for (element_type const& element : from) {
      elements.push_back(converter<element_type>::to(element));
    }
    return elements;
  }
  static bool write(message_writer& writer, Sequence const& from) {
    return write_elements(writer, from, from.size());
  }
};

template <class Sequence>
struct sequence_converter : sequence_to_array<Sequence> {
  using typename sequence_to_array<Sequence>::element_type;

  static std::expected<Sequence, clone_error> from(value const& from, unsigned depth) {
    auto const* const elements = from.if_array();
    if (!elements) return wrong_kind("array", from);
    Sequence result;
    if constexpr (requires { result.reserve(0); }) result.reserve(elements->size());
    for (value const& element : *elements) {
      auto read = converter<element_type>::from(element, depth);
      if (!read) return at_element(result.size(), std::move(read).error());
      result.push_back(*std::move(read));
    }
    return result;
  }
};

template <class T, class Allocator>
struct converter<std::vector<T, Allocator>> : sequence_converter<std::vector<T, Allocator>> {};
template <class T, class Allocator>
struct converter<std::deque<T, Allocator>> : sequence_converter<std::deque<T, Allocator>> {};
template <class T, class Allocator>
struct converter<std::list<T, Allocator>> : sequence_converter<std::list<T, Allocator>> {};
template <class T, std::size_t Extent>
struct converter<std::span<T, Extent>> : sequence_to_array<std::span<T, Extent>> {};

template <class T, std::size_t Size>
struct converter<std::array<T, Size>> {
  static value to(std::array<T, Size> const& from) {
    value::array elements;
    elements.reserve(Size);
    for (T const& element : from) elements.push_back(converter<T>::to(element));
    return elements;
  }

  static bool write(message_writer& writer, std::array<T, Size> const& from) {
    return write_elements(writer, from, Size);
  }

  static std::expected<std::array<T, Size>, clone_error> from(value const& from, unsigned depth) {
    auto const* const elements = from.if_array();
    if (!elements) return wrong_kind("array", from);
    if (elements->size() != Size) return wrong_length(Size, elements->size());
    std::array<T, Size> result{};
    for (std::size_t i = 0; i < Size; ++i) {
      auto read = converter<T>::from((*elements)[i], depth);
      if (!read) return at_element(i, std::move(read).error());
      result[i] = *std::move(read);
    }
    return result;
  }
};

template <class Tuple, std::size_t... Index>
struct tuple_converter {
  static value to(Tuple const& from) {
    return value::array{
        converter<std::tuple_element_t<Index, Tuple>>::to(std::get<Index>(from))...};
  }

  static bool write(message_writer& writer, Tuple const& from) {
    return writer.open(major::array, sizeof...(Index)) &&
           (write_part(writer, std::get<Index>(from)) && ...) && writer.close();
  }

  static std::expected<Tuple, clone_error> from(value const& from,
                                                [[maybe_unused]] unsigned depth) {
    auto const* const elements = from.if_array();
    if (!elements) return wrong_kind("array", from);
    if (elements->size() != sizeof...(Index))
      return wrong_length(sizeof...(Index), elements->size());
    std::tuple<std::expected<std::tuple_element_t<Index, Tuple>, clone_error>...> read{
        converter<std::tuple_element_t<Index, Tuple>>::from((*elements)[Index], depth)...};
    std::expected<void, clone_error> done;
    static_cast<void>((is_good<Index>(std::get<Index>(read), done) && ...));
    if (!done) return conversion_failure(std::move(done).error());
    return Tuple(*std::move(std::get<Index>(read))...);
  }

 private:
  template <std::size_t I, class Element>
  static bool is_good(Element& element, std::expected<void, clone_error>& done) {
    if (!element) done = at_element(I, std::move(element).error());
    return done.has_value();
  }
};

template <class Tuple, std::size_t... Index>
tuple_converter<Tuple, Index...> tuple_converter_of(std::index_sequence<Index...>);

template <class First, class Second>
struct converter<std::pair<First, Second>>
    : decltype(tuple_converter_of<std::pair<First, Second>>(std::make_index_sequence<2>())) {};

template <class... Elements>
struct converter<std::tuple<Elements...>> : decltype(tuple_converter_of<std::tuple<Elements...>>(
                                                std::make_index_sequence<sizeof...(Elements)>())) {
};

template <class Map>
struct object_converter {
  using item_type = typename Map::mapped_type;

  static value to(Map const& from) {
    value::object members;
    members.reserve(from.size());
    for (auto const& [key, item] : from) members.set(key, converter<item_type>::to(item));
    return members;
  }

  static bool write(message_writer& writer, Map const& from) {
    if (!writer.open(major::map, from.size())) return false;
    for (auto const& [key, item] : from) {
      if (!writer.text(key) || !write_part(writer, item)) return false;
    }
    return writer.close();
  }

  static std::expected<Map, clone_error> from(value const& from, unsigned depth) {
    auto const* const members = from.if_object();
    if (!members) return wrong_kind("object", from);
    Map result;
    for (auto const& [key, item] : *members) {
      auto read = converter<item_type>::from(item, depth);
      if (!read) return at_member(key, std::move(read).error());
      result.emplace(key, *std::move(read));
    }
    return result;
  }
};

template <class T, class... Policies>
struct converter<std::map<std::string, T, Policies...>>
    : object_converter<std::map<std::string, T, Policies...>> {};

template <class T, class... Policies>
struct converter<std::unordered_map<std::string, T, Policies...>>
    : object_converter<std::unordered_map<std::string, T, Policies...>> {};

/// A map whose keys are no strings.
template <class Map>
struct map_converter {
  using key_type = typename Map::key_type;
  using item_type = typename Map::mapped_type;

  static value to(Map const& from) {
    value::map entries;
    entries.reserve(from.size());
    for (auto const& [key, item] : from) {
      entries.set(converter<key_type>::to(key), converter<item_type>::to(item));
    }
    return entries;
  }

  static std::expected<Map, clone_error> from(value const& from, unsigned depth) {
    auto const* const entries = from.if_map();
    if (!entries) return wrong_kind("map", from);
    Map result;
    for (auto const& [key, item] : *entries) {
      auto read_key = converter<key_type>::from(key, depth);
      if (!read_key) return at_entry("keys", result.size(), std::move(read_key).error());
      auto read = converter<item_type>::from(item, depth);
      if (!read) return at_entry("values", result.size(), std::move(read).error());
      result.emplace(*std::move(read_key), *std::move(read));
    }
    return result;
  }
};

template <class Key, class T, class... Policies>
struct converter<std::map<Key, T, Policies...>> : map_converter<std::map<Key, T, Policies...>> {};
template <class Key, class T, class... Policies>
struct converter<std::unordered_map<Key, T, Policies...>>
    : map_converter<std::unordered_map<Key, T, Policies...>> {};

template <class Set>
struct set_converter {
  using element_type = typename Set::value_type;

  static value to(Set const& from) {
    value::set elements;
    elements.reserve(from.size());
    for (auto const& element : from) elements.insert(converter<element_type>::to(element));
    return elements;
  }

  static std::expected<Set, clone_error> from(value const& from, unsigned depth) {
    auto const* const elements = from.if_set();
    if (!elements) return wrong_kind("set", from);
    Set result;
    for (value const& element : *elements) {
      auto read = converter<element_type>::from(element, depth);
      if (!read) return at_entry("values", result.size(), std::move(read).error());
      result.insert(*std::move(read));
    }
    return result;
  }
};

template <class Key, class... Policies>
struct converter<std::set<Key, Policies...>> : set_converter<std::set<Key, Policies...>> {};
template <class Key, class... Policies>
struct converter<std::unordered_set<Key, Policies...>>
    : set_converter<std::unordered_set<Key, Policies...>> {};

}  // namespace weft::detail
