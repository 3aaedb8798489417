// How single things are converted: the first rows of the table of weft/convert.hpp. Errors carry the
// path from the place that reports them outwards; each level on the way puts its step in front.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <weft/bytes.hpp>
#include <weft/clone_error.hpp>
#include <weft/detail/message_writer.hpp>
#include <weft/value.hpp>

namespace weft::detail {

/// How `T` is converted: `to(T const&)` gives a value, `write(message_writer&, T const&)` writes what
/// that value would be encoded as, `from(value const&, unsigned depth)` reads one. Any may be missing.
template <class T>
struct converter;

template <class T>
bool write_part(message_writer& writer, T const& part) {
  using convert = converter<std::remove_cvref_t<T>>;
  if constexpr (requires { convert::write(writer, part); }) {
    return convert::write(writer, part);
  } else {
    return writer.made_item(convert::to(part));
  }
}

inline constexpr unsigned conversion_depth_max = 64;

using conversion_failure = std::unexpected<clone_error>;

conversion_failure wrong_kind(std::string_view expected, value const& found);
conversion_failure not_an_integer(std::int64_t low, std::uint64_t high, value const& found);
conversion_failure too_large_for_float(double found);
conversion_failure wrong_length(std::size_t expected, std::size_t found);
conversion_failure no_alternative(value const& found);
conversion_failure nested_too_deeply();
conversion_failure at_element(std::size_t index, clone_error&& error);
conversion_failure at_member(std::string_view key, clone_error&& error);
/// In an entry of a map or set; `part` is "keys" or "values".
conversion_failure at_entry(std::string_view part, std::size_t index, clone_error&& error);
/// For a member that is not there and whose type does not take undefined.
conversion_failure missing_member(std::string_view key);

template <>
struct converter<value> {
  static value to(value const& from) { return from; }
  static bool write(message_writer& writer, value const& from) { return writer.item(from); }
  static std::expected<value, clone_error> from(value const& from, unsigned) { return from; }
};

template <>
struct converter<bool> {
  static value to(bool from) { return from; }
  static bool write(message_writer& writer, bool from) {
    return writer.simple(from ? simple_true : simple_false);
  }
  static std::expected<bool, clone_error> from(value const& from, unsigned) {
    if (auto const held = from.if_boolean()) return *held;
    return wrong_kind("boolean", from);
  }
};

template <integer Integer>
struct converter<Integer> {
  static value to(Integer from) { return from; }
  static bool write(message_writer& writer, Integer from) {
    bool const exact = std::cmp_less_equal(-exact_integer_max, from) &&
                       std::cmp_less_equal(from, exact_integer_max);
    return exact ? writer.integer(static_cast<std::int64_t>(from)) : writer.made_item(to(from));
  }
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
  static bool write(message_writer& writer, Enum from) {
    return converter<number>::write(writer, std::to_underlying(from));
  }
  static std::expected<Enum, clone_error> from(value const& from, unsigned depth) {
    auto const held = converter<number>::from(from, depth);
    if (!held) return conversion_failure(held.error());
    return static_cast<Enum>(*held);
  }
};

template <std::floating_point Float>
struct converter<Float> {
  static value to(Float from) { return from; }
  static bool write(message_writer& writer, Float from) {
    return writer.number(static_cast<double>(from));
  }
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
  static bool write(message_writer& writer, std::string const& from) { return writer.text(from); }
  static std::expected<std::string, clone_error> from(value const& from, unsigned) {
    if (auto const held = from.if_string()) return std::string(*held);
    return wrong_kind("string", from);
  }
};

template <>
struct converter<std::string_view> {
  static value to(std::string_view from) { return from; }
  static bool write(message_writer& writer, std::string_view from) { return writer.text(from); }
};

template <>
struct converter<char const*> {
  static value to(char const* from) { return from; }
};

template <>
struct converter<bytes> {
  static value to(bytes const& from) { return from; }
  static bool write(message_writer& writer, bytes const& from) { return writer.byte_string(from); }
  static std::expected<bytes, clone_error> from(value const& from, unsigned) {
    if (!from.is(value_kind::array_buffer) && !from.is(value_kind::typed_array) &&
        !from.is(value_kind::data_view)) {
      return wrong_kind("array_buffer", from);
    }
    auto const held = from.as_bytes();
    return bytes(held.begin(), held.end());
  }
};

template <class T>
struct converter<std::optional<T>> {
  static value to(std::optional<T> const& from) { return from ? converter<T>::to(*from) : value(); }
  static bool write(message_writer& writer, std::optional<T> const& from) {
    return from ? write_part(writer, *from) : writer.simple(simple_undefined);
  }
  static std::expected<std::optional<T>, clone_error> from(value const& from, unsigned depth) {
    if (from.is(value_kind::undefined) || from.is(value_kind::null)) return std::nullopt;
    return converter<T>::from(from, depth);
  }
};

template <>
struct converter<std::nullptr_t> {
  static value to(std::nullptr_t) { return nullptr; }
  static std::expected<std::nullptr_t, clone_error> from(value const& from, unsigned) {
    if (from.is(value_kind::null)) return nullptr;
    return wrong_kind("null", from);
  }
};

template <>
struct converter<std::monostate> {
  static value to(std::monostate) { return {}; }
  static std::expected<std::monostate, clone_error> from(value const& from, unsigned) {
    if (from.is(value_kind::undefined) || from.is(value_kind::null)) return std::monostate();
    return wrong_kind("undefined", from);
  }
};

template <class... Alternatives>
struct converter<std::variant<Alternatives...>> {
  using variant = std::variant<Alternatives...>;

  static value to(variant const& from) {
    return std::visit([]<class T>(T const& held) { return converter<T>::to(held); }, from);
  }
  static bool write(message_writer& writer, variant const& from) {
    return std::visit([&](auto const& held) { return write_part(writer, held); }, from);
  }

  /// The first alternative that takes the value.
  static std::expected<variant, clone_error> from(value const& from, unsigned depth) {
    std::optional<variant> result;
    static_cast<void>((read<Alternatives>(result, from, depth) || ...));
    if (!result) return no_alternative(from);
    return *std::move(result);
  }

 private:
  template <class Alternative>
  static bool read(std::optional<variant>& result, value const& from, unsigned depth) {
    auto held = converter<Alternative>::from(from, depth);
    if (held) result.emplace(std::in_place_type<Alternative>, *std::move(held));
    return held.has_value();
  }
};

}  // namespace weft::detail
