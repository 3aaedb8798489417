// JavaScript errors as C++ exceptions, and back.
//
//   catch (std::exception const&) { reply(to_value(std::current_exception())); }
//
//   std::rethrow_exception(from_value<std::exception_ptr>(v).value());
//
//   C++                                                        JavaScript
//   std::out_of_range, length_error, domain_error,
//   range_error, overflow_error, underflow_error               RangeError (back: std::out_of_range)
//   std::invalid_argument, bad_cast, bad_optional_access,
//   bad_variant_access, value_error, clone_error               TypeError (back: std::invalid_argument)
//   timed_out                                                  DOMException TimeoutError, both ways
//   any other                                                  Error (back: std::runtime_error)
//
// The message is `what()`. A nested exception (std::throw_with_nested) is the cause.
#pragma once

#include <exception>
#include <utility>

#include <weft/value.hpp>

namespace weft {

/// What an exception made from an error of JavaScript derives from, beside the standard exception
/// that its type is mapped to.
class thrown_error {
 public:
  explicit thrown_error(value error) : error_(std::move(error)) {}
  thrown_error(thrown_error const&) = default;
  thrown_error& operator=(thrown_error const&) = default;
  virtual ~thrown_error() = default;

  /// All of the error, of kind error.
  value const& error() const noexcept { return error_; }

 private:
  value error_;
};

/// The error that `thrown` is in JavaScript; its own, if it came from there.
value error_from(std::exception_ptr const& thrown);
value error_from(std::exception const& thrown);

/// The exception that `error`, of kind error, is in C++.
///
/// Errors:  value_error for a value of another kind.
std::exception_ptr exception_from(value const& error);

}  // namespace weft
