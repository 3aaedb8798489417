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
// wanted it, in `passed_`. Both are in order of arrival. A message gets its number when it is looked at:
// each is touched once on the way in, and once when its turn has come.
//
// Source: R. K. Treiber, "Systems Programming: Coping with Parallelism", 1986 (the stack).
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>

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
    // of a mailbox with a bound
    dropped,  ///< dealt with
    full,     ///< `mail` is still the caller's
    waits,    ///< the sender is listed, and is woken when its message has gone in, or nowhere
  };
  /// Any thread. Under the lock of `bound`, if there is one.
  pushed push(std::unique_ptr<message>& mail, mailbox_bound* bound = nullptr);
  /// The same, without that lock. Nothing is done if the receiver sits and waits.
  std::optional<pushed> push_unless_seated(std::unique_ptr<message>& mail);
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
  found find(interests wanted, bool stops_at_exits);
  /// The same as long as that takes no thought: nothing was passed over, nothing is urgent or has to be
  /// dropped, and the first message is an ordinary one that is wanted. Then nothing has to be done about
  /// it; no message says nothing.
  found find_at_once(interests wanted);
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
    return !has_unread() && passed_ == nullptr && bound() == nullptr;
  }
  /// Those that have been collected.
  void for_each_passed(function_ref<void(message&)> visit);
  /// Puts messages that were taken before where they were in order of arrival.
  void put_back(message_list taken) noexcept;
  /// Sets or changes the bound.
  void set_bound(mailbox_options options);
  /// Lets senders in that wait although there is room; before the receiver leaves its worker.
  void catch_up() noexcept {
    if (bound() != nullptr) let_senders_in();
  }
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
  /// What has arrived, in order.
  struct batch {
    message_list mail;
    bool any_urgent = true;  // or so it may be
  };
  static batch in_order(word newest) noexcept;
  batch take_arrivals() noexcept;
  message_list take_if_messages() noexcept;
  message_list take_all_and_close() noexcept;
  void collect();
  found find_here(interests wanted, bool stops_at_exits);
  bool announce_with_bound(word how) noexcept;
  void leave_place() noexcept;
  void let_senders_in() noexcept;
  std::unique_ptr<message> take_lone_arrival() noexcept;
  bool put_on_top(std::unique_ptr<message>& mail, word& top, bool over_seats) noexcept;
  void number(message& looked_at) noexcept {
    if (looked_at.order == message::unnumbered) looked_at.order = ++last_order_;
  }
  void drop_owed(mailbox_bound& limit);
  void sort_in(batch fresh) noexcept;
  bool stand_up(seat& here) noexcept;
  void pass_over(std::unique_ptr<message> mail);

  std::atomic<word> arrivals_{0};
  std::atomic<mailbox_bound*> bound_{nullptr};  // set once, by the receiver

  // the receiver only
  message_list incoming_;
  std::unique_ptr<passed_messages> passed_;
  std::int64_t last_order_ = 0;

  std::atomic<bool> hurries_{false};  // something has to be done before the next one is taken
};

// Short, and on the way of every message.

inline bool mailbox::announce(word how) noexcept {
  word none = 0;
  return bound() == nullptr ? replace(arrivals_, none, how) : announce_with_bound(how);
}

/// Puts `mail` before what was found, which `top` is then; false, and it is still the caller's, if the
/// mailbox is closed, or the receiver sits there and `over_seats` is false.
inline bool mailbox::put_on_top(std::unique_ptr<message>& mail, word& top,
                                bool over_seats) noexcept {
  const bool hurries = mail->kind == message_kind::urgent;
  top = arrivals_.load(std::memory_order_acquire);
  do {
    if (top == closed || (is_seat(top) && !over_seats)) return false;
    mail->next = is_message(top) ? reinterpret_cast<message*>(top) : nullptr;
  } while (!replace(arrivals_, top, word_of(*mail)));
  (void)mail.release();
  if (hurries) hurries_.store(true, std::memory_order_relaxed);
  return true;
}

inline mailbox::pushed mailbox::push(std::unique_ptr<message>& mail, mailbox_bound* bound) {
  const message& arrived = *mail;
  word top;
  if (!put_on_top(mail, top, true)) return pushed::closed;
  if (top == idle) return pushed::roused;
  if (is_seat(top)) look_after(seat_of(top), arrived, bound);
  return pushed::queued;
}

inline std::optional<mailbox::pushed> mailbox::push_unless_seated(std::unique_ptr<message>& mail) {
  word top;
  if (put_on_top(mail, top, false)) return top == idle ? pushed::roused : pushed::queued;
  if (top == closed) return pushed::closed;
  return std::nullopt;
}

inline mailbox::found mailbox::find_at_once(interests wanted) {
  if (passed_ != nullptr || hurries_.load(std::memory_order_relaxed)) return {};
  if (incoming_.empty()) {
    std::unique_ptr<message> lone = take_lone_arrival();
    if (lone == nullptr) return {};
    incoming_.push_back(std::move(lone));
  }
  message& first = *incoming_.front();
  if (first.kind != message_kind::ordinary) return {};
  number(first);
  const std::size_t which = taker_of(first, wanted);  // it stays there if a condition throws
  if (which == wanted.size()) return {};
  if (first.counted) leave_place();
  return {incoming_.pop_front(), which};
}

/// The only message that has arrived, if it is alone.
inline std::unique_ptr<message> mailbox::take_lone_arrival() noexcept {
  word top = arrivals_.load(std::memory_order_acquire);
  if (!is_message(top)) return nullptr;
  message* const newest = reinterpret_cast<message*>(top);
  if (newest->next != nullptr || newest->kind != message_kind::ordinary) return nullptr;
  if (!replace(arrivals_, top, word{0})) return nullptr;
  return std::unique_ptr<message>(newest);
}

}  // namespace weft::detail
