// Channels: queues between fibers, of any workers, and plain threads.
//
//   weft::channel<int> numbers(16);
//   weft::spawn([=]() mutable { for (int i = 0; i < 100; ++i) numbers.send(i); numbers.close(); });
//   for (int n : numbers) use(n);
//
// With capacity 0 a send meets a receive: both return when the value has changed hands. Otherwise
// up to `capacity` values wait in the channel. Values arrive in the order they were sent; waiters
// are served in the order they came.
#pragma once

#include <cstddef>
#include <expected>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <weft/detail/channel_core.hpp>
#include <weft/fiber.hpp>
#include <weft/operation.hpp>

namespace weft {

/// A handle to a channel; copies share it, and constness is the handle's own. T must be movable
/// without throwing.
template <class T>
class channel {
 public:
  class iterator;

  /// Errors: std::length_error for a capacity that cannot be.
  explicit channel(std::size_t capacity = 0)
      : core_(std::make_shared<detail::channel_core<T>>(capacity)) {}

  /// Waits until the value has been received, or buffered. A cancelled or refused sender has sent
  /// nothing.
  ///
  /// Errors:  channel_closed; `cancelled` when the fiber is.
  /// Threads: any. Suspends a fiber, blocks a plain thread.
  void send(T value) const { core_->send(value); }

  /// Waits for a value; nullopt: the channel is closed and drained. Otherwise as `send`.
  std::optional<T> receive() const { return core_->receive(); }

  /// Sends without making the caller wait: at once if that needs no waiting, else in a fiber of its
  /// own. Values that had to wait arrive in no particular order. One that still waits when the channel
  /// is closed is dropped.
  ///
  /// Errors:  channel_closed; std::logic_error outside fibers when it would have to wait.
  /// Threads: fibers; a plain thread only if there is room. Never suspends.
  void send_detached(T value) const {
    const auto sent = try_send(std::move(value));
    if (sent) return;
    if (sent.error() == channel_status::closed) throw channel_closed();
    spawn([to = *this, waiting = std::move(value)]() mutable {
      try {
        to.send(std::move(waiting));
      } catch (const channel_closed&) {
      }
    });
  }

  /// Sends if that needs no waiting; moves from `value` only then. Any thread; never suspends.
  std::expected<void, channel_status> try_send(T&& value) const { return core_->try_send(value); }
  std::expected<T, channel_status> try_receive() const {
    std::optional<T> value;
    if (auto found = core_->try_receive(value); !found) return std::unexpected(found.error());
    return std::move(*value);
  }

  /// `send` and `receive` as operations. A send that was not committed destroys its value with the
  /// operation. Performing a send on a closed channel throws channel_closed.
  operation<void> send_op(T value) const {
    return operation<void>(std::in_place_type<detail::send_leaf<T>>, core_, std::move(value));
  }
  operation<std::optional<T>> receive_op() const {
    return operation<std::optional<T>>(std::in_place_type<detail::receive_leaf<T>>, core_);
  }

  /// No more sends: waiting senders throw, waiting receivers get nullopt, buffered values can still
  /// be received. False: it was closed already. Any thread; never suspends.
  bool close() const { return core_->close(); }

  /// How many values are buffered, at this moment.
  std::size_t size() const { return core_->size(); }
  std::size_t capacity() const { return core_->capacity(); }

  /// Receives until the channel is closed and drained.
  iterator begin() const { return iterator(*this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::shared_ptr<detail::channel_core<T>> core_;
};

template <class T>
class channel<T>::iterator {
 public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;

  explicit iterator(const channel& from) : from_(&from), value_(from.receive()) {}

  T& operator*() { return *value_; }
  iterator& operator++() {
    value_ = from_->receive();
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(std::default_sentinel_t) const { return !value_.has_value(); }

 private:
  const channel* from_;
  std::optional<T> value_;
};

}  // namespace weft
