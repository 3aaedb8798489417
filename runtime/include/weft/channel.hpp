// Channels: queues between fibers, of any workers, and plain threads.
//
//   weft::channel<int> numbers(16);
//   weft::spawn([=]() mutable { for (int i = 0; i < 100; ++i) numbers.send(i); numbers.close(); });
//   for (int n : numbers) use(n);
//
// With capacity 0 a send meets a receive: both return when the value has changed hands. Otherwise up to `capacity` values
// wait in the channel. Values arrive in the order they were sent; waiters are served in the order they came.
#pragma once

#include <cstddef>
#include <exception>
#include <expected>
#include <iterator>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>
#include <weft/fiber.hpp>

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

/// What the handles of one channel share. A value is in the buffer or on the stack of a waiting sender, never in between.
template <class T>
class channel_core {
 public:
  explicit channel_core(std::size_t capacity) : capacity_(capacity) {
    if (capacity > std::numeric_limits<std::ptrdiff_t>::max() / sizeof(std::optional<T>))
      throw std::length_error("weft::channel: the capacity is more than memory can hold");
    if (capacity > 0) buffer_ = std::make_unique<std::optional<T>[]>(capacity);
  }

  void send(T& value) {
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

  bool close() {
    const std::lock_guard lock(lock_);
    if (std::exchange(closed_, true)) return false;
    for (wait_queue* waiting : {&senders_, &receivers_}) {
      while (wait_node* node = waiting->claim_first()) {
        node->refused = true;
        node->who.wake();
      }
    }
    return true;
  }

  std::size_t size() const {
    const std::lock_guard lock(lock_);
    return size_;
  }
  std::size_t capacity() const noexcept { return capacity_; }

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
    const std::size_t place = first_ + size_ >= capacity_ ? first_ + size_ - capacity_ : first_ + size_;
    buffer_[place].emplace(std::move(value));
    ++size_;
  }

  /// Waits for a partner; on cancellation leaves the queue and unwinds.
  void settle(waiter& self, wait_node& node, wait_queue& queue, wait_kind what) {
    if (self.wait(what) == wake_reason::signalled) return;
    {
      const std::lock_guard lock(lock_);
      queue.withdraw(node);
    }
    throw_cancelled_here();
  }

  mutable spinlock lock_;
  const std::size_t capacity_;
  bool closed_ = false;
  std::size_t first_ = 0;  // of the buffered values
  std::size_t size_ = 0;
  std::unique_ptr<std::optional<T>[]> buffer_;
  wait_queue senders_;
  wait_queue receivers_;
};

}  // namespace detail

/// A handle to a channel; copies share it. T must be movable without throwing.
template <class T>
class channel {
 public:
  class iterator;

  /// Errors: std::length_error for a capacity that cannot be.
  explicit channel(std::size_t capacity = 0) : core_(std::make_shared<detail::channel_core<T>>(capacity)) {}

  /// Waits until the value has been received, or buffered. A cancelled or refused sender has sent nothing.
  /// Errors:  channel_closed; `cancelled` when the fiber is.
  /// Threads: any. Suspends a fiber, blocks a plain thread.
  void send(T value) { core_->send(value); }

  /// Waits for a value; nullopt: the channel is closed and drained. Otherwise as `send`.
  std::optional<T> receive() { return core_->receive(); }

  /// Sends if that needs no waiting; moves from `value` only then. Any thread; never suspends.
  std::expected<void, channel_status> try_send(T&& value) { return core_->try_send(value); }
  std::expected<T, channel_status> try_receive() { return core_->try_receive(); }

  /// No more sends: waiting senders throw, waiting receivers get nullopt, buffered values can still be received. False: it was
  /// closed already. Any thread; never suspends.
  bool close() { return core_->close(); }

  /// How many values are buffered, at this moment.
  std::size_t size() const { return core_->size(); }
  std::size_t capacity() const { return core_->capacity(); }

  /// Receives until the channel is closed and drained.
  iterator begin() { return iterator(*this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::shared_ptr<detail::channel_core<T>> core_;
};

template <class T>
class channel<T>::iterator {
 public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;

  explicit iterator(channel& from) : from_(&from), value_(from.receive()) {}

  T& operator*() { return *value_; }
  iterator& operator++() {
    value_ = from_->receive();
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(std::default_sentinel_t) const { return !value_.has_value(); }

 private:
  channel* from_;
  std::optional<T> value_;
};

}  // namespace weft
