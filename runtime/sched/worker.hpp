// A worker: the thread-like thing that runs fibers, one at a time.
//
//     other workers, threads ──post──> inbox ─┐
//     timers of its own fibers ───────────────┼──> ready: started fibers, which stay here
//     fibers that yield or are woken here ────┘
//     spawn ──> fresh ──the oldest──> ring ──steal──> other workers
//
// A fiber that leaves (waits, yields, ends) picks the next one itself and jumps to it directly; the
// pump's own stack is used only when there is nothing to run, or when it is time to give the host
// its turn.
//
// Started fibers take turns. Fresh ones start newest first, so that a tree of fibers is walked depth
// first and few of its stacks exist at a time; every so often the oldest has its turn, so that none
// starves. The oldest are also what other workers steal: they lead to the most work.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include <weft/detail/waiter.hpp>
#include <weft/platform/host.hpp>

#include "sched/carrier.hpp"
#include "sched/run_queues.hpp"
#include "sched/time_slice.hpp"
#include "sched/timer_wheel.hpp"

namespace weft::detail {

class coroutine;
class scheduler;

class worker final : public platform::pumpable {
 public:
  worker(scheduler& scheduler, unsigned index);
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;
  ~worker();

  platform::pump_result pump(platform::duration budget) override;
  void nothing_will_come() override;

  // Of the running fiber; owner thread.
  void yield();
  wake_reason wait(waiter& waiter, wait_kind what);
  wake_reason wait_until(waiter& waiter, wait_kind what, time_point deadline);
  /// Throws if the running fiber was cancelled, is not shielded and not unwinding.
  void check_cancel();
  [[noreturn]] void throw_cancelled() const;
  /// Whether `fiber`, which is of this worker, is to unwind at its next suspension point.
  bool must_cancel(const fiber_core& fiber) const noexcept;
  /// The same as seen from the region `innermost` of it.
  bool must_cancel(const fiber_core& fiber, const cancel_region* innermost) const noexcept;
  /// The same without regard to shields.
  bool cancelled_anywhere(const fiber_core& fiber) const noexcept;
  void launch(fiber_core& fiber);
  /// The same for one of the usual priority.
  void launch_usual(fiber_core& fiber) noexcept;
  /// Queues a fiber that has rested behind those that wait to start.
  void run_again(fiber_core& rested) noexcept;
  fiber_core* running() const noexcept { return running_; }
  timer_wheel& timers() noexcept { return timers_; }

  // Any thread.
  /// Queues a fresh fiber that is to run here and nowhere else.
  void launch_pinned(fiber_core& fiber);
  void run_again_pinned(fiber_core& rested) noexcept;
  /// Undoes the launch of `fiber`, the only one there is, before this worker was ever pumped.
  void take_back(fiber_core& fiber) noexcept;
  void post(posted& item) noexcept;
  /// Makes `fiber`, whose home this is, runnable.
  void unpark(fiber_core& fiber) noexcept;

  // For `fiber_core::arrive` and others that come by inbox; owner thread.
  void make_ready(fiber_core& fiber) noexcept;
  void deliver_cancel(fiber_core& fiber) noexcept;

  // For other workers.
  steal_ring& ring() noexcept { return ring_; }
  bool has_mail() const noexcept { return !inbox_.looks_empty(); }
  std::uint64_t fibers_created() const noexcept { return created_.load(std::memory_order_acquire); }
  std::uint64_t fibers_exited() const noexcept { return exited_.load(std::memory_order_acquire); }
  std::uint64_t steals() const noexcept { return steals_.load(std::memory_order_relaxed); }
  std::uint64_t timers_live() const noexcept { return timers_.size(); }
  time_slice& slice() noexcept { return slice_; }

  scheduler& of() const noexcept { return scheduler_; }
  unsigned index() const noexcept { return index_; }
  platform::chooser* choices() const noexcept { return choices_; }
  /// Adds a line for each fiber that waits here. The owner, or anyone while no worker runs.
  void describe_waits(std::string& report) const;
  /// The stack that the running fiber is on; empty outside fibers.
  platform::stack_span running_stack() const noexcept {
    return running_ == nullptr || running_->carrier_ == nullptr ? platform::stack_span{}
                                                                : running_->carrier_->stack;
  }

  /// Whether this worker belongs to the pool. `leaving` workers run what has started on them to its
  /// end and then are `gone`: no host pumps them.
  enum class membership : std::uint8_t { member, leaving, gone };
  std::atomic<membership> pool_membership{membership::gone};  // changed by the scheduler alone
  std::atomic<bool> asleep{false};  // announced by the owner, taken back by whoever wakes it

 private:
  enum class prefer { started, fresh };
  class wake_timer;
  friend class coroutine;

  void post_from_outside(posted& item) noexcept;
  platform::pump_result rest();
  bool work_comes_soon() const noexcept;
  void look();
  bool time_is_up() const;
  bool drained() const noexcept;

  // finding work
  fiber_core* pick(prefer first);
  fiber_core* pick_with_care(prefer first);
  fiber_core* take(prefer first);
  fiber_core* take_urgent();
  fiber_core* take_in_turn();
  fiber_core* take_oldest_fresh();
  bool careful() const noexcept;
  bool look_is_due() noexcept;
  fiber_core* take_chosen();
  fiber_core* take_from_any_queue();
  fiber_core* take_elsewhere();
  void share(std::size_t kept);
  void give_away_fresh();
  void note_created(fiber_core& fiber) noexcept;
  fiber_id new_id() noexcept;

  // switching
  platform::fiber_context& context_to(fiber_core* next);
  void leave_for(fiber_core* next);
  bool provide_carrier(fiber_core& fresh);
  static void assign(carrier& carrier, fiber_core& fiber);
  std::size_t stack_bytes_of(const fiber_core& fiber) const noexcept;
  carrier& idle_carrier(std::size_t stack_bytes);
  void put_idle(carrier& carrier);
  void discard_idle_carriers() noexcept;
  static void carry(void* self);
  void run_to_end(fiber_core& fiber);
  platform::fiber_context* go_on_with(carrier& here);
  bool begin(fiber_core& fiber);
  void let_go(fiber_core& fiber);
  void let_rest(fiber_core& fiber);
  void conclude(fiber_core& fiber);
  void conclude(fiber_core& fiber, std::exception_ptr thrown);
  platform::fiber_context& replace_carrier(std::exception_ptr escaped);
  void enter(platform::fiber_context& first);
  void finish(fiber_core& fiber, fiber_state how);

  // cancelling
  /// Whether the running fiber may throw: not while an exception is in flight in it already.
  bool may_unwind() const noexcept { return !running_->carrier_->context.unwinding(); }
  bool cancelled_itself(const fiber_core& fiber) const noexcept;
  void cancel_all();
  bool begin_wait(fiber_core& self, waiter& waiter, wait_kind what);
  void queue(fiber_core& fiber) noexcept;
  void note_started(fiber_core& fiber) noexcept;
  void enter_list(carrier& one) noexcept;
  void leave_list(carrier& one) noexcept;

  // constant after construction
  scheduler& scheduler_;
  const unsigned index_;
  platform::chooser* const choices_;
  const std::size_t default_stack_bytes_;
  const bool times_slices_;

  // owner thread only
  fiber_list ready_;   // started, and pinned ones that have not
  fiber_deque fresh_;  // newest last
  priority_bands bands_;
  fiber_core* running_ = nullptr;  // set on arrival, so that it is the leaving one during a switch
  carrier* listed_first_ = nullptr;  // of every fiber that has waited here and not ended
  std::size_t started_ = 0;          // fibers that have started here and not ended
  coroutine* coroutines_ = nullptr;  // bodies that have started here and not ended
  struct idle_list {
    carrier* first = nullptr;
    std::size_t count = 0;
  };
  std::array<idle_list, stack_classes> idle_carriers_;
  unsigned picks_until_look_ = 1;
  unsigned careful_picks_until_look_ = 1;
  unsigned turn_ = 0;  // which kind of fiber was taken out of turn last
  time_point pump_until_ = time_point::max();
  timer_wheel timers_;
  platform::fiber_context base_;
  std::exception_ptr escaped_;   // from the carrier of the running fiber, on the way to its new one
  bool cancelling_all_ = false;  // the run ends, and what is parked here has been told
  fiber_id next_id_ = 0;         // of the block of ids taken last
  std::uint64_t ids_left_ = 0;

  // the owner writes, anyone reads
  std::atomic<std::uint64_t> created_{0};
  std::atomic<std::uint64_t> exited_{0};
  std::atomic<std::uint64_t> steals_{0};
  time_slice slice_;

  // own synchronisation
  steal_ring ring_;
  alignas(64) inbox inbox_;
};

/// The worker that runs on this thread, or null.
inline thread_local constinit worker* current_worker = nullptr;

}  // namespace weft::detail
