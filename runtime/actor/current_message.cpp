#include <weft/detail/current_message.hpp>

#include <utility>

#include <weft/detail/local_actor.hpp>
#include <weft/fiber.hpp>

namespace weft::detail {

/// The actor is about to end: then the end tells who asked.
void current_message::owe_answer() noexcept {
  if (mail_ == nullptr) return;
  mail_->reply_to = std::move(reply_to_);
  mail_->kind = message_kind::notice;  // it was taken: no dead letter
  message_list owed;
  owed.push_back(std::move(mail_));
  static_cast<local_actor&>(actor_).box().put_back(std::move(owed));
}

void current_message::answer_asker(const message_type& type, void* object) {
  const auto to = std::move(reply_to_);
  to->answer(type, object);
}

loop current_message::refuse(std::exception_ptr why) {
  if (asked())
    std::exchange(reply_to_, {})->fail(std::move(why));
  else
    static_cast<local_actor&>(actor_).refuse(*mail_, exit_reason::normal());
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
      static_cast<local_actor&>(actor_).note_heard();
    }
    throw;
  }
}

}  // namespace weft::detail
