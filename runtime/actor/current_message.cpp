#include <weft/detail/current_message.hpp>

#include <utility>

#include <weft/detail/local_actor.hpp>
#include <weft/fiber.hpp>

namespace weft::detail {

current_message::current_message(self& of, std::unique_ptr<message> mail) noexcept
    : actor_(static_cast<local_actor&>(of)),
      mail_(std::move(mail)),
      reply_to_(std::move(mail_->reply_to)),
      outer_(std::exchange(actor_.current_, this)) {}

/// Who asked is still owed an answer only if the actor is about to end: then the end tells them.
current_message::~current_message() {
  actor_.current_ = outer_;
  if (!asked() || mail_ == nullptr) return;
  mail_->reply_to = std::move(reply_to_);
  mail_->kind = message_kind::notice;  // it was taken: no dead letter
  message_list owed;
  owed.push_back(std::move(mail_));
  actor_.mailbox_.put_back(std::move(owed));
}

void current_message::answer_asker(const message_type& type, void* object) {
  const auto to = std::move(reply_to_);
  to->answer(type, object);
}

loop current_message::refuse(std::exception_ptr why) {
  if (asked())
    std::exchange(reply_to_, {})->fail(std::move(why));
  else
    actor_.refuse(*mail_, exit_reason::normal());
  return loop::again;
}

void current_message::answering(function_ref<void()> handle) {
  try {
    handle();
  } catch (const cancelled&) {
    throw;
  } catch (...) {
    if (const auto to = std::move(reply_to_)) {
      to->fail(std::current_exception());
      actor_.note_heard();
    }
    throw;
  }
}

}  // namespace weft::detail
