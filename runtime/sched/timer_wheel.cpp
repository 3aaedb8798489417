#include "sched/timer_wheel.hpp"

#include <bit>

namespace weft::detail {
namespace {

constexpr unsigned tick_shift = 16;  // nanoseconds per tick, as a power of two
constexpr std::uint64_t tick_ns = std::uint64_t{1} << tick_shift;

}  // namespace

timer_wheel::timer_wheel(time_point start) : start_(start) {}

void timer_wheel::arm(timer& which, time_point deadline) {
  const auto since_start = deadline <= start_
                               ? std::uint64_t{0}
                               : static_cast<std::uint64_t>((deadline - start_).count());
  which.tick_ = since_start / tick_ns + (since_start % tick_ns != 0);
  // The current tick's slot has been emptied already: the earliest that still fires is the next.
  if (which.tick_ <= now_tick_) which.tick_ = now_tick_ + 1;
  insert(which);
  count(1);
}

void timer_wheel::disarm(timer& which) noexcept {
  if (!which.armed()) return;
  unlink(which);
  count(static_cast<std::size_t>(-1));
}

timer_wheel::place timer_wheel::place_of(std::uint64_t tick) const noexcept {
  const unsigned highest_bit =
      63u - static_cast<unsigned>(std::countl_zero((tick ^ now_tick_) | 1));
  const unsigned level = std::min(highest_bit / slot_bits, levels - 1);
  return {level, static_cast<unsigned>((tick >> (slot_bits * level)) & (slots - 1))};
}

void timer_wheel::insert(timer& which) noexcept {
  constexpr std::uint64_t reach = std::uint64_t{1} << (slot_bits * levels);
  // Beyond the wheel's reach: its last slot. No worker lives long enough to get there.
  const std::uint64_t last = now_tick_ | (reach - 1);
  const place at = place_of(std::min(which.tick_, last));
  timer*& head = slots_[at.level][at.slot];
  which.next_ = head;
  if (head != nullptr) head->previous_next_ = &which.next_;
  which.previous_next_ = &head;
  head = &which;
  occupied_[at.level] |= std::uint64_t{1} << at.slot;
}

void timer_wheel::unlink(timer& which) noexcept {
  *which.previous_next_ = which.next_;
  if (which.next_ != nullptr) which.next_->previous_next_ = which.previous_next_;
  which.previous_next_ = nullptr;
}

std::uint64_t timer_wheel::next_event() const noexcept {
  for (unsigned level = 0; level < levels; ++level) {
    if (occupied_[level] == 0) continue;
    const auto slot = static_cast<std::uint64_t>(std::countr_zero(occupied_[level]));
    const unsigned shift = slot_bits * level;
    const std::uint64_t rotation = now_tick_ >> (shift + slot_bits) << slot_bits;
    return (rotation | slot) << shift;
  }
  return UINT64_MAX;
}

void timer_wheel::advance(time_point now) {
  const std::uint64_t target =
      now <= start_ ? 0 : static_cast<std::uint64_t>((now - start_).count()) >> tick_shift;
  for (std::uint64_t at = next_event(); at <= target; at = next_event()) {
    now_tick_ = at;
    unsigned level = 0;
    while (occupied_[level] == 0) ++level;
    const auto slot = static_cast<std::size_t>(std::countr_zero(occupied_[level]));
    occupied_[level] &= occupied_[level] - 1;
    // One at a time: a firing timer may disarm the ones behind it.
    while (timer* first = slots_[level][slot]) {
      unlink(*first);
      if (first->tick_ > now_tick_) {
        insert(*first);
      } else {
        count(static_cast<std::size_t>(-1));
        first->fire();
      }
    }
  }
  if (target > now_tick_) now_tick_ = target;
}

time_point timer_wheel::next_look() const noexcept {
  if (size() == 0) return time_point::max();
  return start_ + clock::duration(static_cast<clock::rep>(next_event() << tick_shift));
}

}  // namespace weft::detail
