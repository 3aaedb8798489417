#include "sched/chance.hpp"

#include <cstdint>

#include "sched/worker.hpp"

namespace weft::detail {
namespace {

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), from a place of its own on each thread.
std::uint64_t next_random() noexcept {
  static thread_local std::uint64_t state = reinterpret_cast<std::uintptr_t>(&state);
  std::uint64_t mixed = state += 0x9e3779b97f4a7c15;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
  return mixed ^ mixed >> 31;
}

/// Takes the high half of a product instead of a remainder, which a division would cost (Lemire,
/// 2019). Off from even by less than 2^-32 for the few branches of a choice.
std::size_t scaled(std::uint64_t random, std::size_t count) noexcept {
  return static_cast<std::size_t>((random >> 32) * static_cast<std::uint64_t>(count) >> 32);
}

}  // namespace

std::size_t chance(std::size_t count) noexcept {
  if (current_worker != nullptr && current_worker->choices() != nullptr)
    return static_cast<std::size_t>(current_worker->choices()->choose(count));
  return scaled(next_random(), count);
}

}  // namespace weft::detail
