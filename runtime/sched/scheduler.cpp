#include "sched/scheduler.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "base/check.hpp"
#include "sched/chance.hpp"

namespace weft::detail {
namespace {

constexpr unsigned workers_max = 1024;
constexpr std::size_t stack_bytes_max = std::size_t{1} << 30;

unsigned checked_worker_count(const runtime_options& options, const platform::host& host) {
  if (options.workers > workers_max)
    throw std::invalid_argument("runtime_options::workers is " + std::to_string(options.workers) +
                                "; the most is 1024");
  if (options.stack_bytes > stack_bytes_max)
    throw std::invalid_argument("runtime_options::stack_bytes is " +
                                std::to_string(options.stack_bytes) + "; the most is 1 GiB");
  const unsigned useful = host.worker_count();
  if (options.workers == 0) return useful;
  return std::min(options.workers, host.worker_limit());
}

}  // namespace

scheduler::scheduler(runtime& owner, const runtime_options& options)
    : owner_(owner),
      options_(options),
      host_(options.host != nullptr ? *options.host : platform::default_host()),
      workers_(std::min(host_.worker_limit(), workers_max)) {
  set_pool_size(checked_worker_count(options, host_));
}

void scheduler::claim_run() {
  if (current_worker != nullptr) throw std::logic_error("runtime::run was called inside a fiber");
  if (running_.exchange(true))
    throw std::logic_error("runtime::run was called while another thread runs this runtime");
}

void scheduler::run(fiber_core& root) {
  root_ = &root;
  stopping_.store(false);
  finished_.store(false);
  deadlock_told_ = false;
  std::vector<platform::pumpable*> all;
  {
    const std::lock_guard lock(pool_lock_);
    workers_pending_.store(false);
    for (const auto& worker : workers().first(pool_size())) {
      worker->pool_membership.store(worker::membership::member);
      all.push_back(worker.get());
    }
    driven_ = true;
  }
  workers_.front()->launch_pinned(root);
  try {
    host_.drive(all);
  } catch (...) {
    driven_ = false;
    workers_.front()->take_back(root);
    running_.store(false);
    throw;
  }
  const std::lock_guard lock(pool_lock_);
  driven_ = false;
  for (const auto& worker : workers()) worker->pool_membership.store(worker::membership::gone);
  running_.store(false);
}

// ----------------------------------------------------------------------------------------------------------------
// work for everyone

void scheduler::overflow(fiber_deque& fresh, std::size_t count) {
  const std::lock_guard lock(overflow_lock_);
  while (count-- > 0) overflow_.push_back(*fresh.pop_front());
  overflow_present_.store(true, std::memory_order_release);
}

void scheduler::overflow(fiber_core& fresh) {
  const std::lock_guard lock(overflow_lock_);
  if (fresh.priority() == 0)
    overflow_.push_back(fresh);
  else
    by_priority_.push_back(fresh);
  note_overflow(nullptr);
}

void scheduler::run_again(fiber_core& rested) noexcept {
  if (current_worker != nullptr && &current_worker->of() == this) return queue_again(rested);
  let_in();  // the run may end with the fiber
  queue_again(rested);
  let_out();
}

void scheduler::queue_again(fiber_core& rested) noexcept {
  if (worker* const home = rested.home_.load(std::memory_order_relaxed))
    return run_again_pinned(*home, rested);
  const bool here = current_worker != nullptr && &current_worker->of() == this;
  if (here && rested.priority() == 0) return current_worker->run_again(rested);
  overflow(rested);
  wake_one();
}

fiber_core* scheduler::note_overflow(fiber_core* taken) noexcept {
  overflow_present_.store(!overflow_.empty() || !by_priority_.empty(), std::memory_order_release);
  urgency_.store(by_priority_.urgency(), std::memory_order_release);
  return taken;
}

fiber_core* scheduler::take_overflow() {
  if (!overflow_present_.load(std::memory_order_relaxed)) return nullptr;
  const std::lock_guard lock(overflow_lock_);
  fiber_core* fiber = by_priority_.pop_highest(1);
  if (fiber == nullptr) fiber = overflow_.pop_front();
  if (fiber == nullptr) fiber = by_priority_.pop_in_turn();
  return note_overflow(fiber);
}

fiber_core* scheduler::take_overflow_in_turn() {
  if (!overflow_present_.load(std::memory_order_relaxed)) return nullptr;
  const std::lock_guard lock(overflow_lock_);
  prefers_priorities_ = !prefers_priorities_;
  fiber_core* fiber = prefers_priorities_ ? by_priority_.pop_in_turn() : overflow_.pop_front();
  if (fiber == nullptr)
    fiber = prefers_priorities_ ? overflow_.pop_front() : by_priority_.pop_in_turn();
  return note_overflow(fiber);
}

fiber_core* scheduler::take_urgent(int lowest) {
  const std::lock_guard lock(overflow_lock_);
  return note_overflow(by_priority_.pop_highest(lowest));
}

/// A victim that offers only one fiber is given a moment: its worker is probably about to run that
/// itself, and two fibers that talk to each other should not be torn apart.
fiber_core* scheduler::steal_for(worker& thief) noexcept {
  constexpr int moment = 50;
  const auto all = workers();
  const std::size_t first = all.size() > 2 ? chance(all.size()) : thief.index() + 1;
  for (std::size_t i = 0; i < all.size(); ++i) {
    worker& victim = *all[(first + i) % all.size()];
    if (&victim == &thief || victim.ring().looks_empty()) continue;
    if (victim.ring().size() == 1 && thief.choices() == nullptr) {
      const std::uint32_t taken = victim.ring().taken();
      for (int spins = 0; spins < moment; ++spins) platform::relax();
      if (victim.ring().taken() != taken) continue;
    }
    if (victim.ring().steal_into(thief.ring()) != 0) return thief.ring().pop();
  }
  return nullptr;
}

bool scheduler::work_for(const worker& idle) const noexcept {
  if (idle.has_mail() || finished()) return true;
  if (idle.index() == 0 && workers_pending_.load(std::memory_order_acquire)) return true;
  if (idle.pool_membership.load(std::memory_order_acquire) != worker::membership::member)
    return false;
  if (overflow_present_.load(std::memory_order_acquire)) return true;
  return std::ranges::any_of(workers(),
                             [](const auto& other) { return !other->ring().looks_empty(); });
}

/// The heavy side of the fence that `wake_one` and those who stop the run pass lightly.
void scheduler::announce_sleep(worker& tired) noexcept {
  tired.asleep.store(true, std::memory_order_seq_cst);
  asleep_.fetch_add(1, std::memory_order_seq_cst);
  if (workers().size() > 1)
    platform::heavy_fence();
  else
    std::atomic_thread_fence(std::memory_order_seq_cst);  // others may still post
}

void scheduler::end_sleep(worker& woken) noexcept {
  if (!woken.asleep.load(std::memory_order_relaxed)) return;
  if (woken.asleep.exchange(false, std::memory_order_seq_cst))
    asleep_.fetch_sub(1, std::memory_order_seq_cst);
}

void scheduler::wake(worker& sleeper) noexcept {
  if (!sleeper.asleep.load(std::memory_order_seq_cst)) return;
  if (!sleeper.asleep.exchange(false, std::memory_order_seq_cst)) return;
  asleep_.fetch_sub(1, std::memory_order_seq_cst);
  host_.wake(sleeper);
}

void scheduler::wake_one() noexcept {
  platform::light_fence();  // between what was pushed and the look for sleepers; see announce_sleep
  if (asleep_.load(std::memory_order_relaxed) == 0) return;
  for (const auto& candidate : workers()) {
    if (candidate->pool_membership.load(std::memory_order_relaxed) != worker::membership::member ||
        !candidate->asleep.load(std::memory_order_relaxed))
      continue;
    if (!candidate->asleep.exchange(false, std::memory_order_seq_cst)) continue;
    asleep_.fetch_sub(1, std::memory_order_seq_cst);
    host_.wake(*candidate);
    return;
  }
}

void scheduler::wake_all() noexcept {
  for (const auto& worker : workers()) wake(*worker);
}

void scheduler::root_ended() noexcept {
  stopping_.store(true, std::memory_order_seq_cst);
  wake_all();
}

/// They have a few instructions and perhaps a system call to go.
void scheduler::wait_for_visitors() const noexcept {
  while (visitors_.load(std::memory_order_acquire) != 0) std::this_thread::yield();
}

bool scheduler::notice_end() noexcept {
  if (finished()) return true;
  if (!stopping() || fibers_live() != 0) return false;
  finished_.store(true, std::memory_order_seq_cst);
  wake_all();
  return true;
}

/// Exits are summed before creations: both only grow, and a fiber that creates another is itself
/// alive, so equal sums mean that at one moment in between nobody was.
std::uint64_t scheduler::fibers_live() const noexcept {
  std::uint64_t exited = 0, created = 0;
  for (const auto& worker : workers()) exited += worker->fibers_exited();
  for (const auto& worker : workers()) created += worker->fibers_created();
  return created - exited;
}

void scheduler::break_deadlock() {
  std::string report = "weft: deadlock: every fiber waits, and nothing can wake one:";
  for (const auto& worker : workers()) worker->describe_waits(report);
  if (std::exchange(deadlock_told_, true) || root_->ended()) platform::die(report);
  root_->request_cancel(std::make_exception_ptr(deadlock(report)));
}

void scheduler::report_stalls() {
  for (const auto& worker : workers()) report_stall(*worker);
}

void scheduler::report_stall(worker& suspect) {
  const time_point now = host_.now();
  const slice_view stalled = suspect.slice().take_if_since_before(now - options_.stall_limit);
  if (stalled.fiber != 0)
    detail::report_stall(options_,
                         {stalled.fiber, stalled.name, suspect.index(), now - stalled.since});
}

runtime_stats scheduler::stats() const {
  runtime_stats sum;
  for (const auto& worker : workers()) sum.fibers_exited += worker->fibers_exited();
  for (const auto& worker : workers()) {
    sum.fibers_created += worker->fibers_created();
    sum.timers_live += worker->timers_live();
    sum.steals += worker->steals();
  }
  sum.fibers_live = sum.fibers_created - sum.fibers_exited;
  return sum;
}

}  // namespace weft::detail
