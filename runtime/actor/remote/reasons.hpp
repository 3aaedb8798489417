// Exit reasons and what was thrown, as frames have them.
#pragma once

#include <exception>
#include <expected>

#include <weft/clone_error.hpp>
#include <weft/detail/callable.hpp>
#include <weft/exit_reason.hpp>
#include <weft/value.hpp>

namespace weft::detail {

/// Writes a frame that holds it.
using write_words = function_ref<std::expected<void, clone_error>(const value&)>;

/// Calls `write` with the words for `reason`; if these cannot be encoded, again with fewer.
void write_reason(const exit_reason& reason, write_words write);
/// The same for an error.
void write_error(const std::exception_ptr& failure, write_words write);

/// Errors: bad_frame.
exit_reason reason_from_wire(const value& words);
/// What another program threw: an error, or, in JavaScript, anything.
std::exception_ptr exception_from_wire(const value& thrown);

}  // namespace weft::detail
