// A worker: the thread-like thing that runs fibers, one at a time.
//
//     other workers, threads ──post──> inbox ─┐
//     timers of its own fibers ───────────────┼──> ready: started fibers, which stay here
//     fibers that yield or are woken here ────┘
//     spawn ──> ring: fresh fibers ──steal──> other workers
//
// A fiber that leaves (waits, yields, ends) picks the next one itself and jumps to it directly; the
// pump's own stack is used only when there is nothing to run, or when it is time to give the host
// its turn.
#pragma once

#include <cstdint>
#include <exception>

#include <weft/detail/waiter.hpp>
#include <weft/platform/host.hpp>

#include "sched/carrier.hpp"
#include "sched/run_queues.hpp"
#include "sched/timer_wheel.hpp"

namespace weft::detail {

class scheduler;

class worker final : public platform::pumpable {
 public:
  worker(scheduler& scheduler, unsigned index);
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;
  ~worker();

  platform::pump_result pump(platform::duration budget) override;

  // Of the running fiber; owner thread.
  void yield();
  wake_reason wait(waiter& waiter, wait_kind what, time_point deadline);
  /// Throws if the running fiber was cancelled, is not shielded and not unwinding.
  void check_cancel();
  /// Whether `fiber` was cancelled, by request or because the run ends. Any thread.
  bool must_cancel(const fiber_core& fiber) const noexcept;
  void launch(fiber_core& fiber);
  fiber_core* running() const noexcept { return running_; }

  // Any thread.
  /// Queues a fresh fiber that is to run here and nowhere else.
  void launch_pinned(fiber_core& fiber);
  /// Undoes the launch of `fiber`, the only one there is, before this worker was ever pumped.
  void take_back(fiber_core& fiber) noexcept;
  void post(posted& item) noexcept;
  /// Makes `fiber`, whose home this is, runnable.
  void unpark(fiber_core& fiber) noexcept;

  // For `fiber_core::arrive` and others that come by inbox; owner thread.
  void make_ready(fiber_core& fiber) noexcept;
  void deliver_cancel(fiber_core& fiber) noexcept;

  // For other workers.
  steal_ring& ring() noexcept { return fresh_; }
  bool has_work() const noexcept { return !fresh_.looks_empty() || !inbox_.looks_empty(); }
  std::uint64_t fibers_created() const noexcept { return created_.load(std::memory_order_acquire); }
  std::uint64_t fibers_exited() const noexcept { return exited_.load(std::memory_order_acquire); }
  std::uint64_t steals() const noexcept { return steals_.load(std::memory_order_relaxed); }
  std::uint64_t timers_live() const noexcept { return timers_.size(); }

  scheduler& of() const noexcept { return scheduler_; }
  unsigned index() const noexcept { return index_; }
  /// The stack that the running fiber is on; empty outside fibers.
  platform::stack_span running_stack() const noexcept {
    return running_ == nullptr || running_->carrier_ == nullptr ? platform::stack_span{}
                                                                : running_->carrier_->stack;
  }

  std::atomic<bool> asleep{
      false};  // the scheduler's: announced by the owner, taken back by whoever wakes it

 private:
  enum class prefer { started, fresh };
  class wake_timer;

  platform::pump_result rest();
  void look();
  bool time_is_up() const;

  // finding work
  fiber_core* pick(prefer first);
  fiber_core* take(prefer first);
  fiber_core* take_elsewhere();
  fiber_id new_id();

  // switching
  platform::fiber_context& context_of(fiber_core& next);
  void leave_for(fiber_core* next);
  static void assign(carrier& carrier, fiber_core& fiber);
  carrier& idle_carrier(std::size_t stack_bytes);
  void put_idle(carrier& carrier);
  static void carry(void* self);
  void run_to_end(fiber_core& fiber);

  // cancelling
  static bool may_unwind() noexcept;
  void cancel_all();
  void enter_list(fiber_core& fiber) noexcept;
  void leave_list(fiber_core& fiber) noexcept;

  // constant after construction
  scheduler& scheduler_;
  const unsigned index_;

  // owner thread only
  fiber_list<&fiber_core::next_> ready_;
  fiber_core* running_ = nullptr;  // set on arrival, so that it is the leaving one during a switch
  fiber_core* parked_first_ = nullptr;  // every fiber that has parked here and not ended
  carrier* idle_carriers_ = nullptr;
  std::size_t idle_carrier_count_ = 0;
  unsigned picks_until_look_ = 1;
  time_point pump_until_ = time_point::max();
  timer_wheel timers_;
  platform::fiber_context base_;
  bool cancelling_all_ = false;  // the run ends, and what is parked here has been told
  fiber_id next_id_ = 0;         // of the block of ids taken last
  std::uint64_t ids_left_ = 0;

  // the owner writes, anyone reads
  std::atomic<std::uint64_t> created_{0};
  std::atomic<std::uint64_t> exited_{0};
  std::atomic<std::uint64_t> steals_{0};

  // own synchronisation
  steal_ring fresh_;
  alignas(64) inbox inbox_;
};

/// The worker that runs on this thread, or null.
inline thread_local constinit worker* current_worker = nullptr;

}  // namespace weft::detail
