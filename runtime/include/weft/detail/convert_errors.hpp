// How exceptions are converted; weft/thrown_error.hpp has the table.
#pragma once

#include <concepts>
#include <exception>
#include <expected>

#include <weft/detail/convert_scalars.hpp>
#include <weft/thrown_error.hpp>

namespace weft::detail {

template <>
struct converter<std::exception_ptr> {
  static value to(std::exception_ptr const& from) { return error_from(from); }
  static std::expected<std::exception_ptr, clone_error> from(value const& from, unsigned) {
    if (!from.is(value_kind::error)) return wrong_kind("error", from);
    return exception_from(from);
  }
};

template <std::derived_from<std::exception> Exception>
struct converter<Exception> {
  static value to(Exception const& from) { return error_from(from); }
};

template <>
struct converter<clone_error> {
  /// A TypeError with the properties `code` and, if it has one, `path`.
  static value to(clone_error const& from);
};

}  // namespace weft::detail
