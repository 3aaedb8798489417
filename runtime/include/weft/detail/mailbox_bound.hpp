// What keeps a mailbox from growing.
//
// Two counts that only rise say how many messages are in it: `sent_`, that senders have taken a place for,
// and `taken_`, that have left. A sender compares `sent_` with `limit_`, which was right when it was
// written and can only be too low: as long as there is room, messages go in without the lock, and the
// receiver takes them out without it. Who finds no room looks again, and waits, under the lock.
//
// Senders that wait are let in together: when the receiver takes messages in quick succession, it puts
// that off until up to half of the mailbox is free, or it is about to leave its worker. Otherwise sender and
// receiver would take turns, a message at a time, with the mailbox always full.
//
// Under overflow::drop_oldest the limit is 0, so that all senders come under the lock. They cannot reach
// the oldest messages, which only the receiver touches: they then owe them to the receiver, which drops as
// many when it next looks. While more are owed than the receiver can have, senders drop what they reach
// themselves. So there are never more than twice as many as the capacity says.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <weft/clock.hpp>
#include <weft/detail/mailbox.hpp>
#include <weft/detail/message_list.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>
#include <weft/mailbox_options.hpp>

namespace weft::detail {

class wake_list;

class mailbox_bound {
 public:
  /// For a mailbox with `present` messages that count.
  mailbox_bound(mailbox& of, mailbox_options options, std::size_t present) noexcept
      : mailbox_(of), sent_(present), options_(options) {}
  mailbox_bound(const mailbox_bound&) = delete;
  mailbox_bound& operator=(const mailbox_bound&) = delete;

  using pushed = mailbox::pushed;

  /// Any thread. False: there is no room, or this has to be made sure of by `admit`.
  bool take_place() noexcept { return take_place_below(limit_.load(std::memory_order_relaxed)); }
  /// A message that has a place; or a notice, for which there is always room. Any thread.
  pushed push(std::unique_ptr<message>& mail);
  /// Any thread. What had to be dropped, the new message too, is added to `dropped`. `sender`: its node,
  /// whose slot says where the message is; null if it does not wait.
  pushed admit(std::unique_ptr<message>& mail, wait_node* sender, message_list& dropped);
  /// A sender that was not woken does not wait any more.
  void withdraw(wait_node& sender) noexcept;
  std::size_t capacity() noexcept;
  overflow policy() noexcept;

  // The receiver only.
  void change(mailbox_options options);
  /// What has arrived.
  mailbox::batch collect() noexcept;
  /// What `act` returns; false, without calling it, if senders have taken something out of the arrivals.
  /// They take nothing meanwhile.
  bool while_nothing_is_early(function_ref<bool()> act) noexcept;
  /// How many of the oldest are to be dropped; from here on they are not owed.
  std::size_t take_owed() noexcept;
  /// What the receiver had to drop.
  message_list& dropped() noexcept { return dropped_by_receiver_; }
  /// A message that counted has left the mailbox.
  void taken() noexcept;
  /// Lets senders in that wait although there is room.
  void catch_up() noexcept;
  /// Releases the waiting senders; their messages, and what has arrived, are handed over. The mailbox
  /// is closed.
  message_list close() noexcept;

  /// For the mailbox, under the lock: drops those of `reachable` that are owed and that the receiver
  /// cannot have.
  void trim(message_list& reachable) noexcept;

 private:
  using count = std::uint64_t;

  bool take_place_below(count limit) noexcept {
    count sent = sent_.load(std::memory_order_relaxed);
    while (sent < limit)
      if (replace(sent_, sent, sent + 1)) return true;
    return false;
  }
  count limit_now() const noexcept;
  count renew_limit() noexcept;
  pushed push_locked(std::unique_ptr<message>& mail);
  pushed admit_locked(std::unique_ptr<message>& mail, wait_node* sender, wake_list& released);
  void let_senders_in(wake_list& released) noexcept;
  void let_senders_in() noexcept;
  void put_off() noexcept;
  void owe(count more) noexcept;

  mailbox& mailbox_;

  // senders; own synchronisation
  std::atomic<count> sent_;
  std::atomic<count> limit_{0};  // written under lock_

  spinlock lock_;
  // guarded by lock_
  mailbox_options options_;
  count owed_ = 0;
  message_list early_;               // taken out of the stack by senders
  message_list* dropped_ = nullptr;  // where a sender that is at work wants to have them
  wait_queue senders_;

  std::atomic<bool> waits_{false};  // there may be senders that wait; written under lock_

  // the receiver writes
  alignas(64) std::atomic<count> taken_{0};

  // the receiver only
  message_list dropped_by_receiver_;
  bool may_be_early_ = false;  // so the lock is needed
  bool has_owed_ = false;      // so more may leave than have come in by their places
  count put_off_ = 0;          // taken since senders were let in last
  count together_ = 1;         // how many senders may wait for each other
  time_point let_in_at_ = time_point::min();
};

}  // namespace weft::detail
