// Stacks in size classes, committed page by page as they are touched, and used again while warm.
//
//     thread:  loaded ⇄ spare, fresh run      a shelf per size: no lock, no atomic step
//                 │         │
//     depot:   full magazines  <── slot_supply: runs of fresh stacks
//                 │
//              cold magazines: their pages were given back to the system
//
// A magazine is a list of free stacks, linked through their topmost bytes: those are resident, since
// a stack is used from its top. A shelf holds two, so that a thread that takes and gives in turn
// goes to the depot once per magazine at most. (J. Bonwick, J. Adams, "Magazines and Vmem", 2001.)
#include <weft/platform/stack_pool.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "guarded_slots.hpp"

namespace weft::platform {
namespace {

using native::stack_run;

constexpr std::size_t stack_bytes_min = 16 * 1024;
constexpr std::size_t size_classes = 32;
constexpr unsigned magazine_stacks_max = 32;
/// Magazines of one size that a depot keeps warm: 16,384 stacks.
constexpr std::size_t warm_magazines_max = 512;

/// Lies at the top of a free stack.
struct free_stack {
  std::byte* base;
  free_stack* next;
  free_stack* next_magazine;  // of the first in a magazine, in the depot
  unsigned magazine_stacks;   // the same
};

free_stack& free_part(stack_span stack) {
  return *reinterpret_cast<free_stack*>(stack.top() - sizeof(free_stack));
}

/// Free stacks without a page.
struct cold_magazine {
  std::array<std::byte*, magazine_stacks_max> bases;
  std::size_t stacks = 0;
  std::unique_ptr<cold_magazine> next;
};

/// Free stacks, last in first out. The parts on the stacks are written where a sanitizer may still
/// think that frames of the last user lie.
class magazine {
 public:
  bool empty() const { return first_ == nullptr; }
  bool full() const { return stacks_ == magazine_stacks_max; }

  [[gnu::no_sanitize_address]] void push(stack_span stack) {
    free_stack& part = free_part(stack);
    part.base = stack.base;
    part.next = std::exchange(first_, &part);
    ++stacks_;
  }

  [[gnu::no_sanitize_address]] std::byte* pop() {
    --stacks_;
    return std::exchange(first_, first_->next)->base;
  }

  /// Puts the magazine, which is not empty, in front of a list of others.
  [[gnu::no_sanitize_address]] void link_into(free_stack*& list) {
    first_->magazine_stacks = std::exchange(stacks_, 0);
    first_->next_magazine = list;
    list = std::exchange(first_, nullptr);
  }

  /// Takes the stacks out and gives their pages back to the system. Null, and nothing is done, when
  /// there is no memory to note them in.
  std::unique_ptr<cold_magazine> cool(std::size_t bytes) noexcept {
    std::unique_ptr<cold_magazine> cooled(new (std::nothrow) cold_magazine);
    if (cooled == nullptr) return nullptr;
    while (!empty()) cooled->bases[cooled->stacks++] = pop();
    native::give_back_pages({cooled->bases.data(), cooled->stacks}, bytes);
    return cooled;
  }

  static magazine warm(const cold_magazine& cold, std::size_t bytes) {
    magazine its;
    for (std::size_t i = 0; i < cold.stacks; ++i) its.push({cold.bases[i], bytes});
    return its;
  }

  [[gnu::no_sanitize_address]] static magazine unlink_from(free_stack*& list) {
    magazine its;
    its.first_ = list;
    its.stacks_ = list->magazine_stacks;
    list = list->next_magazine;
    return its;
  }

 private:
  free_stack* first_ = nullptr;
  unsigned stacks_ = 0;
};

/// What all threads share of one size.
class depot {
 public:
  /// An empty magazine when there is none.
  magazine take(std::size_t bytes) noexcept {
    std::unique_lock lock(mutex_);
    if (warm_ != nullptr) return take_warm();
    if (cold_ == nullptr) return magazine();
    const std::unique_ptr<cold_magazine> taken = std::move(cold_);
    cold_ = std::move(taken->next);
    lock.unlock();
    return magazine::warm(*taken, bytes);
  }

  void put(magazine& some) noexcept {
    if (some.empty()) return;
    const std::lock_guard lock(mutex_);
    some.link_into(warm_);
    if (++warm_count_ > warm_magazines_max) excess_.fetch_add(1, std::memory_order_relaxed);
  }

  /// Cools one magazine more than is worth keeping warm. False: there is none.
  bool cool_one(std::size_t bytes) noexcept {
    std::unique_lock lock(mutex_);
    if (warm_count_ <= warm_magazines_max) return false;
    magazine some = take_warm();
    lock.unlock();
    std::unique_ptr<cold_magazine> cooled = some.cool(bytes);
    if (cooled == nullptr) return put(some), false;
    lock.lock();
    cooled->next = std::move(cold_);
    cold_ = std::move(cooled);
    return true;
  }

  /// Magazines of all sizes that are warm without need.
  static bool any_excess() noexcept { return excess_.load(std::memory_order_relaxed) != 0; }

  native::slot_supply& supply() noexcept { return supply_; }

 private:
  /// The lock is held.
  magazine take_warm() noexcept {
    if (warm_count_-- > warm_magazines_max) excess_.fetch_sub(1, std::memory_order_relaxed);
    return magazine::unlink_from(warm_);
  }

  static inline std::atomic<std::size_t> excess_{0};

  std::mutex mutex_;
  free_stack* warm_ = nullptr;  // guarded by mutex_, like what follows
  std::size_t warm_count_ = 0;
  std::unique_ptr<cold_magazine> cold_;
  native::slot_supply supply_;
};

std::size_t index_of(std::size_t bytes) {
  return static_cast<std::size_t>(std::countr_zero(bytes));
}

/// Never destroyed: fibers of static objects may still hold stacks while the program ends.
depot& depot_of(std::size_t bytes) {
  static auto& all = *new std::array<depot, size_classes>();
  return all[index_of(bytes)];
}

/// What one thread has at hand of one size.
class shelf {
 public:
  stack_span acquire(std::size_t bytes) {
    if (loaded_.empty()) std::swap(loaded_, spare_);
    if (loaded_.empty() && fresh_.count == 0) loaded_ = depot_of(bytes).take(bytes);
    if (!loaded_.empty()) return {loaded_.pop(), bytes};
    if (fresh_.count == 0) fresh_ = depot_of(bytes).supply().take(bytes);
    --fresh_.count;
    return {std::exchange(fresh_.base, fresh_.base + native::slot_bytes(bytes)), bytes};
  }

  void release(stack_span stack) noexcept {
    if (loaded_.full()) std::swap(loaded_, spare_);
    if (loaded_.full()) depot_of(stack.bytes).put(loaded_);
    loaded_.push(stack);
  }

  void clear(std::size_t bytes) noexcept {
    depot_of(bytes).put(loaded_);
    depot_of(bytes).put(spare_);
    depot_of(bytes).supply().put_back(std::exchange(fresh_, {}), bytes);
  }

 private:
  magazine loaded_;
  magazine spare_;
  stack_run fresh_;
};

/// The shelves of a thread.
class shelves {
 public:
  /// Null when the thread has already destroyed its objects: stacks may come and go even then.
  static shelf* of_this_thread(std::size_t bytes) noexcept {
    if (gone_) return nullptr;
    static thread_local shelves mine;
    return &mine.all_[index_of(bytes)];
  }

 private:
  ~shelves() {
    gone_ = true;
    for (std::size_t i = 0; i < size_classes; ++i) all_[i].clear(std::size_t{1} << i);
  }

  std::array<shelf, size_classes> all_;
  static thread_local constinit bool gone_;
};

thread_local constinit bool shelves::gone_ = false;

/// For one stack.
struct passing_shelf : shelf {
  explicit passing_shelf(std::size_t bytes) : bytes(bytes) {}
  ~passing_shelf() { clear(bytes); }

  const std::size_t bytes;
};

}  // namespace

stack_span acquire_stack(std::size_t bytes) {
  constexpr std::size_t bytes_max = std::size_t{1} << (size_classes - 1);
  if (bytes > bytes_max) throw std::bad_alloc();
  bytes = std::bit_ceil(std::max(bytes, stack_bytes_min));
  shelf* mine = shelves::of_this_thread(bytes);
  return mine != nullptr ? mine->acquire(bytes) : passing_shelf(bytes).acquire(bytes);
}

void release_stack(stack_span stack) noexcept {
  shelf* mine = shelves::of_this_thread(stack.bytes);
  mine != nullptr ? mine->release(stack) : passing_shelf(stack.bytes).release(stack);
}

bool cool_free_stacks() noexcept {
  if (!depot::any_excess()) return false;
  for (std::size_t i = 0; i < size_classes; ++i)
    if (const std::size_t bytes = std::size_t{1} << i; depot_of(bytes).cool_one(bytes)) return true;
  return false;
}

bool in_guard(stack_span stack, const void* address) noexcept {
  const auto* at = static_cast<const std::byte*>(address);
  return at < stack.base && at >= stack.base - native::guard_bytes(stack.bytes);
}

}  // namespace weft::platform
