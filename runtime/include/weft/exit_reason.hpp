// Why an actor ended.
#pragma once

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include <weft/value.hpp>

namespace weft {

/// Erlang's exit reasons, with an exception where Erlang has a term.
class exit_reason {
 public:
  enum class kind_type : std::uint8_t {
    normal,        ///< its function returned
    shutdown,      ///< it was asked to stop, or its runtime ends
    kill,          ///< a signal that cannot be trapped; ends the receiver with `killed`
    killed,        ///< by a kill signal
    noproc,        ///< there was no such actor
    noconnection,  ///< what it lived in cannot be reached any more
    error,         ///< an exception left it
    user,          ///< a reason of the program's own
  };

  static exit_reason normal() { return exit_reason(kind_type::normal); }
  static exit_reason shutdown() { return exit_reason(kind_type::shutdown); }
  static exit_reason kill() { return exit_reason(kind_type::kill); }
  static exit_reason killed() { return exit_reason(kind_type::killed); }
  static exit_reason noproc() { return exit_reason(kind_type::noproc); }
  static exit_reason noconnection() { return exit_reason(kind_type::noconnection); }
  static exit_reason error(std::exception_ptr exception) {
    exit_reason reason(kind_type::error);
    reason.exception_ = std::move(exception);
    return reason;
  }
  static exit_reason user(value value) {
    exit_reason reason(kind_type::user);
    reason.value_ = std::move(value);
    return reason;
  }

  kind_type kind() const noexcept { return kind_; }
  /// Null unless `error`.
  const std::exception_ptr& exception() const noexcept { return exception_; }
  /// Undefined unless `user`.
  const value& user_value() const noexcept { return value_; }
  /// In words: the exception's own for an `error`.
  std::string what() const;

  friend bool operator==(const exit_reason&, const exit_reason&) = default;

 private:
  explicit exit_reason(kind_type kind) : kind_(kind) {}

  kind_type kind_;
  std::exception_ptr exception_;
  value value_;
};

/// What an ask throws when the actor asked has ended, or ends before it answers.
class actor_down : public std::runtime_error {
 public:
  explicit actor_down(exit_reason reason)
      : std::runtime_error("weft: the actor has ended: " + reason.what()),
        reason_(std::move(reason)) {}

  const exit_reason& reason() const noexcept { return reason_; }

 private:
  exit_reason reason_;
};

}  // namespace weft
