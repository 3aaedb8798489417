// Bytes and views of them: `value::array_buffer`, `value::typed_array`, `value::data_view`.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include <weft/bytes.hpp>
#include <weft/detail/value_core.hpp>

namespace weft {

/// What a view takes its bytes for.
enum class view_type : std::uint8_t {
  uint8,
  uint8_clamped,
  int8,
  uint16,
  int16,
  uint32,
  int32,
  big_uint64,
  big_int64,
  float16,
  float32,
  float64,
  data_view,
};

/// JavaScript's name of it, e.g. "Float64Array".
std::string_view to_string(view_type type) noexcept;
/// Bytes of an element; 1 for a data view.
std::size_t element_bytes(view_type type) noexcept;

/// A buffer that may change its length if it has a maximum.
struct value::array_buffer {
  explicit array_buffer(bytes filled_with,
                        std::optional<std::uint64_t> up_to = std::nullopt) noexcept
      : content(std::move(filled_with)), byte_length_max(up_to) {}

  bytes content;
  std::optional<std::uint64_t> byte_length_max;
};

/// What typed arrays and data views have in common: a part of a buffer, which is shared.
class value::view {
 public:
  view_type type() const noexcept { return type_; }
  /// Of kind array_buffer.
  value const& buffer() const noexcept { return buffer_; }
  std::size_t byte_offset() const noexcept { return byte_offset_; }
  /// In elements; nothing, if the view ends where its resizable buffer ends.
  std::optional<std::size_t> length() const noexcept { return length_; }

  /// Whether all that the view shows lies inside its buffer, and where elements may lie.
  bool fits() const noexcept;
  /// The bytes shown; none if the view does not fit.
  std::span<std::byte const> shown() const noexcept;

 protected:
  /// Errors:  value_error, if `buffer` is no array buffer.
  view(view_type type, value buffer, std::size_t byte_offset, std::optional<std::size_t> length);

 private:
  value buffer_;
  std::size_t byte_offset_;
  std::optional<std::size_t> length_;
  view_type type_;
};

namespace detail {

template <class T>
consteval view_type view_type_of() {
  if constexpr (std::same_as<T, float>) {
    return view_type::float32;
  } else if constexpr (std::same_as<T, double>) {
    return view_type::float64;
  } else {
    constexpr view_type of_unsigned[] = {view_type::uint8, view_type::uint16, view_type::uint32,
                                         view_type::big_uint64};
    constexpr view_type of_signed[] = {view_type::int8, view_type::int16, view_type::int32,
                                       view_type::big_int64};
    constexpr std::size_t power = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return std::is_signed_v<T> ? of_signed[power] : of_unsigned[power];
  }
}

/// The types that elements of typed arrays have in C++.
template <class T>
concept view_element = integer<T> || std::same_as<T, float> || std::same_as<T, double>;

}  // namespace detail

/// A typed array of any type.
class value::typed_array : public value::view {
 public:
  /// Without a length, the view tracks that of its resizable buffer.
  typed_array(view_type type, value buffer, std::size_t byte_offset = 0,
              std::optional<std::size_t> length = std::nullopt)
      : view(type, std::move(buffer), byte_offset, length) {}

  /// Over a buffer of its own, with a copy of `elements`; e.g. a Float64Array of doubles.
  template <detail::view_element T>
  static typed_array of(std::span<T const> elements);

  /// The elements, or nothing if they are of another type. (A Uint8ClampedArray has std::uint8_t.)
  template <detail::view_element T>
  std::optional<std::span<T const>> elements() const noexcept;
};

/// A view without a type of elements.
class value::data_view : public value::view {
 public:
  /// Without a length, the view tracks that of its resizable buffer.
  explicit data_view(value buffer, std::size_t byte_offset = 0,
                     std::optional<std::size_t> length = std::nullopt)
      : view(view_type::data_view, std::move(buffer), byte_offset, length) {}
};

template <detail::view_element T>
value::typed_array value::typed_array::of(std::span<T const> elements) {
  auto const content = std::as_bytes(elements);
  return typed_array(detail::view_type_of<T>(), bytes(content.begin(), content.end()), 0,
                     elements.size());
}

template <detail::view_element T>
std::optional<std::span<T const>> value::typed_array::elements() const noexcept {
  bool const clamped = std::same_as<T, std::uint8_t> && type() == view_type::uint8_clamped;
  if (type() != detail::view_type_of<T>() && !clamped) return std::nullopt;
  auto const bytes = shown();
  return std::span(reinterpret_cast<T const*>(bytes.data()), bytes.size() / sizeof(T));
}

}  // namespace weft
