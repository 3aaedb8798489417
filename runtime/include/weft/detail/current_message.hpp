// The message that an actor works on.
#pragma once

#include <exception>
#include <memory>
#include <utility>
#include <variant>

#include <weft/detail/callable.hpp>
#include <weft/detail/message.hpp>
#include <weft/loop.hpp>

namespace weft {
class self;
}

namespace weft::detail {

class local_actor;

/// They nest, as receives do. Lies on the stack of the actor's fiber.
class current_message {
 public:
  /// `current` is where the actor keeps its innermost one. `mail` is null for the actor's beginning.
  current_message(self& of, current_message*& current, std::unique_ptr<message> mail) noexcept
      : actor_(of),
        current_(current),
        mail_(std::move(mail)),
        outer_(std::exchange(current, this)) {
    if (mail_ != nullptr) reply_to_ = std::move(mail_->reply_to);
  }
  current_message(const current_message&) = delete;
  current_message& operator=(const current_message&) = delete;
  ~current_message() {
    current_ = outer_;
    if (asked()) owe_answer();
  }

  self& actor() const noexcept { return actor_; }
  message& mail() const noexcept { return *mail_; }
  bool asked() const noexcept { return static_cast<bool>(reply_to_); }
  /// The handler may take the content away: then the message cannot be stashed.
  void will_be_moved_from() noexcept { moved_from_ = true; }

  /// Answers who asked, unless that was done; moves the answer out of `object`.
  void answer(const message_type& type, void* object) {
    if (asked()) answer_asker(type, object);
  }
  void answer_nothing() {
    std::monostate nothing;
    answer(type_of<std::monostate>, &nothing);
  }
  /// Tells who asked that no handler could take the message.
  loop refuse(std::exception_ptr why);
  /// Calls `handle`; what it throws goes to who asked, too.
  void answering(function_ref<void()> handle);

 private:
  friend class local_actor;
  void answer_asker(const message_type& type, void* object);
  void owe_answer() noexcept;

  self& actor_;
  current_message*& current_;
  std::unique_ptr<message> mail_;  // null: stashed
  reference<asker> reply_to_;      // the message's; empty: nobody asked, or the answer was given
  current_message* const outer_;
  bool moved_from_ = false;
};

}  // namespace weft::detail
