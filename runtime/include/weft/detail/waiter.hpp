// One wait of one fiber or thread, for one thing or for the first of several.
//
// Whatever may end a wait (a partner, a timer, a cancellation) must first *claim* the waiter;
// exactly one claim succeeds, so nothing is handed to a waiter that is leaving for another reason.
// Who has claimed it then wakes it, once. The waiter itself lies on the stack of whoever waits;
// nobody touches it after its wake.
//
//                    ┌── pairs with another waiter ──┐
//                    ▼                               │
//     waiting ── begin_pairing() ──> pairing ── nothing came of it
//        │                              │
//        └── claim(reason) ──> claimed <┘ ── wake() ──> the wait returns that reason
//
// A waiter that is in several queues at once can be claimed by others while it looks for a partner
// itself. It then holds its own claim back (`pairing`) until it has the partner's, so that both are
// claimed or neither. (Reppy, Russo and Xiao, "Parallel Concurrent ML", ICFP 2009; there the states
// are called waiting, claimed and synched.) Of two that pair at the same time the one at the lower
// address goes first.
#pragma once

#include <atomic>
#include <cstdint>

#include <weft/clock.hpp>
#include <weft/detail/atomic_step.hpp>

namespace weft::detail {

class fiber_core;
class thread_parker;
struct wait_node;

/// Why a wait ended.
enum class wake_reason : std::uint8_t {
  none,       ///< it has not
  pairing,    ///< it has not, but is about to, or not: ask again
  signalled,  ///< what was waited for has happened
  timed_out,  ///< the deadline came first
  cancelled,  ///< the fiber is to unwind
};

/// What a fiber waits for, for those who look: shown with the id and the rest of the time.
enum class wait_kind : std::uint8_t {
  nothing,
  sleep,
  join,
  channel_send,
  channel_receive,
  message,
  mailbox_room,
  reply,
  actor_end,
  choice,
  never,
  nack,
  cancellation,
  mutex,
  condition,
  semaphore,
  event,
  barrier,
  wait_group,
  children,
  blocking,
};

/// In words, as in "waits for a channel to take a value".
const char* in_words(wait_kind what) noexcept;

/// What came of an attempt to pair.
enum class pairing : std::uint8_t {
  paired,  ///< both are claimed
  gone,    ///< the other one is leaving for another reason
  taken,   ///< someone else claimed this one meanwhile
};

class waiter {
 public:
  /// A wait of the calling fiber, or, outside fibers, of the calling thread.
  waiter();
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;

  /// Whether the caller is now the one to wake this waiter; `winner` tells it what for. Any thread,
  /// while the waiter is known to be alive (it is in a queue whose lock the caller holds, or belongs
  /// to an object the caller keeps).
  bool claim(wake_reason reason, wait_node* winner = nullptr) noexcept {
    auto expected = wake_reason::none;
    if (!replace(reason_, expected, reason) &&
        (expected != wake_reason::pairing || !claim_after_pairing(reason)))
      return false;
    winner_ = winner;
    return true;
  }

  /// Claims `other` for its `partner_node`, and this one for `own_node`, or neither of them. By this
  /// waiter's own fiber or thread, under the lock of the queue that `partner_node` is in.
  pairing pair_with(waiter& other, wait_node& partner_node, wait_node& own_node) noexcept;

  wake_reason reason() const noexcept { return reason_.load(std::memory_order_acquire); }
  /// Of those the waiter is in the queues with, the node it was claimed for. After the wait.
  wait_node* winner() const noexcept { return winner_; }

  /// Lets the wait return. Any thread; only after `claim` has returned true, and only once.
  void wake() noexcept;

  /// Waits until claimed and woken, at most until `deadline`. Only by who made it, only once. A
  /// fiber whose cancellation was requested (and that is not unwinding) does not wait: the reason
  /// is `cancelled`.
  wake_reason wait(wait_kind what, time_point deadline) {
    if (fiber_ == nullptr) return wait_on_thread(deadline);
    return deadline == time_point::max() ? wait_in_fiber(what)
                                         : wait_in_fiber_until(what, deadline);
  }
  wake_reason wait(wait_kind what) {
    return fiber_ != nullptr ? wait_in_fiber(what) : wait_on_thread(time_point::max());
  }

 private:
  void wake_thread() noexcept;
  wake_reason wait_in_fiber(wait_kind what);
  wake_reason wait_in_fiber_until(wait_kind what, time_point deadline);
  wake_reason wait_on_thread(time_point deadline);
  bool claim_after_pairing(wake_reason reason) noexcept;
  bool begin_pairing() noexcept;
  /// Waits until this one is not pairing any more.
  void let_pairing_end() const noexcept;

  std::atomic<wake_reason> reason_{wake_reason::none};
  wait_node* winner_ = nullptr;  // who claims writes it, before the wake
  fiber_core* const fiber_;      // null: a thread waits
  thread_parker* const thread_;  // null: a fiber waits
};

/// A waiter's place in the queue of one object. Lies on the waiter's stack, beside it.
struct wait_node {
  wait_node() noexcept {
  }  // nothing is set before `serve`: most leaves of a choice are never published
  explicit wait_node(waiter& of) noexcept { serve(of); }
  wait_node(const wait_node&) = delete;
  wait_node& operator=(const wait_node&) = delete;

  void serve(waiter& of) noexcept {
    who = &of;
    refused = false;
    queued = false;
  }

  waiter* who;
  void* slot;    // where the object hands something over
  bool refused;  // the object was closed instead
  bool queued;
  wait_node* previous;
  wait_node* next;
};

/// The waiters of one object, in order of arrival. Guarded by that object's lock.
class wait_queue {
 public:
  bool empty() const noexcept { return first_ == nullptr; }
  void push_back(wait_node& node) noexcept {
    node.previous = last_;
    node.next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = &node;
    last_ = &node;
    node.queued = true;
  }
  /// Takes `node` out if it is still in. For a waiter that has left for another reason.
  void withdraw(wait_node& node) noexcept;
  /// Takes out the first waiter that can still be claimed, and claims it; null when there is none.
  wait_node* claim_first() noexcept { return empty() ? nullptr : claim_one(); }
  /// The same for a caller that waits, in other queues, itself: claims `seeker`'s waiter, too, or
  /// neither, and passes over the caller's own nodes. Null also when someone else has claimed the
  /// caller meanwhile; then `seeker.who->reason()` is not `none`.
  wait_node* pair_first(wait_node& seeker) noexcept;

 private:
  wait_node* claim_one() noexcept;

  wait_node* first_ = nullptr;
  wait_node* last_ = nullptr;
};

}  // namespace weft::detail
