// What keeps a mailbox from growing.
//
// `size_` counts the messages that are in the mailbox by its rules. Under overflow::drop_oldest a sender
// cannot reach the oldest ones, which only the receiver touches: it then owes them, and the receiver
// drops as many when it next looks. While more are owed than the receiver can have, senders drop what
// they reach themselves. So there are never more than twice as many as the capacity says.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <weft/detail/message_list.hpp>
#include <weft/detail/recycled.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>
#include <weft/mailbox_options.hpp>

namespace weft::detail {

class mailbox;

class mailbox_bound : public recycled {
 public:
  /// For a mailbox with `present` messages that count.
  mailbox_bound(mailbox& of, mailbox_options options, std::size_t present) noexcept
      : mailbox_(of), options_(options), size_(present) {}

  enum class verdict : std::uint8_t {
    queued,
    roused,  ///< queued, and the caller has to let the actor run
    waits,   ///< the sender is listed, and is woken when its message has gone in, or nowhere
    full,
    dropped,
    closed,
  };
  /// Any thread. What had to be dropped, the new message too, is added to `dropped`. Unless the message
  /// was queued, dropped, or its sender waits, it is still the caller's. `sender`: its node, whose slot
  /// says where the message is; null if it does not wait.
  verdict admit(std::unique_ptr<message>& mail, wait_node* sender, message_list& dropped);
  /// A notice, for which there is always room. It comes in under the lock, so that nothing that senders do
  /// to the arrivals meets it.
  verdict let_in(std::unique_ptr<message>& notice);
  /// A sender that was not woken does not wait any more.
  void withdraw(wait_node& sender) noexcept;
  std::size_t capacity() noexcept;
  overflow policy() noexcept;

  // The receiver only.
  void change(mailbox_options options);
  /// What has arrived, in order.
  message_list collect() noexcept;
  /// Whether there are any.
  bool owes() const noexcept { return owes_.load(std::memory_order_relaxed); }
  /// What `act` returns; false, without calling it, if senders have taken something out of the arrivals.
  /// They take nothing meanwhile.
  bool while_nothing_is_early(function_ref<bool()> act) noexcept;
  /// How many of the oldest are to be dropped; from here on they are not owed.
  std::size_t take_owed() noexcept;
  /// What the receiver had to drop.
  message_list& dropped() noexcept { return dropped_by_receiver_; }
  /// A message that counted has left the mailbox.
  void taken() noexcept;
  /// Releases the waiting senders; their messages, and what has arrived, are handed over. The mailbox
  /// is closed.
  message_list close() noexcept;

  /// For the mailbox, under the lock: drops those of `reachable` that are owed and that the receiver
  /// cannot have.
  void trim(message_list& reachable) noexcept;

 private:
  verdict admit_locked(std::unique_ptr<message>& mail, wait_node* sender);
  verdict push(std::unique_ptr<message>& mail);
  void let_senders_in() noexcept;

  mailbox& mailbox_;
  spinlock lock_;
  // guarded by lock_
  mailbox_options options_;
  std::size_t size_ = 0;
  std::size_t owed_ = 0;
  std::atomic<bool> owes_{false};    // written under lock_
  message_list early_;               // taken out of the stack by senders
  message_list* dropped_ = nullptr;  // where a sender that is at work wants to have them
  wait_queue senders_;

  message_list dropped_by_receiver_;  // the receiver only
};

}  // namespace weft::detail
