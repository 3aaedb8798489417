#include <weft/detail/mailbox.hpp>

#include <mutex>

#include <weft/detail/fiber_core.hpp>

namespace weft::detail {

mailbox::~mailbox() {
  close([](message&) {});
}

bool mailbox::push(std::unique_ptr<message>& mail) {
  message* top = arrivals_.load(std::memory_order_relaxed);
  do {
    if (top == closed_mark()) return false;
    mail->next = top == waiting_mark() ? nullptr : top;
  } while (!arrivals_.compare_exchange_weak(top, mail.get(), std::memory_order_acq_rel,
                                            std::memory_order_relaxed));
  mail.release();
  if (top == waiting_mark()) {
    // The receiver may have left meanwhile, or even wait again: then this wakes it for nothing, and
    // it looks and waits on.
    const std::lock_guard lock(lock_);
    if (receiver_ != nullptr && receiver_->claim(wake_reason::signalled)) receiver_->wake();
    receiver_ = nullptr;
  }
  return true;
}

std::unique_ptr<message> mailbox::take(function_ref<bool(const message&)> wanted,
                                       time_point deadline) {
  suspension_point();
  message** at = &first_;
  for (;;) {
    collect();
    for (; *at != nullptr; at = &(*at)->next) {
      if (!wanted(**at)) continue;
      std::unique_ptr<message> found(*at);
      *at = found->next;
      if (*at == nullptr) end_ = at;
      found->next = nullptr;
      return found;
    }
    if (wait_for_arrival(deadline) == outcome::timed_out) return nullptr;
  }
}

void mailbox::close(function_ref<void(message&)> each) {
  message* const rest = arrivals_.exchange(closed_mark(), std::memory_order_acq_rel);
  if (rest != closed_mark() && rest != waiting_mark()) append(rest);
  while (first_ != nullptr) {
    const std::unique_ptr<message> mail(first_);
    first_ = mail->next;
    each(*mail);
  }
  end_ = &first_;
}

void mailbox::collect() noexcept {
  if (arrivals_.load(std::memory_order_relaxed) != nullptr)
    append(arrivals_.exchange(nullptr, std::memory_order_acquire));
}

void mailbox::append(message* newest) noexcept {
  message* oldest = nullptr;
  while (newest != nullptr) {
    message* const earlier = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = earlier;
  }
  *end_ = oldest;
  while (*end_ != nullptr) end_ = &(*end_)->next;
}

mailbox::outcome mailbox::wait_for_arrival(time_point deadline) {
  if (deadline == time_point::min()) return outcome::timed_out;
  waiter self;
  {
    const std::lock_guard lock(lock_);
    receiver_ = &self;
  }
  message* none = nullptr;
  if (!arrivals_.compare_exchange_strong(none, waiting_mark(), std::memory_order_acq_rel)) {
    leave(self);
    return outcome::arrived;
  }
  const wake_reason reason = self.wait(wait_kind::message, deadline);
  if (reason == wake_reason::signalled) return outcome::arrived;
  leave(self);
  if (reason == wake_reason::cancelled) throw_cancelled_here();
  return outcome::timed_out;
}

void mailbox::leave(waiter& self) noexcept {
  {
    const std::lock_guard lock(lock_);
    if (receiver_ == &self) receiver_ = nullptr;
  }
  message* mark = waiting_mark();
  arrivals_.compare_exchange_strong(mark, nullptr, std::memory_order_acq_rel);
}

}  // namespace weft::detail
