// Where the handles of one channel meet.
#pragma once

#include <cstddef>
#include <exception>
#include <expected>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <weft/detail/fiber_core.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/spinlock.hpp>
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
  std::size_t size() const;
  std::size_t capacity() const noexcept { return capacity_; }

  void withdraw_sender(wait_node& node) noexcept;
  void withdraw_receiver(wait_node& node) noexcept;

 protected:
  using published = op_leaf::published;

  static bool claim(wait_node& node) noexcept {
    return node.who->claim(wake_reason::signalled, &node);
  }
  /// Waits in `queue` with `slot`; the lock is held, and given up. False: the channel was closed.
  ///
  /// Errors: `cancelled`; then the node was not served.
  bool wait_in(wait_queue& queue, void* slot, wait_kind what, std::unique_lock<spinlock>& lock);

  mutable spinlock lock_;
  const std::size_t capacity_;
  bool closed_ = false;   // guarded by lock_, like what follows
  std::size_t size_ = 0;  // values buffered
  wait_queue senders_;    // with a `T` as slot
  wait_queue receivers_;  // with a `std::optional<T>` as slot
};

/// What the handles of one channel share. A value is in the buffer or with a waiting sender, never in
/// between.
template <class T>
class channel_core : public channel_gate {
 public:
  explicit channel_core(std::size_t capacity) : channel_gate(capacity, sizeof(std::optional<T>)) {
    if (capacity > 0) buffer_ = std::make_unique<std::optional<T>[]>(capacity);
  }

  void send(T& value) {
    suspension_point();
    std::unique_lock lock(lock_);
    const auto done = pass_on(value, lock);
    if (done) return;
    if (done.error() == channel_status::closed ||
        !wait_in(senders_, &value, wait_kind::channel_send, lock))
      throw channel_closed();
  }

  std::optional<T> receive() {
    suspension_point();
    std::optional<T> value;
    std::unique_lock lock(lock_);
    const auto found = take(value, lock);
    if (!found && found.error() == channel_status::would_block)
      wait_in(receivers_, &value, wait_kind::channel_receive, lock);
    return value;
  }

  std::expected<void, channel_status> try_send(T& value) {
    std::unique_lock lock(lock_);
    return pass_on(value, lock);
  }

  std::expected<void, channel_status> try_receive(std::optional<T>& value) {
    std::unique_lock lock(lock_);
    return take(value, lock);
  }

  published publish_send(wait_node& node, T& value) {
    std::unique_lock lock(lock_);
    if (closed_) {
      node.refused = true;
      return claim(node) ? published::committed : published::taken;
    }
    if (wait_node* receiver = receivers_.pair_first(node)) {
      hand_over(value, *receiver, lock);
      return published::committed;
    }
    if (size_ == capacity_) return enqueue(senders_, node, &value);
    if (!claim(node)) return published::taken;
    store(value);
    return published::committed;
  }

  published publish_receive(wait_node& node, std::optional<T>& value) {
    std::unique_lock lock(lock_);
    if (size_ > 0) {
      if (!claim(node)) return published::taken;
      take_oldest(value, lock);
      return published::committed;
    }
    if (wait_node* sender = senders_.pair_first(node)) {
      take_over(value, *sender, lock);
      return published::committed;
    }
    if (closed_) return claim(node) ? published::committed : published::taken;
    return enqueue(receivers_, node, &value);
  }

 private:
  using guard = std::unique_lock<spinlock>;

  /// Hands `value` to a receiver or the buffer, if one is there. The lock is held; it is given up
  /// before a receiver is woken.
  std::expected<void, channel_status> pass_on(T& value, guard& lock) {
    if (closed_) return std::unexpected(channel_status::closed);
    if (wait_node* receiver = receivers_.claim_first()) {
      hand_over(value, *receiver, lock);
      return {};
    }
    if (size_ == capacity_) return std::unexpected(channel_status::would_block);
    store(value);
    return {};
  }

  /// Takes the oldest value, if there is one. The lock is held; it is given up before a sender is
  /// woken.
  std::expected<void, channel_status> take(std::optional<T>& value, guard& lock) {
    if (size_ > 0) {
      take_oldest(value, lock);
      return {};
    }
    if (wait_node* sender = senders_.claim_first()) {
      take_over(value, *sender, lock);
      return {};
    }
    return std::unexpected(closed_ ? channel_status::closed : channel_status::would_block);
  }

  /// Takes the oldest buffered value, and lets the next sender move up.
  void take_oldest(std::optional<T>& value, guard& lock) {
    std::optional<T>& oldest = buffer_[first_];
    value.emplace(std::move(*oldest));
    oldest.reset();
    first_ = first_ + 1 == capacity_ ? 0 : first_ + 1;
    --size_;
    if (senders_.empty()) return;
    wait_node* const sender = senders_.claim_first();
    if (sender == nullptr) return;
    store(*static_cast<T*>(sender->slot));
    lock.unlock();
    sender->who->wake();
  }

  static void hand_over(T& value, wait_node& receiver, guard& lock) {
    lock.unlock();
    static_cast<std::optional<T>*>(receiver.slot)->emplace(std::move(value));
    receiver.who->wake();
  }

  static void take_over(std::optional<T>& value, wait_node& sender, guard& lock) {
    lock.unlock();
    value.emplace(std::move(*static_cast<T*>(sender.slot)));
    sender.who->wake();
  }

  static published enqueue(wait_queue& queue, wait_node& node, void* slot) noexcept {
    node.slot = slot;
    queue.push_back(node);
    return published::waits;
  }

  void store(T& value) {
    const std::size_t place =
        first_ + size_ >= capacity_ ? first_ + size_ - capacity_ : first_ + size_;
    buffer_[place].emplace(std::move(value));
    ++size_;
  }

  std::size_t first_ = 0;  // of the buffered values; guarded by lock_
  std::unique_ptr<std::optional<T>[]> buffer_;
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
