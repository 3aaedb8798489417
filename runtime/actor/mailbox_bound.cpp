#include <weft/detail/mailbox_bound.hpp>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include <weft/detail/mailbox.hpp>

#include "sync/wake_list.hpp"

namespace weft::detail {
namespace {

/// What the receiver takes in such a time it takes in quick succession; a sender that could have been let
/// in does not wait much longer.
constexpr clock::duration quick_enough = std::chrono::microseconds(50);
constexpr std::uint64_t takes_between_looks = 16;

}  // namespace

// ----------------------------------------------------------------------------------------------------------------
// senders

mailbox_bound::pushed mailbox_bound::admit(std::unique_ptr<message>& mail, wait_node* sender,
                                           message_list& dropped) {
  if (take_place()) return push(mail);
  wake_list released;
  pushed outcome;
  {
    const std::lock_guard lock(lock_);
    dropped_ = &dropped;
    outcome = admit_locked(mail, sender, released);
    dropped_ = nullptr;
  }
  released.wake();
  return outcome;
}

/// Under the lock `sent_` may exceed it, if the capacity has become smaller.
mailbox_bound::count mailbox_bound::limit_now() const noexcept {
  const count taken = taken_.load(std::memory_order_acquire);
  return taken > ~count{0} - options_.capacity ? ~count{0} : taken + options_.capacity;
}

mailbox_bound::pushed mailbox_bound::admit_locked(std::unique_ptr<message>& mail, wait_node* sender,
                                                  wake_list& released) {
  for (;;) {
    let_senders_in(released);  // they came before this one
    if (senders_.empty() && take_place_below(renew_limit())) return push_locked(mail);
    switch (options_.policy) {
      case overflow::drop_newest:
        dropped_->push_back(std::move(mail));
        return pushed::dropped;
      case overflow::drop_oldest: {
        owe(1);
        const pushed outcome = push_locked(mail);
        if (outcome == pushed::closed || owed_ <= options_.capacity) return outcome;
        early_.append(mailbox_.take_if_messages());
        trim(early_);
        return outcome;
      }
      default:
        if (sender == nullptr || options_.policy == overflow::fail) return pushed::full;
        // From here on the receiver knows; what it took before is seen now.
        if (!waits_.exchange(true, std::memory_order_relaxed)) {
          std::atomic_thread_fence(std::memory_order_seq_cst);
          continue;
        }
        senders_.push_back(*sender);
        return pushed::waits;
    }
  }
}

/// Under the lock.
mailbox_bound::count mailbox_bound::renew_limit() noexcept {
  const count limit = limit_now();
  if (options_.policy != overflow::drop_oldest) limit_.store(limit, std::memory_order_relaxed);
  return limit;
}

/// A seat, and what is put aside with it, is touched under the lock only: there senders may take out
/// what has arrived.
mailbox_bound::pushed mailbox_bound::push(std::unique_ptr<message>& mail) {
  mail->counted = mail->kind <= message_kind::urgent;
  if (const auto outcome = mailbox_.push_unless_seated(mail)) return *outcome;
  const std::lock_guard lock(lock_);
  return push_locked(mail);
}

mailbox_bound::pushed mailbox_bound::push_locked(std::unique_ptr<message>& mail) {
  mail->counted = mail->kind <= message_kind::urgent;
  return mailbox_.push(mail, this);
}

void mailbox_bound::owe(count more) noexcept {
  owed_ += more;
  mailbox_.hurries_.store(true, std::memory_order_relaxed);
}

/// Each as soon as there is room. Other policies refuse those that wait from before a change in their own
/// way, when they come again. While there is room and somebody waits the actor is awake: it looks here
/// before it waits. Under the lock.
void mailbox_bound::let_senders_in(wake_list& released) noexcept {
  const count limit = limit_now();
  while (!senders_.empty() && take_place_below(limit)) {
    wait_node* const sender = senders_.claim_first();
    if (sender == nullptr) return void(fetch_add(sent_, ~count{0}));
    (void)push_locked(*static_cast<std::unique_ptr<message>*>(sender->slot));
    released.add(*sender);
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
    if (options_.policy == overflow::drop_oldest) {
      limit_.store(0, std::memory_order_relaxed);
      may_be_early_ = has_owed_ = true;
      const count sent = sent_.load(std::memory_order_relaxed);
      if (const count limit = limit_now(); sent > limit) {
        owe(sent - limit);
        taken_.store(sent - options_.capacity, std::memory_order_relaxed);
      }
    } else {
      renew_limit();
    }
  }
  let_senders_in();
}

mailbox::batch mailbox_bound::collect() noexcept {
  if (!may_be_early_) return mailbox_.take_arrivals();
  const std::lock_guard lock(lock_);
  mailbox::batch all{.mail = std::move(early_)};
  all.mail.append(mailbox_.take_arrivals().mail);
  may_be_early_ = options_.policy == overflow::drop_oldest;
  return all;
}

bool mailbox_bound::while_nothing_is_early(function_ref<bool()> act) noexcept {
  if (!may_be_early_) return act();
  const std::lock_guard lock(lock_);
  return early_.empty() && act();
}

std::size_t mailbox_bound::take_owed() noexcept {
  if (!has_owed_) return 0;
  const std::lock_guard lock(lock_);
  return std::exchange(owed_, 0);
}

void mailbox_bound::taken() noexcept {
  const count before = taken_.load(std::memory_order_relaxed);
  if (has_owed_ && before >= sent_.load(std::memory_order_relaxed))
    return;  // it had no place any more
  taken_.store(before + 1, std::memory_order_release);
  if (waits_.load(std::memory_order_relaxed)) put_off();
}

/// Some senders wait. In a series of quick takes twice as many are let in together each time.
void mailbox_bound::put_off() noexcept {
  const bool enough = ++put_off_ >= together_;
  if (!enough && put_off_ % takes_between_looks != 0) return;
  const time_point now = clock::now();
  const bool quick = now - quick_enough <= let_in_at_;
  if (!enough && quick) return;
  together_ = quick ? std::min<count>(2 * together_, std::max<count>(options_.capacity / 2, 1)) : 1;
  let_in_at_ = now;
  let_senders_in();
}

/// Who is not seen to wait here sees, before it waits, all that was taken.
void mailbox_bound::catch_up() noexcept {
  if (!platform::single_threaded()) std::atomic_thread_fence(std::memory_order_seq_cst);
  if (waits_.load(std::memory_order_relaxed)) let_senders_in();
}

void mailbox_bound::let_senders_in() noexcept {
  put_off_ = 0;
  wake_list released;
  {
    const std::lock_guard lock(lock_);
    let_senders_in(released);
    waits_.store(!senders_.empty(), std::memory_order_relaxed);
  }
  released.wake();
}

message_list mailbox_bound::close() noexcept {
  wake_list released;
  message_list rest;
  {
    const std::lock_guard lock(lock_);
    options_.capacity = unbounded;  // nobody waits any more: all find it closed
    rest = std::move(early_);
    rest.append(mailbox_.take_all_and_close());
    while (wait_node* sender = senders_.claim_first()) {
      rest.push_back(std::move(*static_cast<std::unique_ptr<message>*>(sender->slot)));
      released.add(*sender);
    }
  }
  released.wake();
  return rest;
}

}  // namespace weft::detail
