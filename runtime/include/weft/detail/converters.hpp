// The table of weft/convert.hpp, row by row. Errors carry the path from the place that reports them
// outwards; each level on the way puts its step in front.
#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <expected>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/describe/bases.hpp>
#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>
#include <boost/mp11/algorithm.hpp>

#include <weft/bytes.hpp>
#include <weft/convert.hpp>

namespace weft::detail {

inline constexpr unsigned conversion_depth_max = 64;

using conversion_failure = std::unexpected<clone_error>;

conversion_failure wrong_kind(std::string_view expected, value const& found);
conversion_failure not_an_integer(std::int64_t low, std::uint64_t high, value const& found);
conversion_failure too_large_for_float(double found);
conversion_failure wrong_length(std::size_t expected, std::size_t found);
conversion_failure nested_too_deeply();
conversion_failure at_element(std::size_t index, clone_error&& error);
conversion_failure at_member(std::string_view key, clone_error&& error);
/// For a member that is not there and whose type does not take undefined.
conversion_failure missing_member(std::string_view key);

template <>
struct converter<value> {
  static value to(value const& from) { return from; }
  static std::expected<value, clone_error> from(value const& from, unsigned) { return from; }
};

template <>
struct converter<bool> {
  static value to(bool from) { return from; }
  static std::expected<bool, clone_error> from(value const& from, unsigned) {
    if (auto const held = from.if_boolean()) return *held;
    return wrong_kind("boolean", from);
  }
};

template <integer Integer>
struct converter<Integer> {
  static value to(Integer from) { return from; }
  static std::expected<Integer, clone_error> from(value const& from, unsigned) {
    using limits = std::numeric_limits<Integer>;
    std::optional<Integer> held;
    if (from.is(value_kind::number)) {
      held = whole(from.as_number());
    } else if (from.is(value_kind::bigint)) {
      held = from.as_bigint().template to<Integer>();
    } else {
      return wrong_kind("number", from);
    }
    if (!held) return not_an_integer(limits::min(), limits::max(), from);
    return *held;
  }

 private:
  static std::optional<Integer> whole(double number) {
    using limits = std::numeric_limits<Integer>;
    constexpr auto low = static_cast<double>(limits::min());
    constexpr auto above =
        2 * static_cast<double>(limits::max() / 2 + 1);  // exact, as max() may not be
    if (!(low <= number && number < above) || number != std::trunc(number)) return std::nullopt;
    return static_cast<Integer>(number);
  }
};

template <class Enum>
  requires std::is_enum_v<Enum> && integer<std::underlying_type_t<Enum>>
struct converter<Enum> {
  using number = std::underlying_type_t<Enum>;
  static value to(Enum from) { return std::to_underlying(from); }
  static std::expected<Enum, clone_error> from(value const& from, unsigned depth) {
    auto const held = converter<number>::from(from, depth);
    if (!held) return conversion_failure(held.error());
    return static_cast<Enum>(*held);
  }
};

template <std::floating_point Float>
struct converter<Float> {
  static value to(Float from) { return from; }
  static std::expected<Float, clone_error> from(value const& from, unsigned) {
    auto const held = from.if_number();
    if (!held) return wrong_kind("number", from);
    if (std::isfinite(*held) && std::abs(*held) > std::numeric_limits<Float>::max()) {
      return too_large_for_float(*held);
    }
    return static_cast<Float>(*held);
  }
};

template <>
struct converter<std::string> {
  static value to(std::string const& from) { return from; }
  static std::expected<std::string, clone_error> from(value const& from, unsigned) {
    if (auto const held = from.if_string()) return std::string(*held);
    return wrong_kind("string", from);
  }
};

template <>
struct converter<std::string_view> {
  static value to(std::string_view from) { return from; }
};

template <>
struct converter<char const*> {
  static value to(char const* from) { return from; }
};

template <>
struct converter<bytes> {
  static value to(bytes const& from) { return from; }
  static std::expected<bytes, clone_error> from(value const& from, unsigned) {
    if (!from.is(value_kind::array_buffer) && !from.is(value_kind::uint8_array)) {
      return wrong_kind("array_buffer", from);
    }
    auto const held = from.as_bytes();
    return bytes(held.begin(), held.end());
  }
};

template <class T>
struct converter<std::optional<T>> {
  static value to(std::optional<T> const& from) { return from ? converter<T>::to(*from) : value(); }
  static std::expected<std::optional<T>, clone_error> from(value const& from, unsigned depth) {
    if (from.is(value_kind::undefined) || from.is(value_kind::null)) return std::nullopt;
    return converter<T>::from(from, depth);
  }
};

template <class T>
struct converter<std::vector<T>> {
  static value to(std::vector<T> const& from) {
    value::array elements;
    elements.reserve(from.size());
    for (T const& element : from) elements.push_back(converter<T>::to(element));
    return elements;
  }

  static std::expected<std::vector<T>, clone_error> from(value const& from, unsigned depth) {
    auto const* const elements = from.if_array();
    if (!elements) return wrong_kind("array", from);
    std::vector<T> result;
    result.reserve(elements->size());
    for (value const& element : *elements) {
      auto read = converter<T>::from(element, depth);
      if (!read) return at_element(result.size(), std::move(read).error());
      result.push_back(*std::move(read));
    }
    return result;
  }
};

template <class T, std::size_t Size>
struct converter<std::array<T, Size>> {
  static value to(std::array<T, Size> const& from) {
    value::array elements;
    elements.reserve(Size);
    for (T const& element : from) elements.push_back(converter<T>::to(element));
    return elements;
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

  static std::expected<Tuple, clone_error> from(value const& from,
                                                [[maybe_unused]] unsigned depth) {
    auto const* const elements = from.if_array();
    if (!elements) return wrong_kind("array", from);
    if (elements->size() != sizeof...(Index))
      return wrong_length(sizeof...(Index), elements->size());
    Tuple result{};
    std::expected<void, clone_error> done;
    static_cast<void>((read<Index>(result, *elements, depth, done) && ...));
    if (!done) return conversion_failure(std::move(done).error());
    return result;
  }

 private:
  template <std::size_t I>
  static bool read(Tuple& result, value::array const& elements, unsigned depth,
                   std::expected<void, clone_error>& done) {
    auto element = converter<std::tuple_element_t<I, Tuple>>::from(elements[I], depth);
    if (element) {
      std::get<I>(result) = *std::move(element);
    } else {
      done = at_element(I, std::move(element).error());
    }
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
struct map_converter {
  using item_type = typename Map::mapped_type;

  static value to(Map const& from) {
    value::object members;
    members.reserve(from.size());
    for (auto const& [key, item] : from) members.set(key, converter<item_type>::to(item));
    return members;
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
    : map_converter<std::map<std::string, T, Policies...>> {};

template <class T, class... Policies>
struct converter<std::unordered_map<std::string, T, Policies...>>
    : map_converter<std::unordered_map<std::string, T, Policies...>> {};

template <class Struct>
  requires boost::describe::has_describe_members<Struct>::value
struct converter<Struct> {
  using members_of = boost::describe::describe_members<Struct, boost::describe::mod_public |
                                                                   boost::describe::mod_inherited>;

  static value to(Struct const& from) {
    value::object members;
    members.reserve(boost::mp11::mp_size<members_of>::value);
    boost::mp11::mp_for_each<members_of>([&](auto member) {
      auto const& field = from.*member.pointer;
      members.set(member.name, converter<std::remove_cvref_t<decltype(field)>>::to(field));
    });
    return members;
  }

  static std::expected<Struct, clone_error> from(value const& from, unsigned depth) {
    if (depth == conversion_depth_max) return nested_too_deeply();
    auto const* const members = from.if_object();
    if (!members) return wrong_kind("object", from);
    Struct result{};
    std::expected<void, clone_error> done;
    boost::mp11::mp_for_each<members_of>([&](auto member) {
      if (done) done = read(result.*member.pointer, member.name, *members, depth);
    });
    if (!done) return conversion_failure(std::move(done).error());
    return result;
  }

 private:
  template <class Field>
  static std::expected<void, clone_error> read(Field& field, std::string_view key,
                                               value::object const& members, unsigned depth) {
    value const* const held = members.find(key);
    auto item = converter<Field>::from(held ? *held : value(), depth + 1);
    if (!item) return held ? at_member(key, std::move(item).error()) : missing_member(key);
    field = *std::move(item);
    return {};
  }
};

}  // namespace weft::detail
