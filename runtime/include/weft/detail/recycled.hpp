// Memory for objects that come and go all the time.
//
// Each thread keeps what it frees, by size, and takes from there first, without a lock. What a thread frees
// more than it allocates goes to the others in lists of some hundred; beyond a number, to the allocator.
#pragma once

#include <cstddef>

namespace weft::detail {

/// Any thread. Errors: std::bad_alloc.
void* allocate_recycled(std::size_t bytes);
/// Any thread; `bytes` as it was allocated.
void free_recycled(void* memory, std::size_t bytes) noexcept;

/// A base for classes whose objects are recycled.
struct recycled {
  static void* operator new(std::size_t bytes) { return allocate_recycled(bytes); }
  static void operator delete(void* memory, std::size_t bytes) noexcept {
    free_recycled(memory, bytes);
  }
  // Where the compiler constructs in place.
  static void* operator new(std::size_t, void* place) noexcept { return place; }
  static void operator delete(void*, void*) noexcept {}
};

}  // namespace weft::detail
