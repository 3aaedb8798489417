// An actor's messages: anyone pushes, one actor takes, in the order of arrival.
//
// Arrivals are a stack that senders push to with one compare-and-swap; the receiver takes the whole
// stack at once and turns it round. The top of the stack also says how the receiver is:
//
//     null ── push ──> a message ── take ──> null
//     null ── the receiver goes to wait ──> `waiting` ── push, which wakes it ──> a message
//     any  ── close ──> `closed`: pushes are refused
#pragma once

#include <atomic>
#include <memory>

#include <weft/clock.hpp>
#include <weft/detail/callable.hpp>
#include <weft/detail/message.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>

namespace weft::detail {

class mailbox {
 public:
  mailbox() = default;
  mailbox(const mailbox&) = delete;
  mailbox& operator=(const mailbox&) = delete;
  ~mailbox();

  /// Any thread. False: closed, and `mail` is still the caller's.
  bool push(std::unique_ptr<message>& mail);

  /// The receiver: takes out the first message, in order of arrival, that `wanted` accepts; null
  /// when `deadline` comes first. What was passed over stays, in order, and is not looked at again
  /// by this call.
  ///
  /// Errors:  `cancelled`.
  std::unique_ptr<message> take(function_ref<bool(const message&)> wanted, time_point deadline);

  /// The receiver: refuses further messages and gives each that is left to `each`.
  void close(function_ref<void(message&)> each);

 private:
  enum class outcome { arrived, timed_out };

  static message* waiting_mark() noexcept { return &marks_[0]; }
  static message* closed_mark() noexcept { return &marks_[1]; }
  /// Moves arrivals to the end of the list.
  void collect() noexcept;
  void append(message* newest_first) noexcept;
  outcome wait_for_arrival(time_point deadline);
  void leave(waiter& self) noexcept;

  static inline message marks_[2]{message(nullptr),
                                  message(nullptr)};  // only their addresses are used

  std::atomic<message*> arrivals_{nullptr};
  spinlock lock_;
  waiter* receiver_ = nullptr;  // guarded by lock_; who waits for an arrival

  // the receiver only
  message* first_ = nullptr;
  message** end_ = &first_;
};

}  // namespace weft::detail
