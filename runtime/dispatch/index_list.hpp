// A doubly linked list threaded by index through the elements of a vector.
//
// The vector owns the elements and may grow; an element has a member `place` and is in at most one
// list at a time. Adding and removing take constant time and no memory.
#pragma once

#include <cstdint>

namespace weft::dispatch {

inline constexpr std::uint32_t no_index = UINT32_MAX;

/// Where an element stands in its list.
struct links {
  std::uint32_t previous = no_index;
  std::uint32_t next = no_index;
};

/// Every call gets the same `elements`, which hold the links; they are not checked.
class index_list {
 public:
  bool empty() const noexcept { return first_ == no_index; }
  /// `no_index` when empty. The next one is `elements[index].place.next`.
  std::uint32_t front() const noexcept { return first_; }

  template <class Elements>
  void push_back(Elements& elements, std::uint32_t index) noexcept {
    elements[index].place = {.previous = last_, .next = no_index};
    (last_ == no_index ? first_ : elements[last_].place.next) = index;
    last_ = index;
  }

  /// Takes out an element of this list.
  template <class Elements>
  void remove(Elements& elements, std::uint32_t index) noexcept {
    const links at = elements[index].place;
    (at.previous == no_index ? first_ : elements[at.previous].place.next) = at.next;
    (at.next == no_index ? last_ : elements[at.next].place.previous) = at.previous;
  }

 private:
  std::uint32_t first_ = no_index;
  std::uint32_t last_ = no_index;
};

}  // namespace weft::dispatch
