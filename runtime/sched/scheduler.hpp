// What the workers of one runtime share.
//
// A run ends in three steps: the root fiber ends and `stop` is called; every worker cancels the
// fibers parked on it; when no fiber is alive any more, whichever worker goes to rest next notices
// and tells the others.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
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

  worker& nth(unsigned index);
  unsigned worker_count() const noexcept { return static_cast<unsigned>(workers_.size()); }
  runtime& owner() const noexcept { return owner_; }
  const runtime_options& options() const noexcept { return options_; }
  platform::host& host() const noexcept { return host_; }

  // For the workers; any thread.
  fiber_id new_ids(std::uint64_t count) noexcept {
    return next_id_.fetch_add(count, std::memory_order_relaxed);
  }
  void overflow(fiber_core& fresh);
  fiber_core* take_overflow() noexcept;
  fiber_core* steal_for(worker& thief) noexcept;
  bool work_for(const worker& idle) const noexcept;
  void announce_sleep(worker& tired) noexcept;
  void end_sleep(worker& woken) noexcept;
  /// Wakes a sleeping worker, if there is one, because there is a fiber to steal.
  void wake_one() noexcept;
  void wake(worker& sleeper) noexcept;
  void root_ended() noexcept;
  bool stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }
  bool finished() const noexcept { return finished_.load(std::memory_order_acquire); }
  /// Whether the run is over. The first worker that sees it tells the others.
  bool notice_end() noexcept;
  bool is_root(const fiber_core& fiber) const noexcept { return &fiber == root_; }

  runtime_stats stats() const;

 private:
  std::uint64_t fibers_live() const noexcept;
  void wake_all() noexcept;

  // constant after construction
  runtime& owner_;
  const runtime_options options_;
  platform::host& host_;
  std::vector<std::unique_ptr<worker>> workers_;

  // own synchronisation
  std::atomic<fiber_id> next_id_{1};
  std::atomic<unsigned> asleep_{0};
  std::atomic<bool> running_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> finished_{false};
  std::atomic<bool> overflow_present_{false};
  std::mutex overflow_lock_;
  fiber_list<&fiber_core::next_> overflow_;  // guarded by overflow_lock_

  const fiber_core* root_ = nullptr;  // set before the workers start, read by them
};

}  // namespace weft::detail
