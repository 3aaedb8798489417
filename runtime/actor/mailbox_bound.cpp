#include <weft/detail/mailbox_bound.hpp>

#include <mutex>
#include <utility>

#include <weft/detail/mailbox.hpp>

#include "sync/wake_list.hpp"

namespace weft::detail {

mailbox_bound::verdict mailbox_bound::admit(std::unique_ptr<message>& mail, wait_node* sender,
                                            message_list& dropped) {
  const std::lock_guard lock(lock_);
  dropped_ = &dropped;
  const verdict outcome = admit_locked(mail, sender);
  dropped_ = nullptr;
  return outcome;
}

mailbox_bound::verdict mailbox_bound::admit_locked(std::unique_ptr<message>& mail,
                                                   wait_node* sender) {
  if (size_ < options_.capacity) {
    ++size_;
    return push(mail);
  }
  switch (options_.policy) {
    case overflow::drop_newest:
      dropped_->push_back(std::move(mail));
      return verdict::dropped;
    case overflow::drop_oldest: {
      ++owed_;
      owes_.store(true, std::memory_order_relaxed);
      const verdict outcome = push(mail);
      if (outcome == verdict::closed || owed_ <= options_.capacity) return outcome;
      early_.append(mailbox_.take_if_messages());
      trim(early_);
      return outcome;
    }
    default:
      if (sender == nullptr || options_.policy == overflow::fail) return verdict::full;
      senders_.push_back(*sender);
      return verdict::waits;
  }
}

mailbox_bound::verdict mailbox_bound::let_in(std::unique_ptr<message>& notice) {
  const std::lock_guard lock(lock_);
  return push(notice);
}

mailbox_bound::verdict mailbox_bound::push(std::unique_ptr<message>& mail) {
  mail->counted = mail->kind <= message_kind::urgent;
  switch (mailbox_.push(mail, this)) {
    case mailbox::pushed::closed:
      return verdict::closed;
    case mailbox::pushed::roused:
      return verdict::roused;
    default:
      return verdict::queued;
  }
}

void mailbox_bound::trim(message_list& reachable) noexcept {
  while (owed_ > options_.capacity && dropped_ != nullptr) {
    std::unique_ptr<message> oldest = take_first_counted(reachable);
    if (oldest == nullptr) return;
    --owed_;
    dropped_->push_back(std::move(oldest));
  }
}

void mailbox_bound::withdraw(wait_node& sender) noexcept {
  const std::lock_guard lock(lock_);
  senders_.withdraw(sender);
}

std::size_t mailbox_bound::capacity() noexcept {
  const std::lock_guard lock(lock_);
  return options_.capacity;
}

overflow mailbox_bound::policy() noexcept {
  const std::lock_guard lock(lock_);
  return options_.policy;
}

// ----------------------------------------------------------------------------------------------------------------
// the receiver

void mailbox_bound::change(mailbox_options options) {
  {
    const std::lock_guard lock(lock_);
    options_ = options;
    if (options_.policy == overflow::drop_oldest && size_ > options_.capacity) {
      owed_ += size_ - options_.capacity;
      owes_.store(true, std::memory_order_relaxed);
      size_ = options_.capacity;
    }
  }
  let_senders_in();
}

message_list mailbox_bound::collect() noexcept {
  const std::lock_guard lock(lock_);
  message_list all = std::move(early_);
  all.append(mailbox_.take_arrivals());
  return all;
}

bool mailbox_bound::while_nothing_is_early(function_ref<bool()> act) noexcept {
  const std::lock_guard lock(lock_);
  return early_.empty() && act();
}

std::size_t mailbox_bound::take_owed() noexcept {
  const std::lock_guard lock(lock_);
  owes_.store(false, std::memory_order_relaxed);
  return std::exchange(owed_, 0);
}

void mailbox_bound::taken() noexcept {
  {
    const std::lock_guard lock(lock_);
    if (size_ > 0) --size_;
    if (senders_.empty()) return;
  }
  let_senders_in();
}

/// The actor is not idle, and does not wait: it is the caller. Other policies refuse those that wait
/// from before a change in their own way, when they come again; here each goes in when there is room.
void mailbox_bound::let_senders_in() noexcept {
  wake_list released;
  {
    const std::lock_guard lock(lock_);
    while (size_ < options_.capacity) {
      wait_node* const sender = senders_.claim_first();
      if (sender == nullptr) break;
      ++size_;
      (void)push(*static_cast<std::unique_ptr<message>*>(sender->slot));
      released.add(*sender);
    }
  }
  released.wake();
}

message_list mailbox_bound::close() noexcept {
  wake_list released;
  message_list rest;
  {
    const std::lock_guard lock(lock_);
    rest = std::move(early_);
    rest.append(mailbox_.take_all_and_close());
    while (wait_node* sender = senders_.claim_first()) {
      rest.push_back(std::move(*static_cast<std::unique_ptr<message>*>(sender->slot)));
      released.add(*sender);
    }
    options_.capacity = unbounded;  // nobody waits any more: all find it closed
  }
  released.wake();
  return rest;
}

}  // namespace weft::detail
