// What JavaScript has classes for: dates, boxed primitives, errors, sparse arrays.
#include <cmath>
#include <stdexcept>

#include <weft/value.hpp>

namespace weft {

value::date::date(double milliseconds) noexcept
    : milliseconds_(std::abs(milliseconds) <= milliseconds_max
                        ? std::trunc(milliseconds) + 0.0  // never -0
                        : std::numeric_limits<double>::quiet_NaN()) {}

value::boxed::boxed(value primitive) : primitive_(std::move(primitive)) {
  bool const has_wrapper =
      value_kind::boolean <= primitive_.kind() && primitive_.kind() <= value_kind::string;
  if (!has_wrapper) {
    throw std::invalid_argument("weft: JavaScript does not box " +
                                std::string(to_string(primitive_.kind())));
  }
}

std::string_view to_string(error_type type) noexcept {
  switch (type) {
    case error_type::error:
      return "Error";
    case error_type::eval_error:
      return "EvalError";
    case error_type::range_error:
      return "RangeError";
    case error_type::reference_error:
      return "ReferenceError";
    case error_type::syntax_error:
      return "SyntaxError";
    case error_type::type_error:
      return "TypeError";
    case error_type::uri_error:
      return "URIError";
    case error_type::aggregate_error:
      return "AggregateError";
    case error_type::suppressed_error:
      return "SuppressedError";
    case error_type::dom_exception:
      return "DOMException";
  }
  std::unreachable();
}

namespace detail {

bool is_array_index(std::string_view name) noexcept {
  if (name.empty() || name.size() > 10 || (name.front() == '0' && name.size() > 1)) return false;
  std::uint64_t index = 0;
  for (char const digit : name) {
    if (digit < '0' || digit > '9') return false;
    index = index * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return index < 0xffffffff;
}

}  // namespace detail

}  // namespace weft
