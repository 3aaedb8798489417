#include <weft/testing.hpp>

#include <algorithm>
#include <stdexcept>

namespace weft::testing {

using platform::pump_result;
using platform::pumpable;
using platform::time_point;

namespace {

/// Where virtual time begins: late enough for deadlines in the past.
constexpr time_point first_moment{std::chrono::hours(1)};

}  // namespace

simulation::simulation(std::uint64_t seed, keeps what)
    : random_(seed), trace_(what == keeps::steps), start_(first_moment), now_(first_moment) {}

void simulation::drive(std::span<pumpable* const> workers) {
  if (!seats_.empty()) throw std::logic_error("weft: a simulation drives one runtime at a time");
  thread_ = std::this_thread::get_id();
  for (pumpable* worker : workers) add(*worker);
  while (step()) continue;
  seats_.clear();
}

/// Does one of all the things that could happen now; false: nothing ever will again.
bool simulation::step() {
  const std::size_t ready = count_ready();
  const time_point next = ready == 0 ? earliest_deadline() : time_point::max();
  const std::size_t moves_of_time = next == time_point::max() ? 0 : 1;
  const std::size_t possible = ready + jobs_.size() + moves_of_time;
  if (possible == 0) {
    if (everyone_finished()) return false;
    seats_.front().worker->nothing_will_come();
    seats_.front().woken = true;
    return true;
  }
  const auto which = static_cast<std::size_t>(choose(possible));
  if (which < ready)
    pump_ready(which);
  else if (which < ready + jobs_.size())
    run_job(which - ready);
  else
    now_ = next;
  return true;
}

void simulation::pump_ready(std::size_t which) {
  seat& chosen = *std::ranges::find_if(
      seats_, [&](const seat& one) { return one.ready(now_) && which-- == 0; });
  chosen.woken = false;
  chosen.found = chosen.worker->pump(platform::duration::zero());
}

void simulation::run_job(std::size_t which) {
  platform::blocking_job* const job = jobs_[which];
  jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(which));
  trace_.add({.at = now_ - start_});
  job->run();
}

// ------------------------------------------------------------------------------------------------
// the workers

bool simulation::seat::ready(time_point now) const noexcept {
  return found.what == pump_result::next::again ||
         (found.what == pump_result::next::wait && (woken || found.deadline <= now));
}

void simulation::add(pumpable& worker) {
  const auto had = std::ranges::find(seats_, &worker, &seat::worker);
  seat& its = had != seats_.end() ? *had : seats_.emplace_back();
  its = {&worker};
  worker.host_slot = &its;
}

void simulation::wake(pumpable& worker) noexcept {
  if (std::this_thread::get_id() != thread_)
    platform::die("weft: a thread beside the simulation woke one of its fibers");
  static_cast<seat*>(worker.host_slot)->woken = true;
}

std::size_t simulation::count_ready() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(seats_, [this](const seat& one) { return one.ready(now_); }));
}

time_point simulation::earliest_deadline() const {
  time_point earliest = time_point::max();
  for (const seat& one : seats_)
    if (one.found.what == pump_result::next::wait)
      earliest = std::min(earliest, one.found.deadline);
  return earliest;
}

bool simulation::everyone_finished() const {
  return std::ranges::all_of(
      seats_, [](const seat& one) { return one.found.what == pump_result::next::finished; });
}

// ------------------------------------------------------------------------------------------------
// choices

/// The standard says what std::mt19937_64 returns, but not what its distributions make of it; so the
/// remainder is taken here. It is off from even by less than `count` in 2^64.
std::uint64_t simulation::choose(std::uint64_t count) noexcept {
  return count < 2 ? 0 : random_() % count;
}

void simulation::goes_on(unsigned worker, std::uint64_t fiber) noexcept {
  trace_.add({.at = now_ - start_, .worker = worker, .fiber = fiber});
}

}  // namespace weft::testing
