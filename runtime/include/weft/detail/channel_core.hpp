// Where the handles of one channel meet.
#pragma once

#include <cstddef>
#include <exception>
#include <expected>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

#include <weft/detail/fiber_core.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/value_ring.hpp>
#include <weft/detail/waiter.hpp>

namespace weft {

/// Thrown by a send on a channel that is closed, or is closed while the sender waits.
class channel_closed : public std::exception {
 public:
  const char* what() const noexcept override { return "weft: the channel is closed"; }
};

enum class channel_status {
  would_block,  ///< full, or empty, just now
  closed,       ///< closed; for a receive: and drained
};

namespace detail {

/// The part of a channel that does not depend on what it carries: who waits, and whether it is
/// open.
class channel_gate {
 public:
  /// Errors: std::length_error when no memory could hold `capacity` elements of `element_bytes`.
  channel_gate(std::size_t capacity, std::size_t element_bytes);

  /// False: it was closed before.
  bool close();
  std::size_t capacity() const noexcept { return capacity_; }

  void withdraw_sender(wait_node& node) noexcept;
  void withdraw_receiver(wait_node& node) noexcept;

 protected:
  using published = op_leaf::published;

  /// Throws std::length_error.
  [[noreturn]] static void refuse(std::size_t capacity);
  /// Throws channel_closed.
  [[noreturn]] static void throw_closed();
  static bool claim(wait_node& node) noexcept {
    return node.who->claim(wake_reason::signalled, &node);
  }
  /// Waits in `queue` with `slot`; the lock is held, and given up. False: the channel was closed. Part
  /// of its caller, as each frame of a fiber that waits is saved and restored in WebAssembly.
  ///
  /// Errors: `cancelled`; then the node was not served.
  [[gnu::always_inline]] bool wait_in(wait_queue& queue, void* slot, wait_kind what) {
    waiter self;
    wait_node node(self);
    node.slot = slot;
    queue.push_back(node);
    lock_.unlock();
    if (self.wait(what) != wake_reason::signalled) leave(queue, node);
    return !node.refused;
  }
  /// Takes `node` back and throws `cancelled`.
  [[noreturn]] void leave(wait_queue& queue, wait_node& node);

  mutable spinlock lock_;
  const std::size_t capacity_;
  bool closed_ = false;   // guarded by lock_, like what follows
  wait_queue senders_;    // with a `T` as slot
  wait_queue receivers_;  // with a `std::optional<T>` as slot
};

/// What the handles of one channel share. A value is in the buffer or with a waiting sender, never in
/// between.
template <class T>
class channel_core : public channel_gate {
 public:
  explicit channel_core(std::size_t capacity) try
      : channel_gate(capacity, sizeof(T)), buffer_(capacity) {
  } catch (const std::bad_alloc&) {
    refuse(capacity);
  }

  std::size_t size() const {
    const std::lock_guard lock(lock_);
    return buffer_.size();
  }

  void send(T& value) {
    suspension_point();
    lock_.lock();
    const auto done = pass_on(value);
    if (done) return;
    if (done.error() == channel_status::closed ||
        !wait_in(senders_, &value, wait_kind::channel_send))
      throw_closed();
  }

  std::optional<T> receive() {
    suspension_point();
    std::optional<T> value;
    lock_.lock();
    const auto found = take(value);
    if (!found && found.error() == channel_status::would_block)
      wait_in(receivers_, &value, wait_kind::channel_receive);
    return value;
  }

  std::expected<void, channel_status> try_send(T& value) noexcept {
    lock_.lock();
    return unlocked(pass_on(value));
  }

  std::expected<void, channel_status> try_receive(std::optional<T>& value) noexcept {
    lock_.lock();
    return unlocked(take(value));
  }

  published publish_send(wait_node& node, T& value) {
    std::unique_lock lock(lock_);
    if (closed_) {
      node.refused = true;
      return claim(node) ? published::committed : published::taken;
    }
    if (wait_node* receiver = receivers_.pair_first(node)) {
      lock.release();
      hand_over(value, *receiver);
      return published::committed;
    }
    if (buffer_.full()) return enqueue(senders_, node, &value);
    if (!claim(node)) return published::taken;
    buffer_.push(std::move(value));
    return published::committed;
  }

  published publish_receive(wait_node& node, std::optional<T>& value) {
    std::unique_lock lock(lock_);
    if (buffer_.size() > 0) {
      if (!claim(node)) return published::taken;
      lock.release();
      take_oldest(value);
      return published::committed;
    }
    if (wait_node* sender = senders_.pair_first(node)) {
      lock.release();
      take_over(value, *sender);
      return published::committed;
    }
    if (closed_) return claim(node) ? published::committed : published::taken;
    return enqueue(receivers_, node, &value);
  }

 private:
  using result = std::expected<void, channel_status>;

  // These are called with the lock held, and give it up, before they wake anyone; `pass_on` and `take`
  // keep it if they would have to wait. No guard object does that, and nothing here throws: what is to
  // be cleaned up on the stack of who waits is dear in WebAssembly.

  /// Hands `value` to a receiver or the buffer, if one is there.
  result pass_on(T& value) noexcept {
    if (closed_) {
      lock_.unlock();
      return std::unexpected(channel_status::closed);
    }
    if (wait_node* receiver = receivers_.claim_first()) {
      hand_over(value, *receiver);
      return {};
    }
    if (buffer_.full()) return std::unexpected(channel_status::would_block);
    buffer_.push(std::move(value));
    lock_.unlock();
    return {};
  }

  /// Takes the oldest value, if there is one.
  result take(std::optional<T>& value) noexcept {
    if (buffer_.size() > 0) {
      take_oldest(value);
      return {};
    }
    if (wait_node* sender = senders_.claim_first()) {
      take_over(value, *sender);
      return {};
    }
    if (!closed_) return std::unexpected(channel_status::would_block);
    lock_.unlock();
    return std::unexpected(channel_status::closed);
  }

  result unlocked(result found) noexcept {
    if (!found && found.error() == channel_status::would_block) lock_.unlock();
    return found;
  }

  /// Takes the oldest buffered value, and lets the next sender move up.
  void take_oldest(std::optional<T>& value) noexcept {
    value.emplace(std::move(buffer_.oldest()));
    buffer_.pop();
    wait_node* const sender = senders_.claim_first();
    if (sender != nullptr) buffer_.push(std::move(*static_cast<T*>(sender->slot)));
    lock_.unlock();
    if (sender != nullptr) sender->who->wake();
  }

  void hand_over(T& value, wait_node& receiver) noexcept {
    lock_.unlock();
    static_cast<std::optional<T>*>(receiver.slot)->emplace(std::move(value));
    receiver.who->wake();
  }

  void take_over(std::optional<T>& value, wait_node& sender) noexcept {
    lock_.unlock();
    value.emplace(std::move(*static_cast<T*>(sender.slot)));
    sender.who->wake();
  }

  static published enqueue(wait_queue& queue, wait_node& node, void* slot) noexcept {
    node.slot = slot;
    queue.push_back(node);
    return published::waits;
  }

  value_ring<T> buffer_;  // guarded by lock_
};

template <class T>
class send_leaf final : public leaf_of<send_leaf<T>> {
 public:
  send_leaf(std::shared_ptr<channel_core<T>> to, T value)
      : leaf_of<send_leaf>(wait_kind::channel_send), to_(std::move(to)), value_(std::move(value)) {}

  bool attempt() override {
    const auto sent = to_->try_send(value_);
    this->node.refused = !sent && sent.error() == channel_status::closed;
    return sent || this->node.refused;
  }
  op_leaf::published publish() override { return to_->publish_send(this->node, value_); }
  void withdraw() noexcept override { to_->withdraw_sender(this->node); }
  void complete() override {
    if (this->node.refused) throw channel_closed();
    give(this->out, std::monostate());
  }

 private:
  std::shared_ptr<channel_core<T>> to_;
  T value_;
};

/// Leaves that share an `out` share the place for the value, too: only the one that is committed is
/// given a value.
template <class T>
class receive_leaf final : public leaf_of<receive_leaf<T>> {
 public:
  explicit receive_leaf(std::shared_ptr<channel_core<T>> from)
      : leaf_of<receive_leaf>(wait_kind::channel_receive), from_(std::move(from)) {}

  bool attempt() override {
    const auto found = from_->try_receive(value());
    return found || found.error() == channel_status::closed;
  }
  op_leaf::published publish() override { return from_->publish_receive(this->node, value()); }
  void withdraw() noexcept override { from_->withdraw_receiver(this->node); }

 private:
  std::optional<T>& value() {
    auto& result = *static_cast<std::optional<std::optional<T>>*>(this->out);
    return result ? *result : result.emplace();
  }

  std::shared_ptr<channel_core<T>> from_;
};

}  // namespace detail
}  // namespace weft
