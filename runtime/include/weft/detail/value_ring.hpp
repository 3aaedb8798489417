// The values that wait in a channel, oldest first.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace weft::detail {

/// Room for `capacity` values. Its memory is taken at once and touched as it is used.
template <class T>
class value_ring {
 public:
  /// Errors: std::bad_alloc.
  explicit value_ring(std::size_t capacity)
      : capacity_(capacity),
        room_(capacity == 0 ? nullptr : std::allocator<T>().allocate(capacity)) {}
  value_ring(const value_ring&) = delete;
  value_ring& operator=(const value_ring&) = delete;
  ~value_ring() {
    while (size_ > 0) pop();
    if (room_ != nullptr) std::allocator<T>().deallocate(room_, capacity_);
  }

  std::size_t size() const noexcept { return size_; }
  bool full() const noexcept { return size_ == capacity_; }

  /// Only while not full.
  void push(T&& value) {
    const std::size_t place = first_ + size_;
    std::construct_at(room_ + (place < capacity_ ? place : place - capacity_), std::move(value));
    ++size_;
  }
  /// Only while not empty, as `pop`.
  T& oldest() noexcept { return room_[first_]; }
  void pop() noexcept {
    std::destroy_at(room_ + first_);
    first_ = first_ + 1 == capacity_ ? 0 : first_ + 1;
    --size_;
  }

 private:
  const std::size_t capacity_;
  T* const room_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace weft::detail
