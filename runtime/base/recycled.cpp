#include <weft/detail/recycled.hpp>

#include <array>
#include <new>

namespace weft::detail {
namespace {

constexpr std::size_t step_bytes = 32;
constexpr std::size_t recycled_bytes_max = 512;
constexpr std::size_t class_count = recycled_bytes_max / step_bytes;
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

std::size_t class_of(std::size_t bytes) { return (bytes - 1) / step_bytes; }

free_list& list_for(std::size_t bytes) {
  static thread_local free_lists lists;
  return lists.by_size[class_of(bytes)];
}

}  // namespace

void* allocate_recycled(std::size_t bytes) {
  if (bytes > recycled_bytes_max) return ::operator new(bytes);
  free_list& list = list_for(bytes);
  block* const one = list.first;
  if (one == nullptr) return ::operator new((class_of(bytes) + 1) * step_bytes);
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
