// The queues of fibers that can run: a list for those that stay on their worker, a deque and a ring
// for those that have not started, bands for those with a priority, and an inbox.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include <weft/detail/fiber_core.hpp>
#include <weft/platform/threads.hpp>

namespace weft::detail {

/// First in, first out, through the fibers themselves. One thread.
class fiber_list {
 public:
  bool empty() const noexcept { return first_ == nullptr; }

  void push_back(fiber_core& fiber) noexcept {
    fiber.set_next(nullptr);
    if (last_ == nullptr)
      first_ = &fiber;
    else
      last_->set_next(&fiber);
    last_ = &fiber;
  }

  fiber_core* pop_front() noexcept {
    fiber_core* const fiber = first_;
    if (fiber == nullptr) return nullptr;
    first_ = fiber->next();
    if (first_ == nullptr) last_ = nullptr;
    return fiber;
  }

  /// How many there are, as far as `most`; takes as long.
  std::size_t count(std::size_t most) const noexcept {
    std::size_t found = 0;
    for (const fiber_core* fiber = first_; fiber != nullptr && found < most; fiber = fiber->next())
      ++found;
    return found;
  }

  /// The one that has `before` others in front of it; there is one.
  fiber_core* take(std::size_t before) noexcept {
    fiber_core* previous = nullptr;
    fiber_core* fiber = first_;
    for (; before > 0; --before) previous = std::exchange(fiber, fiber->next());
    if (previous == nullptr) return pop_front();
    previous->set_next(fiber->next());
    if (last_ == fiber) last_ = previous;
    return fiber;
  }

 private:
  fiber_core* first_ = nullptr;
  fiber_core* last_ = nullptr;
};

/// Both ends are open; counted. One thread.
class fiber_deque {
 public:
  bool empty() const noexcept { return first_ == nullptr; }
  std::size_t size() const noexcept { return size_; }
  fiber_core* front() const noexcept { return first_; }

  void push_back(fiber_core& fiber) noexcept {
    fiber.set_next(nullptr);
    fiber.previous = last_;
    if (last_ == nullptr)
      first_ = &fiber;
    else
      last_->set_next(&fiber);
    last_ = &fiber;
    ++size_;
  }

  void push_front(fiber_core& fiber) noexcept {
    fiber.previous = nullptr;
    fiber.set_next(first_);
    (first_ == nullptr ? last_ : first_->previous) = &fiber;
    first_ = &fiber;
    ++size_;
  }

  fiber_core* pop_front() noexcept { return first_ == nullptr ? nullptr : remove(*first_); }
  fiber_core* pop_back() noexcept { return last_ == nullptr ? nullptr : remove(*last_); }

  /// The one that has `before` others in front of it; there is one.
  fiber_core* take(std::size_t before) noexcept {
    fiber_core* fiber = first_;
    while (before-- > 0) fiber = fiber->next();
    return remove(*fiber);
  }

 private:
  fiber_core* remove(fiber_core& fiber) noexcept {
    if (fiber.previous == nullptr)
      first_ = fiber.next();
    else
      fiber.previous->set_next(fiber.next());
    (fiber.next() == nullptr ? last_ : fiber.next()->previous) = fiber.previous;
    --size_;
    return &fiber;
  }

  fiber_core* first_ = nullptr;
  fiber_core* last_ = nullptr;
  std::size_t size_ = 0;
};

/// Fibers by priority, first in, first out among equals. One thread.
class priority_bands {
 public:
  bool empty() const noexcept { return count_ == 0; }
  /// The highest priority there is, if that is above the usual 0; else 0.
  int urgency() const noexcept { return count_ == 0 ? 0 : std::max(0, highest()); }

  void push_back(fiber_core& fiber) {
    bands_[fiber.priority()].push_back(fiber);
    ++count_;
  }

  /// Of the highest priority there is, if that is at least `lowest`; null: none.
  fiber_core* pop_highest(int lowest) {
    return count_ == 0 || highest() < lowest ? nullptr : pop_from(bands_.begin());
  }

  /// From each priority in turn, so that none starves; null: none.
  fiber_core* pop_in_turn() {
    if (count_ == 0) return nullptr;
    auto next = bands_.upper_bound(last_turn_);  // the next lower one
    if (next == bands_.end()) next = bands_.begin();
    last_turn_ = next->first;
    return pop_from(next);
  }

 private:
  // No band is empty. The highest comes first.
  using bands = std::map<int, fiber_list, std::greater<>>;

  int highest() const noexcept { return bands_.begin()->first; }

  fiber_core* pop_from(bands::iterator band) {
    fiber_core* const fiber = band->second.pop_front();
    if (band->second.empty()) bands_.erase(band);
    --count_;
    return fiber;
  }

  bands bands_;
  std::size_t count_ = 0;
  int last_turn_ = 0;
};

/// Fresh fibers that a worker offers to the others, oldest first. The owner pushes and pops; anyone
/// may steal. Bounded.
///
/// After the local queues of Go's scheduler: `head_` is moved by compare-and-swap, by owner and
/// thieves alike; only the owner moves `tail_`. Indices run freely and wrap around.
class steal_ring {
 public:
  static constexpr std::uint32_t capacity = 256;

  /// Owner, who alone pushes: there stays room until it does.
  bool full() const noexcept { return size() == capacity; }
  /// Owner. Whether there was room. A thief may have run and destroyed the fiber when this returns.
  bool push(fiber_core& fiber) noexcept {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) == capacity) return false;
    slots_[tail % capacity].store(&fiber, std::memory_order_relaxed);
    tail_.store(tail + 1, std::memory_order_release);
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
      into.tail_.store(tail + count, std::memory_order_release);
      return count;
    }
  }

  /// Any thread; a moment's view.
  std::uint32_t size() const noexcept {
    const std::uint32_t head = head_.load(std::memory_order_acquire);
    return tail_.load(std::memory_order_acquire) - head;
  }
  bool looks_empty() const noexcept { return size() == 0; }
  /// How many have ever been taken out; tells whether the owner, or a thief, is at work.
  std::uint32_t taken() const noexcept { return head_.load(std::memory_order_acquire); }

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

  /// Calls `item.arrive(at)` for each. Not inlined: wasm/cmake/never_waits.txt names it.
  [[gnu::noinline]] void deliver(worker& at) {
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
