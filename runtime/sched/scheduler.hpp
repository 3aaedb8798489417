// What the workers of one runtime share.
//
// A run ends in three steps: the root fiber ends and `stop` is called; every worker cancels the
// fibers parked on it; when no fiber is alive any more, whichever worker goes to rest next notices
// and tells the others.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <weft/runtime.hpp>

#include "sched/worker.hpp"

namespace weft::detail {

class scheduler {
 public:
  scheduler(runtime& owner, const runtime_options& options);

  /// Errors: std::logic_error inside a fiber, or while a run is under way.
  void claim_run();
  /// Runs `root`, and what it spawns, to the end. After `claim_run`, on a plain thread.
  /// Errors: std::system_error when the host cannot start its workers; then `root` has not run.
  void run(fiber_core& root);

  /// Launches `fiber` on worker `index` and nowhere else. Any thread that runs fibers of this.
  ///
  /// Errors: std::out_of_range when the pool has no such worker.
  void launch_on(unsigned index, fiber_core& fiber);

  /// Queues a fiber that has rested. Any thread; a plain one may so end the run.
  void run_again(fiber_core& rested) noexcept;
  /// What is called, perhaps more than once, when the run is to end: it has to let every resting fiber
  /// run again. Before the first run.
  void at_stop(std::function<void()> rouse) { rouse_ = std::move(rouse); }
  /// For a fiber that came to rest while the run was being stopped.
  void rouse_resting() { rouse_(); }

  /// Members of the pool, as asked for last.
  unsigned pool_size() const noexcept { return pool_size_.load(std::memory_order_relaxed); }
  /// Any thread. Errors: std::invalid_argument for more than there can be.
  void set_pool_size(unsigned wanted);
  runtime& owner() const noexcept { return owner_; }
  const runtime_options& options() const noexcept { return options_; }
  platform::host& host() const noexcept { return host_; }

  // For the workers; any thread.
  fiber_id new_ids(std::uint64_t count) noexcept {
    return next_id_.fetch_add(count, std::memory_order_relaxed);
  }
  /// Whether fresh fibers can go to other workers.
  bool shares() const noexcept { return pool_size() > 1; }
  /// Moves the `count` oldest of `fresh` to the queue of all workers.
  void overflow(fiber_deque& fresh, std::size_t count);
  /// The same for one, which may have a priority.
  void overflow(fiber_core& fresh);
  fiber_core* take_overflow();
  /// One that `take_overflow` might never come to while others keep coming.
  fiber_core* take_overflow_in_turn();
  /// The highest priority above the usual one that waits there; 0: none.
  int urgency() const noexcept { return urgency_.load(std::memory_order_relaxed); }
  bool has_urgent() const noexcept { return urgency() != 0; }
  /// The one of the highest priority, if that is at least `lowest`.
  fiber_core* take_urgent(int lowest);
  fiber_core* steal_for(worker& thief) noexcept;
  bool work_for(const worker& idle) const noexcept;
  void announce_sleep(worker& tired) noexcept;
  void end_sleep(worker& woken) noexcept;
  /// Wakes a sleeping worker, if there is one, because there is a fiber to steal.
  void wake_one() noexcept;
  void wake(worker& sleeper) noexcept;
  /// Between these a thread that is no worker of this run may touch it, even if it ends meanwhile.
  void let_in() noexcept { visitors_.fetch_add(1, std::memory_order_relaxed); }
  void let_out() noexcept { visitors_.fetch_sub(1, std::memory_order_release); }
  void wait_for_visitors() const noexcept;
  void root_ended() noexcept;
  /// Has the host pump workers that came to the pool. Worker 0.
  void add_pending_workers();
  /// Whether `drained`, which is to leave the pool and has nothing to do, is out of it.
  bool leave(worker& drained) noexcept;
  /// Cancels the root fiber with a `deadlock`; ends the program if it was told before.
  void break_deadlock();
  /// Reports the workers that have run the same fiber for longer than `stall_limit`. Any thread.
  void report_stalls();
  void report_stall(worker& suspect);
  bool stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }
  bool finished() const noexcept { return finished_.load(std::memory_order_acquire); }
  /// Whether the run is over. The first worker that sees it tells the others.
  bool notice_end() noexcept;
  bool is_root(const fiber_core& fiber) const noexcept { return &fiber == root_; }

  runtime_stats stats() const;
  /// The workers that exist, members or not. Any thread.
  std::span<const std::unique_ptr<worker>> workers() const noexcept {
    return std::span(workers_).first(worker_count_.load(std::memory_order_acquire));
  }

 private:
  std::uint64_t fibers_live() const noexcept;
  void queue_again(fiber_core& rested) noexcept;
  void run_again_pinned(worker& home, fiber_core& rested) noexcept;
  void wake_all() noexcept;
  void take_in(unsigned index);
  fiber_core* note_overflow(fiber_core* taken) noexcept;

  // constant after construction
  runtime& owner_;
  const runtime_options options_;
  platform::host& host_;
  std::vector<std::unique_ptr<worker>> workers_;  // as many as there can be; null at first
  std::function<void()> rouse_ = [] {};

  // own synchronisation
  std::atomic<fiber_id> next_id_{1};
  std::atomic<unsigned> asleep_{0};
  std::atomic<unsigned> visitors_{0};
  std::atomic<bool> running_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> finished_{false};
  std::atomic<bool> overflow_present_{false};
  std::atomic<int> urgency_{0};
  std::atomic<bool> workers_pending_{false};
  std::atomic<unsigned> pool_size_{0};
  std::atomic<std::size_t> worker_count_{0};
  std::mutex overflow_lock_;
  fiber_list overflow_;              // guarded by overflow_lock_
  priority_bands by_priority_;       // guarded by overflow_lock_
  bool prefers_priorities_ = false;  // guarded by overflow_lock_
  std::mutex pool_lock_;  // held while the pool changes, and while a fiber is sent to a member

  bool driven_ = false;  // guarded by pool_lock_; a host pumps the members

  bool deadlock_told_ = false;  // where all workers share one thread
  fiber_core* root_ = nullptr;  // set before the workers start, read by them
};

// Short, and called at every suspension point.

inline bool worker::cancelled_itself(const fiber_core& fiber) const noexcept {
  return fiber.cancel_requested() || fiber.interrupted() ||
         (scheduler_.stopping() && !scheduler_.is_root(fiber));
}

inline bool worker::must_cancel(const fiber_core& fiber) const noexcept {
  return fiber.regions_ == nullptr ? cancelled_itself(fiber) : must_cancel(fiber, fiber.regions_);
}

inline void worker::check_cancel() {
  if (must_cancel(*running_) && may_unwind()) throw_cancelled();
}

}  // namespace weft::detail
