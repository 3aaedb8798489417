#include "guarded_slots.hpp"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace weft::native {
namespace {

constexpr std::size_t guard_bytes_min = 8 * 1024;
constexpr std::size_t guard_bytes_max = 16 * 1024;
constexpr std::size_t mapping_bytes = 8 * 1024 * 1024;
constexpr std::size_t page_table_bytes = 2 * 1024 * 1024;  // what one page table maps
constexpr std::size_t ranges_at_once = 64;
constexpr std::size_t run_length_max = page_table_bytes / (guard_bytes_min + 16 * 1024);

// <sys/mman.h> and <linux/fcntl.h> of Debian 12 do not name them yet.
constexpr int madv_guard_install = 102;
constexpr int pidfd_self_thread_group = -10001;

std::size_t page_bytes() noexcept {
  static const auto bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return bytes;
}

/// How many of `ranges`, from the first, the kernel has taken `advice` for in one call.
std::size_t advise_together(std::span<const iovec> ranges, int advice) noexcept {
  const long done = ::syscall(SYS_process_madvise, pidfd_self_thread_group, ranges.data(),
                              ranges.size(), advice, 0);
  std::size_t bytes = done > 0 ? static_cast<std::size_t>(done) : 0;
  std::size_t count = 0;
  while (count < ranges.size() && bytes >= ranges[count].iov_len) bytes -= ranges[count++].iov_len;
  return count;
}

void forbid(std::byte* lowest, std::size_t bytes) {
  if (::madvise(lowest, bytes, madv_guard_install) != 0 &&
      ::mprotect(lowest, bytes, PROT_NONE) != 0)
    throw std::bad_alloc();
}

/// Marks all guards of a run at once; those that the kernel leaves out (it knows no such call, or a
/// sandbox forbids it) one by one.
void install_guards(stack_run run, std::size_t stack_bytes) {
  const std::size_t bytes = guard_bytes(stack_bytes);
  std::array<iovec, run_length_max> guards;
  for (std::size_t i = 0; i < run.count; ++i)
    guards[i] = {run.base - bytes + i * slot_bytes(stack_bytes), bytes};
  for (std::size_t i = advise_together({guards.data(), run.count}, madv_guard_install);
       i < run.count; ++i)
    forbid(static_cast<std::byte*>(guards[i].iov_base), bytes);
}

std::byte* map(std::size_t bytes) {
  void* start = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (start == MAP_FAILED) throw std::bad_alloc();
  ::madvise(start, bytes, MADV_NOHUGEPAGE);  // a huge page would commit whole neighbouring stacks
  return static_cast<std::byte*>(start);
}

}  // namespace

std::size_t guard_bytes(std::size_t stack_bytes) noexcept {
  return std::max(std::clamp(stack_bytes / 4, guard_bytes_min, guard_bytes_max), page_bytes());
}

std::size_t slot_bytes(std::size_t stack_bytes) noexcept {
  return guard_bytes(stack_bytes) + stack_bytes;
}

void give_back_pages(std::span<std::byte* const> bases, std::size_t stack_bytes) noexcept {
  while (!bases.empty()) {
    std::array<iovec, ranges_at_once> ranges;
    const std::size_t count = std::min(bases.size(), ranges.size());
    for (std::size_t i = 0; i < count; ++i) ranges[i] = {bases[i], stack_bytes};
    for (std::size_t i = advise_together({ranges.data(), count}, MADV_DONTNEED); i < count; ++i)
      ::madvise(ranges[i].iov_base, ranges[i].iov_len, MADV_DONTNEED);
    bases = bases.subspan(count);
  }
}

/// Lies at the top of the run's first stack.
struct slot_supply::returned_run {
  stack_run run;
  returned_run* next;
};

stack_run slot_supply::take(std::size_t stack_bytes) {
  if (const stack_run run = take_returned(); run.count != 0) return run;
  const stack_run run = cut(stack_bytes);
  install_guards(run, stack_bytes);  // outside the lock: others need not wait for the kernel
  return run;
}

void slot_supply::put_back(stack_run rest, std::size_t stack_bytes) noexcept {
  if (rest.count == 0) return;
  std::byte* const top = rest.base + stack_bytes;
  const std::lock_guard lock(mutex_);
  returned_ = new (top - sizeof(returned_run)) returned_run{rest, returned_};
}

/// An empty run when there is none.
stack_run slot_supply::take_returned() noexcept {
  const std::lock_guard lock(mutex_);
  if (returned_ == nullptr) return {};
  return std::exchange(returned_, returned_->next)->run;
}

stack_run slot_supply::cut(std::size_t stack_bytes) {
  const std::size_t slot = slot_bytes(stack_bytes);
  const std::lock_guard lock(mutex_);
  if (unused_bytes_ < slot) {
    const std::size_t bytes = std::max(slot, mapping_bytes / slot * slot);
    unused_ = map(bytes);
    unused_bytes_ = bytes;
  }
  const std::size_t wanted = std::clamp<std::size_t>(page_table_bytes / slot, 1, run_length_);
  const stack_run run{unused_ + guard_bytes(stack_bytes), std::min(wanted, unused_bytes_ / slot)};
  run_length_ = std::min(2 * run_length_, run_length_max);
  unused_ += run.count * slot;
  unused_bytes_ -= run.count * slot;
  return run;
}

}  // namespace weft::native
