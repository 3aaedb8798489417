#include "crew.hpp"

#include <algorithm>
#include <utility>

#include "memory_fault.hpp"

namespace weft::native {
namespace {

using platform::pump_result;
using platform::pumpable;

/// Natively nobody waits for a pump to come back, so it need not.
constexpr platform::duration unlimited_budget = platform::duration::max();

thread_local constinit crew* crew_of_this_thread = nullptr;

}  // namespace

crew::crew(std::span<pumpable* const> workers) {
  for (pumpable* worker : workers) seat_of(*worker);
}

crew* crew::of_this_thread() noexcept { return crew_of_this_thread; }

void crew::wake(pumpable& worker) noexcept { static_cast<seat*>(worker.host_slot)->rest.wake(); }

void crew::drive() {
  std::unique_lock lock(mutex_);
  expect(seats_.size());
  try {
    for (seat& seat : seats_)
      if (&seat != &seats_.front()) start(seat);
  } catch (...) {
    abandoned_ = true;
    lock.unlock();
    join_all();
    throw;
  }
  lock.unlock();
  pump(seats_.front());
  lock.lock();
  left_.wait(lock, [this] { return unfinished_ == 0; });
  lock.unlock();
  join_all();
}

void crew::add(pumpable& worker) {
  const std::lock_guard lock(mutex_);
  start(seat_of(worker));
  expect(unfinished_ + 1);
}

/// The seat that `worker` has, or a new one.
crew::seat& crew::seat_of(pumpable& worker) {
  const auto had = std::ranges::find(seats_, &worker, [](seat& one) { return &one.worker; });
  seat& its = had != seats_.end() ? *had : seats_.emplace_back(worker, places_);
  worker.host_slot = &its;
  return its;
}

/// The caller holds the lock, and the new thread waits for it.
void crew::start(seat& seat) {
  std::thread next([this, &seat] { pump(seat); });
  seat.former = std::exchange(seat.thread, std::move(next));
}

/// Waits until the worker's thread before, which may still be on its way out of the pump, has left.
/// False: there is nothing to pump.
bool crew::take(seat& seat) {
  std::unique_lock lock(mutex_);
  left_.wait(lock, [&] { return abandoned_ || !seat.taken; });
  if (abandoned_) return false;
  seat.taken = true;
  std::thread former = std::move(seat.former);
  lock.unlock();
  if (former.joinable()) former.join();
  return true;
}

void crew::pump(seat& seat) {
  if (!take(seat)) return;
  report_stack_overflows_on_this_thread();
  crew* const before = std::exchange(crew_of_this_thread, this);
  for (;;) {
    const pump_result result = seat.worker.pump(unlimited_budget);
    if (result.what == pump_result::next::finished) break;
    if (result.what == pump_result::next::wait) seat.rest.sleep_until(result.deadline);
  }
  crew_of_this_thread = before;
  leave(seat);
}

void crew::leave(seat& seat) {
  const std::lock_guard lock(mutex_);
  seat.taken = false;
  expect(unfinished_ - 1);
  left_.notify_all();
}

void crew::expect(std::size_t unfinished) {
  unfinished_ = unfinished;
  places_.serve(unfinished);
}

void crew::join_all() {
  for (seat& seat : seats_)
    if (seat.thread.joinable()) seat.thread.join();
}

}  // namespace weft::native
