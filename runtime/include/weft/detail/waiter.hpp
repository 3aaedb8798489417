// One wait of one fiber or thread.
//
// Whatever may end a wait (a partner, a timer, a cancellation) must first *claim* the waiter;
// exactly one claim succeeds, so nothing is handed to a waiter that is leaving for another reason.
// Who has claimed it then wakes it, once. The waiter itself lies on the stack of whoever waits;
// nobody touches it after its wake.
//
//     waiting ── claim(reason) ──> claimed ── wake() ──> the wait returns that reason
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include <weft/clock.hpp>

namespace weft::detail {

class fiber_core;
class thread_parker;

/// Why a wait ended.
enum class wake_reason : std::uint8_t {
  none,       ///< it has not
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
  reply,
};

class waiter {
 public:
  /// A wait of the calling fiber, or, outside fibers, of the calling thread.
  waiter();
  waiter(const waiter&) = delete;
  waiter& operator=(const waiter&) = delete;

  /// Whether the caller is now the one to wake this waiter. Any thread, while the waiter is known
  /// to be alive (it is in a queue whose lock the caller holds, or belongs to an object the caller
  /// keeps).
  bool claim(wake_reason reason) noexcept {
    auto expected = wake_reason::none;
    return reason_.compare_exchange_strong(expected, reason, std::memory_order_acq_rel);
  }

  wake_reason reason() const noexcept { return reason_.load(std::memory_order_acquire); }

  /// Lets the wait return. Any thread; only after `claim` has returned true, and only once.
  void wake() noexcept;

  /// Waits until claimed and woken, at most until `deadline`. Only by who made it, only once. A
  /// fiber whose cancellation was requested (and that is not unwinding) does not wait: the reason
  /// is `cancelled`.
  wake_reason wait(wait_kind what, time_point deadline = time_point::max());

 private:
  wake_reason wait_on_thread(time_point deadline);

  std::atomic<wake_reason> reason_{wake_reason::none};
  fiber_core* const fiber_;                      // null: a thread waits
  std::shared_ptr<thread_parker> const thread_;  // null: a fiber waits
};

/// A waiter's place in the queue of one object. Lies on the waiter's stack, beside it.
struct wait_node {
  explicit wait_node(waiter& of) : who(of) {}
  wait_node(const wait_node&) = delete;
  wait_node& operator=(const wait_node&) = delete;

  waiter& who;
  void* slot = nullptr;  // where the object hands something over
  bool refused = false;  // the object was closed instead
  bool queued = false;
  wait_node* previous = nullptr;
  wait_node* next = nullptr;
};

/// The waiters of one object, in order of arrival. Guarded by that object's lock.
class wait_queue {
 public:
  bool empty() const noexcept { return first_ == nullptr; }
  void push_back(wait_node& node) noexcept;
  /// Takes `node` out if it is still in. For a waiter that has left for another reason.
  void withdraw(wait_node& node) noexcept;
  /// Takes out the first waiter that can still be claimed, and claims it; null when there is none.
  wait_node* claim_first() noexcept;

 private:
  wait_node* first_ = nullptr;
  wait_node* last_ = nullptr;
};

}  // namespace weft::detail
