#include "sched/timer_wheel.hpp"

#include <algorithm>
#include <bit>

namespace weft::detail {
namespace {

constexpr unsigned tick_shift = 16;  // nanoseconds per tick, as a power of two
constexpr std::uint64_t tick_ns = std::uint64_t{1} << tick_shift;

constexpr std::uint64_t bit(std::size_t index) noexcept { return std::uint64_t{1} << index; }

}  // namespace

// ------------------------------------------------------------------------------------------------------------
// one level

void timer_wheel::ring::mark(std::size_t slot) noexcept {
  occupied[slot / 64] |= bit(slot % 64);
  occupied_words |= bit(slot / 64);
}

void timer_wheel::ring::clear(std::size_t slot) noexcept {
  occupied[slot / 64] &= ~bit(slot % 64);
  if (occupied[slot / 64] == 0) occupied_words &= ~bit(slot / 64);
}

std::size_t timer_wheel::ring::distance_to_next(std::size_t from) const noexcept {
  constexpr std::size_t words = slots / 64;
  const std::size_t word = from / 64;
  if (const std::uint64_t here = occupied[word] >> from % 64)
    return static_cast<std::size_t>(std::countr_zero(here));
  // The words behind in the order of the ring; last the one of `from` again, for its first bits.
  const std::uint64_t twice = occupied_words | occupied_words << words;
  const auto steps = 1 + static_cast<std::size_t>(std::countr_zero(twice >> (word + 1)));
  const auto in_word = static_cast<std::size_t>(std::countr_zero(occupied[(word + steps) % words]));
  return steps * 64 + in_word - from % 64;
}

// ------------------------------------------------------------------------------------------------------------
// the wheel

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

void timer_wheel::insert(timer& which) noexcept {
  const auto width = static_cast<unsigned>(std::bit_width((which.tick_ - now_tick_) | 1));
  insert_at(std::min((width - 1) / step_bits, levels - 1), which);
}

void timer_wheel::insert_at(unsigned level, timer& which) noexcept {
  const unsigned shift = step_bits * level;
  // Beyond the wheel's reach: its last slot, from where it is inserted anew.
  const std::uint64_t last = (now_tick_ >> shift) + slots - 1;
  const std::size_t slot = std::min(which.tick_ >> shift, last) % slots;
  ring& there = rings_[level];
  timer*& head = there.heads[slot];
  which.next_ = head;
  if (head != nullptr) head->previous_next_ = &which.next_;
  which.previous_next_ = &head;
  head = &which;
  there.mark(slot);
  levels_used_ |= 1u << level;
}

void timer_wheel::unlink(timer& which) noexcept {
  *which.previous_next_ = which.next_;
  if (which.next_ != nullptr) which.next_->previous_next_ = which.previous_next_;
  which.previous_next_ = nullptr;
}

void timer_wheel::clear(unsigned level, std::size_t slot) noexcept {
  ring& there = rings_[level];
  there.clear(slot);
  if (there.occupied_words == 0) levels_used_ &= ~(1u << level);
}

timer_wheel::event timer_wheel::next_event() const noexcept {
  event first{UINT64_MAX, 0};
  for (unsigned level = 0; level < levels; ++level) {
    if ((levels_used_ & 1u << level) == 0) continue;
    const unsigned shift = step_bits * level;
    const std::uint64_t from = now_tick_ >> shift;
    const std::uint64_t tick = (from + rings_[level].distance_to_next(from % slots)) << shift;
    if (tick <= first.tick) first = {tick, level};  // the upper level first: it fills the lower
  }
  return first;
}

void timer_wheel::advance(time_point now) {
  const std::uint64_t target =
      now <= start_ ? 0 : static_cast<std::uint64_t>((now - start_).count()) >> tick_shift;
  for (event at = next_event(); at.tick <= target; at = next_event()) {
    now_tick_ = std::max(now_tick_, at.tick);
    empty_slot(at.level, (at.tick >> step_bits * at.level) % slots);
  }
  now_tick_ = std::max(now_tick_, target);
  move_ahead();
}

/// Fires the timers of a slot that has been reached, or moves them down.
void timer_wheel::empty_slot(unsigned level, std::size_t slot) {
  clear(level, slot);
  timer*& head = rings_[level].heads[slot];
  // One at a time: a firing timer may disarm the ones behind it.
  while (timer* const first = head) {
    unlink(*first);
    if (first->tick_ > now_tick_) {
      insert(*first);
    } else {
      count(static_cast<std::size_t>(-1));
      first->fire();
    }
  }
}

/// Moves some timers of each level's next slot down before their time.
void timer_wheel::move_ahead() noexcept {
  constexpr unsigned moves_per_look = 16;
  for (unsigned level = 1; level < levels; ++level) {
    if ((levels_used_ & 1u << level) == 0) continue;
    const std::size_t slot = ((now_tick_ >> step_bits * level) + 1) % slots;
    timer*& head = rings_[level].heads[slot];
    if (head == nullptr) continue;
    for (unsigned moves = 0; head != nullptr && moves < moves_per_look; ++moves) {
      timer& first = *head;
      unlink(first);
      insert_at(level - 1, first);
    }
    if (head == nullptr) clear(level, slot);
  }
}

time_point timer_wheel::next_look() const noexcept {
  if (size() == 0) return time_point::max();
  return start_ + clock::duration(static_cast<clock::rep>(next_event().tick << tick_shift));
}

}  // namespace weft::detail
