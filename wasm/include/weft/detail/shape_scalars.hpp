// Shapes of single things.
#pragma once

#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <weft/bytes.hpp>
#include <weft/detail/type_shape.hpp>
#include <weft/value.hpp>

namespace weft::detail {

template <>
struct shaper<void> {
  static constexpr type_shape shape() { return word("void"); }
};

template <>
struct shaper<value> {
  static constexpr type_shape shape() {
    type_shape any = word("unknown");
    any.accepts_undefined = true;
    return any;
  }
};

template <>
struct shaper<bool> {
  static constexpr type_shape shape() { return word("boolean"); }
};

/// A bigint is taken for any integer; but where none can arrive, a number is what is meant.
template <integer Integer>
struct shaper<Integer> {
  static constexpr type_shape shape() {
    using limits = std::numeric_limits<Integer>;
    return word(std::cmp_greater(limits::max(), exact_integer_max) ? "number | bigint" : "number");
  }
};

template <class Enum>
  requires std::is_enum_v<Enum>
struct shaper<Enum> : shaper<std::underlying_type_t<Enum>> {};

template <std::floating_point Float>
struct shaper<Float> {
  static constexpr type_shape shape() { return word("number"); }
};

struct string_shaper {
  static constexpr type_shape shape() { return word("string"); }
};
template <>
struct shaper<std::string> : string_shaper {};
template <>
struct shaper<std::string_view> : string_shaper {};
template <>
struct shaper<const char*> : string_shaper {};

template <>
struct shaper<bytes> {
  static constexpr type_shape shape() {
    return pattern_of<>("ArrayBuffer", "ArrayBuffer | ArrayBufferView");
  }
};

template <class T>
struct shaper<std::optional<T>> {
  static constexpr type_shape shape() {
    type_shape maybe = pattern_of<T>("$ | undefined", "$ | null | undefined");
    maybe.accepts_undefined = true;
    return maybe;
  }
};

template <>
struct shaper<std::nullptr_t> {
  static constexpr type_shape shape() { return word("null"); }
};

template <>
struct shaper<std::monostate> {
  static constexpr type_shape shape() {
    type_shape nothing = pattern_of<>("undefined", "null | undefined");
    nothing.accepts_undefined = true;
    return nothing;
  }
};

template <class... Alternatives>
struct shaper<std::variant<Alternatives...>> {
  static constexpr type_shape shape() {
    return {.is = type_shape::kind::choice, .parts = shapes_of<Alternatives...>};
  }
};

}  // namespace weft::detail
