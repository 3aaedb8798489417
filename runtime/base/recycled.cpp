// Free blocks by size, in magazines: arrays of a fixed length of pointers to blocks.
//
//     thread:  loaded ⇄ spare     no lock, no atomic step
//                 │
//     depot:   full magazines of all threads, up to a number; beyond, the allocator
//
// A thread that takes and gives in turn needs its two magazines only. One that gives what others take, as the
// receiver of messages does, passes on a magazine at a time. The blocks themselves are not touched, which
// another processor's cache may hold. (J. Bonwick, J. Adams, "Magazines and Vmem", 2001.)
#include <weft/detail/recycled.hpp>

#include <array>
#include <cstddef>
#include <mutex>
#include <new>
#include <utility>

namespace weft::detail {
namespace {

/// Sizes are 8 above a multiple of 16: what the usual allocators can give without waste.
constexpr std::size_t step_bytes = 16;
constexpr std::size_t smallest_bytes = 24;
constexpr std::size_t recycled_bytes_max = 512;
constexpr std::size_t magazine_blocks = 254;  // so that a magazine is 2 KiB
/// What the depot of one size keeps, at most.
constexpr std::size_t depot_bytes_max = std::size_t{16} << 20;

constexpr std::size_t class_of(std::size_t bytes) {
  return bytes <= smallest_bytes ? 0 : (bytes - smallest_bytes + step_bytes - 1) / step_bytes;
}
constexpr std::size_t bytes_of(std::size_t size_class) {
  return size_class * step_bytes + smallest_bytes;
}
constexpr std::size_t class_count = class_of(recycled_bytes_max) + 1;

struct magazine {
  magazine* next = nullptr;  // in the depot
  std::size_t count = 0;
  std::array<void*, magazine_blocks> blocks;

  bool empty() const noexcept { return count == 0; }
  bool full() const noexcept { return count == magazine_blocks; }
  void push(void* memory) noexcept { blocks[count++] = memory; }
  void* pop() noexcept { return blocks[--count]; }
  void give_to_allocator() noexcept {
    while (!empty()) ::operator delete(pop());
  }
};

/// What all threads share of one size.
class depot {
 public:
  /// A full one for `empty`, which may be null; null, and `empty` is the caller's: there is none.
  magazine* exchange_empty(magazine* empty) noexcept {
    const std::lock_guard lock(mutex_);
    if (full_ == nullptr) return nullptr;
    if (empty != nullptr) push(empty_, *empty);
    --full_count_;
    return pop(full_);
  }

  /// An empty one for `full`. Null, and `full` is the caller's, and has been emptied: there are many full
  /// ones, or there is no memory for an empty one.
  magazine* exchange_full(magazine& full, std::size_t block_bytes) noexcept {
    {
      const std::lock_guard lock(mutex_);
      if (full_count_ < depot_bytes_max / (magazine_blocks * block_bytes)) {
        magazine* const empty = empty_ != nullptr ? pop(empty_) : new (std::nothrow) magazine;
        if (empty != nullptr) {
          push(full_, full);
          ++full_count_;
          return empty;
        }
      }
    }
    full.give_to_allocator();
    return nullptr;
  }

 private:
  static void push(magazine*& list, magazine& one) noexcept {
    one.next = std::exchange(list, &one);
  }
  static magazine* pop(magazine*& list) noexcept { return std::exchange(list, list->next); }

  std::mutex mutex_;
  magazine* full_ = nullptr;  // guarded by mutex_, like what follows
  magazine* empty_ = nullptr;
  std::size_t full_count_ = 0;
};

/// Never destroyed: static objects may still free while the program ends.
depot& depot_of(std::size_t size_class) {
  static auto& all = *new std::array<depot, class_count>();
  return all[size_class];
}

/// Made when they are first needed.
struct shelf {
  magazine* loaded = nullptr;
  magazine* spare = nullptr;
};

/// The shelves of a thread.
struct shelves {
  std::array<shelf, class_count> by_size;
  bool gone = false;  // what the thread still frees goes to the allocator

  ~shelves() {
    for (const shelf& one : by_size) {
      for (magazine* const last : {one.loaded, one.spare}) {
        if (last != nullptr) last->give_to_allocator();
        delete last;
      }
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
  if (mine.loaded == nullptr || mine.loaded->empty()) {
    magazine* const full = depot_of(size_class).exchange_empty(mine.loaded);
    if (full == nullptr) return ::operator new(bytes_of(size_class));
    mine.loaded = full;
  }
  return mine.loaded->pop();
}

/// False: there is no memory for a magazine.
[[gnu::noinline]] bool make_room(shelf& mine, std::size_t size_class) noexcept {
  std::swap(mine.loaded, mine.spare);
  if (mine.loaded == nullptr) mine.loaded = new (std::nothrow) magazine;
  if (mine.loaded == nullptr) return false;
  if (!mine.loaded->full()) return true;
  magazine* const empty = depot_of(size_class).exchange_full(*mine.loaded, bytes_of(size_class));
  if (empty != nullptr) mine.loaded = empty;
  return true;
}

}  // namespace

void* allocate_recycled(std::size_t bytes) {
  if (bytes > recycled_bytes_max) return ::operator new(bytes);
  const std::size_t size_class = class_of(bytes);
  shelf& mine = shelves_here().by_size[size_class];
  if (mine.loaded == nullptr || mine.loaded->empty()) return allocate_slowly(mine, size_class);
  return mine.loaded->pop();
}

void free_recycled(void* memory, std::size_t bytes) noexcept {
  if (bytes > recycled_bytes_max) return ::operator delete(memory);
  const std::size_t size_class = class_of(bytes);
  shelves& all = shelves_here();
  if (all.gone) return ::operator delete(memory);
  shelf& mine = all.by_size[size_class];
  if ((mine.loaded == nullptr || mine.loaded->full()) && !make_room(mine, size_class))
    return ::operator delete(memory);
  mine.loaded->push(memory);
}

}  // namespace weft::detail
