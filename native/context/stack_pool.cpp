// Stacks from large anonymous mappings, committed page by page as they are touched.
//
// One mapping holds many stacks. Where the kernel has MADV_GUARD_INSTALL (Linux 6.13) a guard costs
// no mapping of its own, so a million stacks fit in a few mappings. On an older kernel each guard
// is an mprotect, which splits the mapping: the process then ends at vm.max_map_count / 2 stacks
// (about 32,000 by default) with std::bad_alloc.
#include <weft/platform/stack_pool.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <mutex>
#include <new>
#include <vector>

namespace weft::platform {
namespace {

constexpr std::size_t guard_bytes = 16 * 1024;
constexpr std::size_t stack_bytes_min = 16 * 1024;
constexpr std::size_t mapping_bytes = 8 * 1024 * 1024;
constexpr std::size_t size_classes = 32;
constexpr int madv_guard_install = 102;  // <sys/mman.h> of Debian 12 does not name it yet

void install_guard(std::byte* lowest) {
  static const bool cheap_guards = [] {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* probe = ::mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const bool works = probe != MAP_FAILED && ::madvise(probe, page, madv_guard_install) == 0;
    if (probe != MAP_FAILED) ::munmap(probe, page);
    return works;
  }();
  const int failed = cheap_guards ? ::madvise(lowest, guard_bytes, madv_guard_install)
                                  : ::mprotect(lowest, guard_bytes, PROT_NONE);
  if (failed != 0) throw std::bad_alloc();
}

/// The stacks of one size. Slots of a mapping are handed out in order and get their guard then;
/// returned ones are used again, last in first out, while their pages are still warm.
class size_class {
 public:
  std::byte* acquire(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      std::byte* base = free_.back();
      free_.pop_back();
      return base;
    }
    const std::size_t slot_bytes = guard_bytes + bytes;
    if (unused_bytes_ < slot_bytes) map(slot_bytes);
    install_guard(unused_);
    std::byte* base = unused_ + guard_bytes;
    unused_ += slot_bytes;
    unused_bytes_ -= slot_bytes;
    stacks_ += 1;
    if (free_.capacity() < stacks_)
      free_.reserve(2 * stacks_);  // so that `release` never allocates
    return base;
  }

  void release(std::byte* base) noexcept {
    const std::lock_guard lock(mutex_);
    free_.push_back(base);
  }

 private:
  void map(std::size_t slot_bytes) {
    const std::size_t bytes = std::max(slot_bytes, mapping_bytes / slot_bytes * slot_bytes);
    void* start = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (start == MAP_FAILED) throw std::bad_alloc();
    ::madvise(start, bytes, MADV_NOHUGEPAGE);  // a huge page would commit whole neighbouring stacks
    unused_ = static_cast<std::byte*>(start);
    unused_bytes_ = bytes;
  }

  std::mutex mutex_;
  std::vector<std::byte*> free_;
  std::byte* unused_ = nullptr;  // the rest of the newest mapping
  std::size_t unused_bytes_ = 0;
  std::size_t stacks_ = 0;
};

/// Never destroyed: fibers of static objects may still hold stacks while the program ends.
std::array<size_class, size_classes>& classes() {
  static auto& all = *new std::array<size_class, size_classes>();
  return all;
}

size_class& class_of(std::size_t bytes) {
  return classes()[static_cast<std::size_t>(std::countr_zero(bytes))];
}

}  // namespace

stack_span acquire_stack(std::size_t bytes) {
  constexpr std::size_t bytes_max = std::size_t{1} << (size_classes - 1);
  if (bytes > bytes_max) throw std::bad_alloc();
  bytes = std::bit_ceil(std::max(bytes, stack_bytes_min));
  return {class_of(bytes).acquire(bytes), bytes};
}

void release_stack(stack_span stack) noexcept { class_of(stack.bytes).release(stack.base); }

bool in_guard(stack_span stack, const void* address) noexcept {
  const auto* at = static_cast<const std::byte*>(address);
  return at < stack.base && at >= stack.base - guard_bytes;
}

}  // namespace weft::platform
