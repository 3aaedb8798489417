// The queues of fibers: a list for those that stay on their worker, a ring that others may steal
// from, and an inbox.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include <weft/detail/fiber_core.hpp>

namespace weft::detail {

/// First in, first out, through the fibers themselves. One thread.
template <fiber_core* fiber_core::* Next>
class fiber_list {
 public:
  bool empty() const noexcept { return first_ == nullptr; }

  void push_back(fiber_core& fiber) noexcept {
    fiber.*Next = nullptr;
    (last_ == nullptr ? first_ : last_->*Next) = &fiber;
    last_ = &fiber;
  }

  fiber_core* pop_front() noexcept {
    fiber_core* fiber = first_;
    if (fiber == nullptr) return nullptr;
    first_ = fiber->*Next;
    if (first_ == nullptr) last_ = nullptr;
    return fiber;
  }

 private:
  fiber_core* first_ = nullptr;
  fiber_core* last_ = nullptr;
};

/// Fresh fibers of one worker, oldest first. The owner pushes and pops; anyone may steal. Bounded:
/// what does not fit goes to the scheduler's overflow queue.
///
/// After the local queues of Go's scheduler: `head_` is moved by compare-and-swap, by owner and
/// thieves alike; only the owner moves `tail_`. Indices run freely and wrap around.
class steal_ring {
 public:
  static constexpr std::uint32_t capacity = 256;

  /// Owner. Whether there was room. Sequentially consistent, so that a worker that has announced
  /// its sleep sees the fiber or is seen by who pushed it.
  bool push(fiber_core& fiber) noexcept {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) == capacity) return false;
    slots_[tail % capacity].store(&fiber, std::memory_order_relaxed);
    tail_.store(tail + 1, std::memory_order_seq_cst);
    return true;
  }

  /// Owner.
  fiber_core* pop() noexcept {
    std::uint32_t head = head_.load(std::memory_order_acquire);
    while (head != tail_.load(std::memory_order_relaxed)) {
      fiber_core* fiber = slots_[head % capacity].load(std::memory_order_relaxed);
      if (head_.compare_exchange_weak(head, head + 1, std::memory_order_acq_rel)) return fiber;
    }
    return nullptr;
  }

  /// Any thread but the owner of `into`'s victim: moves half of what is here into `into`, the
  /// thief's own empty ring, and returns how many came over.
  std::uint32_t steal_into(steal_ring& into) noexcept {
    for (;;) {
      std::uint32_t head = head_.load(std::memory_order_acquire);
      const std::uint32_t present = tail_.load(std::memory_order_acquire) - head;
      if (present == 0) return 0;
      if (present > capacity) continue;  // the two loads did not belong together
      const std::uint32_t count = present - present / 2;
      const std::uint32_t tail = into.tail_.load(std::memory_order_relaxed);
      for (std::uint32_t i = 0; i < count; ++i) {
        fiber_core* fiber = slots_[(head + i) % capacity].load(std::memory_order_relaxed);
        into.slots_[(tail + i) % capacity].store(fiber, std::memory_order_relaxed);
      }
      if (!head_.compare_exchange_strong(head, head + count, std::memory_order_acq_rel)) continue;
      into.tail_.store(tail + count, std::memory_order_seq_cst);
      return count;
    }
  }

  /// Any thread; a moment's view.
  bool looks_empty() const noexcept {
    return head_.load(std::memory_order_seq_cst) == tail_.load(std::memory_order_seq_cst);
  }

 private:
  alignas(64) std::atomic<std::uint32_t> head_{0};
  alignas(64) std::atomic<std::uint32_t> tail_{0};
  std::array<std::atomic<fiber_core*>, capacity> slots_{};
};

/// What other threads put before a worker. Anyone posts; the owner takes all at once, in the order
/// of posting.
class inbox {
 public:
  void post(posted& item) noexcept {
    posted* head = head_.load(std::memory_order_relaxed);
    do item.next_posted = head;
    while (!head_.compare_exchange_weak(head, &item, std::memory_order_seq_cst,
                                        std::memory_order_relaxed));
  }

  bool looks_empty() const noexcept { return head_.load(std::memory_order_seq_cst) == nullptr; }

  /// Calls `item.arrive(at)` for each.
  void deliver(worker& at) {
    posted* newest = head_.exchange(nullptr, std::memory_order_acquire);
    posted* oldest = nullptr;
    while (newest != nullptr) {
      posted* earlier = newest->next_posted;
      newest->next_posted = oldest;
      oldest = newest;
      newest = earlier;
    }
    while (oldest != nullptr) {
      posted* item = oldest;
      oldest = item->next_posted;
      item->arrive(at);
    }
  }

 private:
  std::atomic<posted*> head_{nullptr};
};

}  // namespace weft::detail
