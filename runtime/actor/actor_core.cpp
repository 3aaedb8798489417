#include <weft/detail/actor_core.hpp>

#include <utility>

#include <weft/fiber.hpp>

namespace weft::detail {
actor_core::actor_core() : counts_(actor_counts_here()) {
  counts_->live.fetch_add(1, std::memory_order_relaxed);
}

void actor_core::deliver(std::unique_ptr<message> mail) {
  if (!mailbox_.push(mail)) refuse(*mail, exit_reason::noproc());
}

std::unique_ptr<boxed> actor_core::ask(std::unique_ptr<message> mail, time_point deadline) {
  const auto answer = std::make_shared<reply_cell>();
  mail->reply = answer;
  deliver(std::move(mail));
  return answer->wait(deadline);
}

void actor_core::end(exit_reason reason) {
  if (std::exchange(ended_, true)) return;
  // Counted before anyone can learn of the end.
  counts_->live.fetch_sub(1, std::memory_order_relaxed);
  mailbox_.close([&](message& mail) { refuse(mail, reason); });
}

void actor_core::refuse(message& mail, const exit_reason& reason) {
  counts_->dead_letters.fetch_add(1, std::memory_order_relaxed);
  if (mail.reply != nullptr) mail.reply->fail(std::make_exception_ptr(actor_down(reason)));
}

void actor_life::live(function_ref<void()> body) {
  try {
    body();
  } catch (const cancelled&) {
    core_->end(exit_reason::shutdown());
    throw;
  } catch (...) {
    core_->end(exit_reason::error(std::current_exception()));
    throw;
  }
  core_->end(exit_reason::normal());
}

}  // namespace weft::detail
