// C++ types to values and back.
//
//   struct order { std::string item; std::optional<int> count; };
//   BOOST_DESCRIBE_STRUCT(order, (), (item, count))
//
//   value v = to_value(order{"tea", 2});                    // {"item": "tea", "count": 2}
//   std::expected<order, clone_error> o = from_value<order>(v);
//
//   value                                    itself
//   bool                                     boolean
//   integer, enum (its underlying type)      number; a bigint beyond +-2^53. Reads either kind, if
//                                            it is whole and in range
//   float, double                            number. A float is rounded to the nearest
//   std::string; to_value only:
//   std::string_view, char const*            string
//   bytes                                    array buffer. Reads what a view shows, too
//   std::nullptr_t, std::monostate           null, undefined (reads null, too)
//   std::optional                            its content, or undefined. Reads null as nothing, too
//   std::variant                             what it holds. Reads the first alternative that fits
//   std::vector, deque, list;
//   to_value only: std::span                 array
//   std::array, std::pair, std::tuple        array of that length
//   std::map, std::unordered_map,
//   with std::string as key                  object
//   the same with other keys                 Map
//   std::set, std::unordered_set             Set
//   std::chrono::duration                    number of milliseconds
//   std::chrono::sys_time                    Date, in whole milliseconds
//   std::exception_ptr; to_value only:
//   exceptions, clone_error                  Error and its kin; see weft/thrown_error.hpp
//   struct described with Boost.Describe     object: the inherited members, then its own, by name
//
// When a struct is read, the order of members does not matter and members that the struct does not
// have are passed over. A member that is missing reads as undefined, which a std::optional or a
// value takes; for any other type that is an error.
#pragma once

#include <concepts>
#include <expected>
#include <type_traits>
#include <utility>

#include <weft/bytes.hpp>
#include <weft/clone_error.hpp>
#include <weft/codec.hpp>
#include <weft/detail/converters.hpp>
#include <weft/value.hpp>

namespace weft {

namespace detail {

void finish_path(clone_error& error);

}  // namespace detail

/// Types that `to_value` takes. This looks at the type itself; whether the members of a struct and
/// the elements of a container are such types, too, shows when `to_value` is compiled.
template <class T>
concept convertible_to_value = requires(T const& from) {
  { detail::converter<T>::to(from) } -> std::same_as<value>;
};

/// Types that `from_value` takes.
template <class T>
concept convertible_from_value = requires(value const& from) {
  { detail::converter<T>::from(from, 0u) } -> std::same_as<std::expected<T, clone_error>>;
};

/// `from` as a value. Strings are not looked at: `encode` refuses those that are not UTF-8.
template <class T>
  requires convertible_to_value<std::decay_t<T const&>>
value to_value(T const& from) {
  return detail::converter<std::decay_t<T const&>>::to(from);
}

/// `from` as a `T`.
///
/// Errors:  wrong_kind (the detail says what was expected and found), out_of_range, wrong_length,
///          missing_member, and too_deep for more than 64 structs inside one another, which only a
///          recursive type can have; each with its path.
template <convertible_from_value T>
std::expected<T, clone_error> from_value(value const& from) {
  auto result = detail::converter<T>::from(from, 0);
  if (!result) detail::finish_path(result.error());
  return result;
}

namespace detail {

template <class T>
concept encoded_as_value = convertible_to_value<T> && !std::same_as<T, value>;

}  // namespace detail

/// Appends to `out` what `encode_into(out, to_value(from))` would, without making the value.
///
/// Errors:  those of `encode`.
template <detail::encoded_as_value T>
std::expected<void, clone_error> encode_into(bytes& out, T const& from,
                                             encode_options const& options = {}) {
  if (options.limits.items_max > 0) {
    detail::message_writer writer(out, options);
    bool const written = detail::write_part(writer, from);
    if (auto done = writer.finish(written)) return done;
  }
  // This finds the same error, with its path; or writes what only a whole can tell.
  return encode_into(out, to_value(from), options);
}

/// The bytes of `to_value(from)`, likewise.
template <detail::encoded_as_value T>
std::expected<bytes, clone_error> encode(T const& from, encode_options const& options = {}) {
  bytes out;
  if (auto written = encode_into(out, from, options); !written) {
    return std::unexpected(std::move(written).error());
  }
  return out;
}

}  // namespace weft
