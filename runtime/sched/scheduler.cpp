#include "sched/scheduler.hpp"

#include <stdexcept>

#include "base/check.hpp"

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
      host_(options.host != nullptr ? *options.host : platform::default_host()) {
  const unsigned count = checked_worker_count(options, host_);
  for (unsigned i = 0; i < count; ++i) workers_.push_back(std::make_unique<worker>(*this, i));
}

worker& scheduler::nth(unsigned index) {
  if (index >= workers_.size())
    throw std::out_of_range("there is no worker " + std::to_string(index) + "; this runtime has " +
                            std::to_string(workers_.size()));
  return *workers_[index];
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
  workers_.front()->launch_pinned(root);
  std::vector<platform::pumpable*> all;
  for (const auto& worker : workers_) all.push_back(worker.get());
  try {
    host_.drive(all);
  } catch (...) {
    workers_.front()->take_back(root);
    running_.store(false);
    throw;
  }
  running_.store(false);
}

void scheduler::overflow(fiber_core& fresh) {
  const std::lock_guard lock(overflow_lock_);
  overflow_.push_back(fresh);
  overflow_present_.store(true, std::memory_order_seq_cst);
}

fiber_core* scheduler::take_overflow() noexcept {
  if (!overflow_present_.load(std::memory_order_relaxed)) return nullptr;
  const std::lock_guard lock(overflow_lock_);
  fiber_core* fiber = overflow_.pop_front();
  overflow_present_.store(!overflow_.empty(), std::memory_order_seq_cst);
  return fiber;
}

fiber_core* scheduler::steal_for(worker& thief) noexcept {
  const auto count = worker_count();
  for (unsigned i = 1; i < count; ++i) {
    worker& victim = *workers_[(thief.index() + i) % count];
    if (victim.ring().steal_into(thief.ring()) != 0) return thief.ring().pop();
  }
  return nullptr;
}

bool scheduler::work_for(const worker& idle) const noexcept {
  if (idle.has_work() || overflow_present_.load(std::memory_order_seq_cst) || finished())
    return true;
  for (const auto& other : workers_)
    if (!other->ring().looks_empty()) return true;
  return false;
}

void scheduler::announce_sleep(worker& tired) noexcept {
  tired.asleep.store(true, std::memory_order_seq_cst);
  asleep_.fetch_add(1, std::memory_order_seq_cst);
}

void scheduler::end_sleep(worker& woken) noexcept {
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
  if (asleep_.load(std::memory_order_seq_cst) == 0) return;
  for (const auto& candidate : workers_) {
    if (!candidate->asleep.load(std::memory_order_relaxed)) continue;
    if (!candidate->asleep.exchange(false, std::memory_order_seq_cst)) continue;
    asleep_.fetch_sub(1, std::memory_order_seq_cst);
    host_.wake(*candidate);
    return;
  }
}

void scheduler::wake_all() noexcept {
  for (const auto& worker : workers_) wake(*worker);
}

void scheduler::root_ended() noexcept {
  stopping_.store(true, std::memory_order_seq_cst);
  wake_all();
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
  for (const auto& worker : workers_) exited += worker->fibers_exited();
  for (const auto& worker : workers_) created += worker->fibers_created();
  return created - exited;
}

runtime_stats scheduler::stats() const {
  runtime_stats sum;
  for (const auto& worker : workers_) sum.fibers_exited += worker->fibers_exited();
  for (const auto& worker : workers_) {
    sum.fibers_created += worker->fibers_created();
    sum.timers_live += worker->timers_live();
    sum.steals += worker->steals();
  }
  sum.fibers_live = sum.fibers_created - sum.fibers_exited;
  return sum;
}

}  // namespace weft::detail
