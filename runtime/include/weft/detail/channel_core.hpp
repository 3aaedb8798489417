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

 protected:
  /// Waits for a partner. A cancelled fiber leaves the queue and unwinds.
  void settle(waiter& self, wait_node& node, wait_queue& queue, wait_kind what);

  mutable spinlock lock_;
  const std::size_t capacity_;
  bool closed_ = false;   // guarded by lock_, like what follows
  std::size_t size_ = 0;  // values buffered
  wait_queue senders_;    // with a `T` as slot
  wait_queue receivers_;  // with a `std::optional<T>` as slot
};

/// What the handles of one channel share. A value is in the buffer or on the stack of a waiting
/// sender, never in between.
template <class T>
class channel_core : public channel_gate {
 public:
  explicit channel_core(std::size_t capacity) : channel_gate(capacity, sizeof(std::optional<T>)) {
    if (capacity > 0) buffer_ = std::make_unique<std::optional<T>[]>(capacity);
  }

  void send(T& value) {
    suspension_point();
    waiter self;
    wait_node node(self);
    {
      const std::lock_guard lock(lock_);
      const auto done = pass_on(value);
      if (done) return;
      if (done.error() == channel_status::closed) throw channel_closed();
      node.slot = &value;
      senders_.push_back(node);
    }
    settle(self, node, senders_, wait_kind::channel_send);
    if (node.refused) throw channel_closed();
  }

  std::optional<T> receive() {
    suspension_point();
    waiter self;
    wait_node node(self);
    std::optional<T> value;
    {
      const std::lock_guard lock(lock_);
      const auto found = take(value);
      if (found || found.error() == channel_status::closed) return value;
      node.slot = &value;
      receivers_.push_back(node);
    }
    settle(self, node, receivers_, wait_kind::channel_receive);
    return value;
  }

  std::expected<void, channel_status> try_send(T& value) {
    const std::lock_guard lock(lock_);
    return pass_on(value);
  }

  std::expected<T, channel_status> try_receive() {
    const std::lock_guard lock(lock_);
    std::optional<T> value;
    if (auto found = take(value); !found) return std::unexpected(found.error());
    return std::move(*value);
  }

 private:
  /// Hands `value` to a receiver or the buffer, if one is there. The lock is held.
  std::expected<void, channel_status> pass_on(T& value) {
    if (closed_) return std::unexpected(channel_status::closed);
    if (wait_node* receiver = receivers_.claim_first()) {
      static_cast<std::optional<T>*>(receiver->slot)->emplace(std::move(value));
      receiver->who.wake();
      return {};
    }
    if (size_ == capacity_) return std::unexpected(channel_status::would_block);
    store(value);
    return {};
  }

  /// Takes the oldest value, if there is one, and lets the next sender move up. The lock is held.
  std::expected<void, channel_status> take(std::optional<T>& value) {
    if (size_ > 0) {
      value.emplace(std::move(*buffer_[first_]));
      buffer_[first_].reset();
      first_ = first_ + 1 == capacity_ ? 0 : first_ + 1;
      --size_;
      if (wait_node* sender = senders_.claim_first()) {
        store(*static_cast<T*>(sender->slot));
        sender->who.wake();
      }
      return {};
    }
    if (wait_node* sender = senders_.claim_first()) {
      value.emplace(std::move(*static_cast<T*>(sender->slot)));
      sender->who.wake();
      return {};
    }
    return std::unexpected(closed_ ? channel_status::closed : channel_status::would_block);
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

}  // namespace detail
}  // namespace weft
