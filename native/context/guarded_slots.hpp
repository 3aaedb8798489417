// Fresh stacks, cut from large mappings in runs, each with its guard.
//
// A guard costs no mapping of its own where the kernel can mark pages so (MADV_GUARD_INSTALL, Linux
// 6.13); a million stacks then fit in a few mappings. Marking takes a third of what a page's first
// touch does when the guards of a run are marked by one call (process_madvise(2) on the process
// itself, Linux 6.14); with a call each it takes almost as long again as that touch.
//
// On an older kernel each guard is an mprotect(2), which splits the mapping: stacks end at
// vm.max_map_count / 2, about 32,000 by default.
#pragma once

#include <cstddef>
#include <mutex>
#include <span>

namespace weft::native {

/// The bytes below a stack of `stack_bytes` whose touch ends the program. A frame that its function
/// probes page by page (-fstack-clash-protection, which users of this library compile with, too)
/// cannot step over them; one of other code can when it is larger.
std::size_t guard_bytes(std::size_t stack_bytes) noexcept;

/// Stacks side by side that nobody has used yet.
struct stack_run {
  std::byte* base = nullptr;  // of the first one: its lowest usable byte
  std::size_t count = 0;
};

/// Where the stacks of one size come from.
class slot_supply {
 public:
  /// A few fresh stacks, twice as many as the time before, up to what fills a page table: as much
  /// is resident anyway when the first of them is used.
  ///
  /// Errors:  std::bad_alloc when there is no address space, or the kernel refuses a guard.
  /// Threads: any.
  stack_run take(std::size_t stack_bytes);

  /// Takes back what was not used of a run. Any thread.
  void put_back(stack_run rest, std::size_t stack_bytes) noexcept;

 private:
  struct returned_run;

  stack_run take_returned() noexcept;
  stack_run cut(std::size_t stack_bytes);

  std::mutex mutex_;
  returned_run* returned_ = nullptr;
  std::byte* unused_ = nullptr;  // the rest of the newest mapping
  std::size_t unused_bytes_ = 0;
  std::size_t run_length_ = 4;  // of the next run
};

/// Gives the pages of free stacks back to the system; they read as zero afterwards.
void give_back_pages(std::span<std::byte* const> bases, std::size_t stack_bytes) noexcept;

/// From the base of one stack of a run to that of the next.
std::size_t slot_bytes(std::size_t stack_bytes) noexcept;

}  // namespace weft::native
