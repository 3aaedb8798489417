#include <weft/detail/recycled.hpp>

#include <array>
#include <new>

namespace weft::detail {
namespace {

/// Sizes are 8 above a multiple of 16: what the usual allocators can give without waste.
constexpr std::size_t step_bytes = 16;
constexpr std::size_t first_bytes = 8;
constexpr std::size_t recycled_bytes_max = 512;
constexpr std::size_t class_count =
    (recycled_bytes_max - first_bytes + step_bytes - 1) / step_bytes + 1;
/// What one thread keeps of one size, at most.
constexpr std::size_t kept_max = 4096;

struct block {
  block* next;
};

struct free_list {
  block* first = nullptr;
  std::size_t count = 0;
};

struct free_lists {
  std::array<free_list, class_count> by_size;
  ~free_lists() {
    for (free_list& list : by_size) {
      while (block* one = list.first) {
        list.first = one->next;
        ::operator delete(one);
      }
      list.count = kept_max;  // what this thread still frees goes to the allocator
    }
  }
};

std::size_t class_of(std::size_t bytes) {
  return bytes <= first_bytes ? 0 : (bytes - first_bytes + step_bytes - 1) / step_bytes;
}
std::size_t bytes_of(std::size_t size_class) { return size_class * step_bytes + first_bytes; }

free_list& list_for(std::size_t bytes) {
  static thread_local free_lists lists;
  return lists.by_size[class_of(bytes)];
}

}  // namespace

void* allocate_recycled(std::size_t bytes) {
  if (bytes > recycled_bytes_max) return ::operator new(bytes);
  free_list& list = list_for(bytes);
  block* const one = list.first;
  if (one == nullptr) return ::operator new(bytes_of(class_of(bytes)));
  list.first = one->next;
  --list.count;
  return one;
}

void free_recycled(void* memory, std::size_t bytes) noexcept {
  if (bytes > recycled_bytes_max) return ::operator delete(memory);
  free_list& list = list_for(bytes);
  if (list.count >= kept_max) return ::operator delete(memory);
  list.first = ::new (memory) block{list.first};
  ++list.count;
}

}  // namespace weft::detail
