// Free blocks by size, in magazines: lists of a fixed length.
//
//     thread:  loaded ⇄ spare     no lock, no atomic step
//                 │
//     depot:   full magazines of all threads, up to a number; beyond, the allocator
//
// A thread that takes and gives in turn needs its two magazines only. One that gives what others take, as the
// receiver of messages does, passes on a magazine at a time. (J. Bonwick, J. Adams, "Magazines and Vmem",
// 2001.)
#include <weft/detail/recycled.hpp>

#include <array>
#include <cstddef>
#include <mutex>
#include <new>
#include <utility>

namespace weft::detail {
namespace {

/// Sizes are 8 above a multiple of 16: what the usual allocators can give without waste. The smallest has
/// room for a `block`.
constexpr std::size_t step_bytes = 16;
constexpr std::size_t smallest_bytes = 24;
constexpr std::size_t recycled_bytes_max = 512;
constexpr std::size_t magazine_blocks = 256;
/// What the depot of one size keeps, at most.
constexpr std::size_t depot_bytes_max = std::size_t{16} << 20;

constexpr std::size_t class_of(std::size_t bytes) {
  return bytes <= smallest_bytes ? 0 : (bytes - smallest_bytes + step_bytes - 1) / step_bytes;
}
constexpr std::size_t bytes_of(std::size_t size_class) {
  return size_class * step_bytes + smallest_bytes;
}
constexpr std::size_t class_count = class_of(recycled_bytes_max) + 1;

struct block {
  block* next;
  block* next_magazine;  // of the first one in a magazine, in the depot
};

struct magazine {
  block* first = nullptr;
  std::size_t count = 0;

  bool empty() const noexcept { return first == nullptr; }
  bool full() const noexcept { return count == magazine_blocks; }
  void push(void* memory) noexcept {
    first = ::new (memory) block{first, nullptr};
    ++count;
  }
  void* pop() noexcept {
    --count;
    return std::exchange(first, first->next);
  }
  void give_to_allocator() noexcept {
    while (!empty()) ::operator delete(pop());
  }
};

/// What all threads share of one size.
class depot {
 public:
  /// Empty when there is none.
  magazine take() noexcept {
    const std::lock_guard lock(mutex_);
    if (first_ == nullptr) return {};
    --count_;
    return {std::exchange(first_, first_->next_magazine), magazine_blocks};
  }

  void put(magazine full, std::size_t block_bytes) noexcept {
    {
      const std::lock_guard lock(mutex_);
      if (count_ < depot_bytes_max / (magazine_blocks * block_bytes)) {
        full.first->next_magazine = std::exchange(first_, full.first);
        ++count_;
        return;
      }
    }
    full.give_to_allocator();
  }

 private:
  std::mutex mutex_;
  block* first_ = nullptr;  // guarded by mutex_, like what follows
  std::size_t count_ = 0;
};

/// Never destroyed: static objects may still free while the program ends.
depot& depot_of(std::size_t size_class) {
  static auto& all = *new std::array<depot, class_count>();
  return all[size_class];
}

struct shelf {
  magazine loaded;
  magazine spare;
};

/// The shelves of a thread.
struct shelves {
  std::array<shelf, class_count> by_size;
  bool gone = false;  // what the thread still frees goes to the allocator

  ~shelves() {
    for (shelf& one : by_size) {
      one.loaded.give_to_allocator();
      one.spare.give_to_allocator();
    }
    gone = true;
  }
};

shelves& shelves_here() {
  static thread_local shelves mine;
  return mine;
}

[[gnu::noinline]] void* allocate_slowly(shelf& mine, std::size_t size_class) {
  std::swap(mine.loaded, mine.spare);
  if (mine.loaded.empty()) mine.loaded = depot_of(size_class).take();
  return mine.loaded.empty() ? ::operator new(bytes_of(size_class)) : mine.loaded.pop();
}

[[gnu::noinline]] void make_room(shelves& all, std::size_t size_class) noexcept {
  shelf& mine = all.by_size[size_class];
  std::swap(mine.loaded, mine.spare);
  if (!mine.loaded.full()) return;
  depot_of(size_class).put(std::exchange(mine.loaded, {}), bytes_of(size_class));
}

}  // namespace

void* allocate_recycled(std::size_t bytes) {
  if (bytes > recycled_bytes_max) return ::operator new(bytes);
  const std::size_t size_class = class_of(bytes);
  shelf& mine = shelves_here().by_size[size_class];
  return mine.loaded.empty() ? allocate_slowly(mine, size_class) : mine.loaded.pop();
}

void free_recycled(void* memory, std::size_t bytes) noexcept {
  if (bytes > recycled_bytes_max) return ::operator delete(memory);
  const std::size_t size_class = class_of(bytes);
  shelves& all = shelves_here();
  if (all.gone) return ::operator delete(memory);
  if (all.by_size[size_class].loaded.full()) make_room(all, size_class);
  all.by_size[size_class].loaded.push(memory);
}

}  // namespace weft::detail
