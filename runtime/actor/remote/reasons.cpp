#include "reasons.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <weft/detail/frame_reader.hpp>
#include <weft/thrown_error.hpp>

namespace weft::detail {
namespace {

using kind_type = exit_reason::kind_type;

/// In the order of kind_type; the first ones say all by their name.
constexpr std::array<std::string_view, 8> words_of{
    "normal", "shutdown", "kill", "killed", "noproc", "noconnection", "error", "user",
};

using maker = exit_reason (*)();
constexpr std::array<maker, 6> plain{
    exit_reason::normal, exit_reason::shutdown, exit_reason::kill,
    exit_reason::killed, exit_reason::noproc,   exit_reason::noconnection,
};

std::string_view word_of(const exit_reason& reason) {
  return words_of[static_cast<std::size_t>(reason.kind())];
}

/// An actor of another node's is refused by an exception.
bool is_written(write_words write, const value& words) {
  try {
    return write(words).has_value();
  } catch (const std::invalid_argument&) {
    return false;
  }
}

/// The error without what its properties, cause and stack hold, or even its text.
value without_parts(const value& error) {
  const value::error& whole = error.as_error();
  return value::error{.type = whole.type, .message = whole.message, .name = whole.name};
}
value without_text() { return value::error{.message = "an error that cannot be sent"}; }

}  // namespace

void write_error(const std::exception_ptr& failure, write_words write) {
  const value whole = error_from(failure);
  is_written(write, whole) || is_written(write, without_parts(whole)) ||
      is_written(write, without_text());
}

void write_reason(const exit_reason& reason, write_words write) {
  const value word(word_of(reason));
  if (reason.kind() == kind_type::error)
    return write_error(reason.exception(),
                       [&](const value& error) { return write(value::array{word, error}); });
  if (reason.kind() != kind_type::user) return (void)is_written(write, value::array{word});
  is_written(write, value::array{word, reason.user_value()}) ||
      is_written(write, value::array{word, without_text()});
}

exit_reason reason_from_wire(const value& words) {
  const value::array* const parts = words.if_array();
  if (parts == nullptr || parts->empty() || !(*parts)[0].is(value_kind::string))
    throw bad_frame("not a frame: no exit reason");
  const auto word = std::ranges::find(words_of, (*parts)[0].as_string());
  const auto which = static_cast<std::size_t>(word - words_of.begin());
  if (which == words_of.size() || parts->size() != (which < plain.size() ? 1u : 2u))
    throw bad_frame("not a frame: no exit reason");
  if (which < plain.size()) return plain[which]();
  if (which == static_cast<std::size_t>(kind_type::user)) return exit_reason::user((*parts)[1]);
  return exit_reason::error(exception_from_wire((*parts)[1]));
}

std::exception_ptr exception_from_wire(const value& thrown) {
  if (thrown.is(value_kind::error)) return exception_from(thrown);
  std::string message = thrown.is(value_kind::string) ? std::string(thrown.as_string())
                                                      : "what was thrown is not an error";
  return exception_from(value::error{.message = std::move(message), .cause = thrown});
}

}  // namespace weft::detail
