// An actor's messages: anyone pushes, without a lock; one actor takes.
//
// Arrivals are a stack that senders push to with one compare-and-swap; the receiver takes the whole
// stack at once and turns it round. The word that points at the top also says how the receiver is:
//
//     null ── push ──> a message ── collect ──> null
//     null ── the receiver waits ──> its seat ── push ──> a message; who pushed looks after the seat
//     null ── go_idle ──> `idle`  ── push ──> a message; who pushed has to let the actor run
//     any  ── close ──> `closed`: pushes are refused
//
// A seat says what its receiver waits for. Who finds it and brings something else puts that aside, with
// the seat, and puts the seat back: a receiver is woken for what it wants only.
//
// What the receiver has collected waits in `incoming_` until it has been looked at, and then, if nobody
// wanted it, in `passed_`. Both are in order of arrival, by number.
//
// Source: R. K. Treiber, "Systems Programming: Coping with Parallelism", 1986 (the stack).
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>

#include <weft/detail/atomic_step.hpp>
#include <weft/detail/interest.hpp>
#include <weft/detail/message_list.hpp>
#include <weft/detail/passed_messages.hpp>
#include <weft/detail/waiter.hpp>
#include <weft/mailbox_options.hpp>

namespace weft::detail {

class mailbox_bound;

/// A message on its way from the mailbox to its handler.
struct taken_message {
  std::unique_ptr<message> mail;
  std::size_t which;
};

/// A place to wait for a message. Lies on the receiver's stack.
struct seat {
  seat() = default;
  seat(interests for_these, bool for_exits, wait_node& by) noexcept
      : wanted(for_these), wants_exits(for_exits), node(&by) {}

  interests wanted;
  bool wants_exits = false;  ///< exit signals, whatever `wanted` says
  wait_node* node = nullptr;
  message_list aside;               // who has taken the seat out of the mailbox, else the receiver
  std::atomic<bool> let_go{false};  // who had taken it has found the receiver gone
};

class mailbox {
 public:
  mailbox() = default;
  mailbox(const mailbox&) = delete;
  mailbox& operator=(const mailbox&) = delete;
  ~mailbox();

  enum class pushed : std::uint8_t {
    queued,
    roused,  ///< the actor was idle: the caller has to let it run
    closed,  ///< `mail` is still the caller's
  };
  /// Any thread. Under the lock of `bound`, if the mail counts.
  pushed push(std::unique_ptr<message>& mail, mailbox_bound* bound = nullptr);
  /// Any thread: claims an idle actor, without a message.
  bool rouse() noexcept {
    word expected = idle;
    return replace(arrivals_, expected, word{0});
  }
  /// Null: none. Any thread.
  mailbox_bound* bound() const noexcept { return bound_.load(std::memory_order_acquire); }

  // The receiver only.
  struct found {
    std::unique_ptr<message> mail;  // null: there is none
    std::size_t which = 0;          // the entry that takes it
  };
  /// Takes out the first message, in order of arrival, that `wanted` takes; or, if `stops_at_exits`,
  /// the exit signal that comes before it (then `which` is `wanted.size()`).
  found find(interests wanted, bool stops_at_exits) {
    // Usually there is none, or one that is wanted.
    if (is_empty()) return {};
    std::unique_ptr<message> lone = take_lone_arrival();
    if (lone == nullptr) return find_with_care(wanted, stops_at_exits);
    incoming_.push_back(std::move(lone));  // it stays there if a condition throws
    if (const std::size_t which = taker_of(*incoming_.front(), wanted); which < wanted.size())
      return {incoming_.pop_front(), which};
    return find_with_care(wanted, stops_at_exits);
  }
  /// Puts the seat before the senders. False: something has arrived, look again.
  bool sit(seat& here) noexcept;
  /// Takes it back, if nobody has been claimed through it, with what was put aside. After the wait.
  void leave(seat& here, bool claimed) noexcept;
  /// False: something has arrived. Afterwards another thread may run the actor.
  bool go_idle() noexcept { return incoming_.empty() && announce(idle); }
  /// Something is there that has not been looked at.
  bool has_unread() const noexcept {
    return arrivals_.load(std::memory_order_relaxed) != 0 || !incoming_.empty();
  }
  /// Nothing is there, wanted or not; of a mailbox with a bound this is not said.
  bool is_empty() const noexcept {
    return arrivals_.load(std::memory_order_relaxed) == 0 && incoming_.empty() &&
           passed_ == nullptr && bound() == nullptr;
  }
  /// Those that have been collected.
  void for_each_passed(function_ref<void(message&)> visit);
  /// Puts messages that were taken before where they were in order of arrival.
  void put_back(message_list taken) noexcept;
  /// Sets or changes the bound.
  void set_bound(mailbox_options options);
  /// Refuses further messages and hands over what is left, in order of arrival but for those that were
  /// passed over.
  message_list close() noexcept;

 private:
  using word = std::uintptr_t;  // a message, or one of the below
  static constexpr word seat_tag = 1;
  static constexpr word idle = 2;
  static constexpr word closed = 4;
  static constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();
  static bool is_seat(word top) noexcept { return (top & seat_tag) != 0; }
  static bool is_message(word top) noexcept { return top > closed && !is_seat(top); }
  static word word_of(const message& mail) noexcept { return reinterpret_cast<word>(&mail); }
  static seat& seat_of(word top) noexcept { return *reinterpret_cast<seat*>(top - seat_tag); }

  friend class mailbox_bound;

  /// Says how the receiver is, unless something has arrived.
  bool announce(word how) noexcept;
  void look_after(seat& waiting, const message& arrived, mailbox_bound* bound) noexcept;
  static bool wants(const seat& waiting, const message& mail) noexcept;
  static message_list in_order(word newest) noexcept;
  message_list take_arrivals() noexcept;
  message_list take_if_messages() noexcept;
  message_list take_all_and_close() noexcept;
  void collect();
  found find_here(interests wanted, bool stops_at_exits);
  bool announce_with_bound(word how) noexcept;
  found find_with_care(interests wanted, bool stops_at_exits);
  std::unique_ptr<message> take_lone_arrival() noexcept;
  void drop_owed(mailbox_bound& limit);
  void sort_in(message_list fresh) noexcept;
  bool stand_up(seat& here) noexcept;
  void pass_over(std::unique_ptr<message> mail);

  std::atomic<word> arrivals_{0};
  std::atomic<mailbox_bound*> bound_{nullptr};  // set once, by the receiver

  // the receiver only
  message_list incoming_;
  std::unique_ptr<passed_messages> passed_;
  std::int64_t last_order_ = 0;

  std::atomic<bool> urgent_{false};  // something urgent has come; own synchronisation
};

// Short, and on the way of every message.

inline bool mailbox::announce(word how) noexcept {
  word none = 0;
  return bound() == nullptr ? replace(arrivals_, none, how) : announce_with_bound(how);
}

inline mailbox::pushed mailbox::push(std::unique_ptr<message>& mail, mailbox_bound* bound) {
  const bool hurries = mail->kind == message_kind::urgent;
  word top = arrivals_.load(std::memory_order_acquire);
  do {
    if (top == closed) return pushed::closed;
    mail->next = is_message(top) ? reinterpret_cast<message*>(top) : nullptr;
  } while (!replace(arrivals_, top, word_of(*mail)));
  const message& arrived = *mail.release();
  if (hurries) urgent_.store(true, std::memory_order_relaxed);
  if (top == idle) return pushed::roused;
  if (is_seat(top)) look_after(seat_of(top), arrived, bound);
  return pushed::queued;
}

/// The only message there is, if nothing has to be looked at before it, and nothing is to be said about
/// it.
inline std::unique_ptr<message> mailbox::take_lone_arrival() noexcept {
  word top = arrivals_.load(std::memory_order_acquire);
  if (!is_message(top) || !incoming_.empty() || passed_ != nullptr || bound() != nullptr)
    return nullptr;
  message* const newest = reinterpret_cast<message*>(top);
  if (newest->next != nullptr || newest->kind != message_kind::ordinary) return nullptr;
  if (!replace(arrivals_, top, word{0})) return nullptr;
  newest->order = ++last_order_;
  return std::unique_ptr<message>(newest);
}

}  // namespace weft::detail
