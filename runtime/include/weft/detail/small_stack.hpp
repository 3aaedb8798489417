// A stack for the containers that are open while a value is walked. Nearly every message is
// shallow, so the first levels take no memory from the heap.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace weft::detail {

template <class T, std::size_t Inline = 16>
class small_stack {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }
  T& top() noexcept { return (*this)[size_ - 1]; }
  T& operator[](std::size_t level) noexcept {
    return level < Inline ? first_[level] : rest_[level - Inline];
  }

  /// A new top, to be filled.
  T& push() {
    if (size_ >= Inline) rest_.emplace_back();
    ++size_;
    return top();
  }

  void pop() noexcept {
    if (size_ > Inline) rest_.pop_back();
    --size_;
  }

 private:
  std::size_t size_ = 0;
  std::array<T, Inline> first_;  // below size_ only
  std::vector<T> rest_;
};

}  // namespace weft::detail
