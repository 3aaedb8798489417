// A JavaScript error: `value::error`. weft/convert.hpp makes C++ exceptions into these, and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weft/detail/value_core.hpp>
#include <weft/object.hpp>

namespace weft {

enum class error_type : std::uint8_t {
  error,
  eval_error,
  range_error,
  reference_error,
  syntax_error,
  type_error,
  uri_error,
  aggregate_error,
  suppressed_error,
  dom_exception,
};

/// JavaScript's name of the type, e.g. "RangeError".
std::string_view to_string(error_type type) noexcept;

struct value::error {
  error_type type = error_type::error;
  std::optional<std::string> message = {};
  /// Of a DOMException its name; of others only where it is not the type's own.
  std::optional<std::string> name = {};
  std::optional<std::string> stack = {};
  std::optional<value> cause = {};
  std::optional<value> errors = {};       // of an AggregateError: an array
  std::optional<value> suppressing = {};  // of a SuppressedError: its `error`
  std::optional<value> suppressed = {};   // of a SuppressedError
  object properties = {};

  /// What JavaScript's `name` gives.
  std::string_view shown_name() const noexcept { return name ? *name : to_string(type); }
};

}  // namespace weft
