#include "sched/worker.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <weft/detail/coroutine.hpp>

#include "base/check.hpp"
#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

/// Picks between two looks at the clock and the overflow queue.
constexpr unsigned picks_between_looks = 32;
/// For work, before a worker announces that it sleeps: a few microseconds.
constexpr unsigned looks_before_sleep = 500;
constexpr unsigned looks_at_others = 16;
/// Fresh fibers that a spawning fiber keeps to itself: it may be about to wait, and then they run here
/// at once; waking another worker takes longer.
constexpr std::size_t kept_while_spawning = 4;
/// More than this, and the older half goes to the queue of all workers.
constexpr std::size_t fresh_max = 512;

}  // namespace

/// The time limit of one wait. Lies on the stack of who waits.
class worker::wake_timer final : public timer {
 public:
  explicit wake_timer(waiter& whom) : whom_(whom) {}

 private:
  void fire() override {
    if (whom_.claim(wake_reason::timed_out)) whom_.wake();
  }

  waiter& whom_;
};

worker::worker(scheduler& scheduler, unsigned index)
    : scheduler_(scheduler),
      index_(index),
      choices_(scheduler.host().choices()),
      default_stack_bytes_(scheduler.options().stack_bytes),
      times_slices_(scheduler.options().stall_limit > clock::duration::zero()),
      timers_(scheduler.host().now()) {}

/// Leaves the running fiber, which waits or is queued, for `next` or the pump.
///
/// Inlined into every call that may switch: after a switch the processor mispredicts each return,
/// because it remembers the calls of the context that was left.
[[gnu::always_inline]] inline void worker::leave_for(fiber_core* next) {
  fiber_core& self = *running_;
  if (next == &self) return;
  platform::fiber_context& there =
      next != nullptr && next->carrier_ != nullptr ? next->carrier_->context : context_to(next);
  if (&there == &self.carrier_->context) return;
  platform::fiber_context::switch_to(self.carrier_->context, there);
  running_ = &self;
}

/// Where to go on with `next`, or with another one if it cannot start; null: with the pump.
[[gnu::noinline]] platform::fiber_context& worker::context_to(fiber_core* next) {
  while (next != nullptr && next->carrier_ == nullptr && !provide_carrier(*next))
    next = pick(prefer::started);
  return next != nullptr ? next->carrier_->context : base_;
}

// ----------------------------------------------------------------------------------------------------------------
// the pump

platform::pump_result worker::pump(platform::duration budget) {
  worker* const before = std::exchange(current_worker, this);
  platform::fiber_context::adopt_thread(base_);
  scheduler_.end_sleep(*this);
  pump_until_ =
      budget == platform::duration::max() ? time_point::max() : scheduler_.host().now() + budget;
  platform::pump_result result;
  for (;;) {
    look();
    if (scheduler_.finished()) {
      result.what = platform::pump_result::next::finished;
      break;
    }
    fiber_core* next = choices_ != nullptr ? take_chosen() : pick_with_care(prefer::started);
    if (next == nullptr && choices_ == nullptr) next = take_elsewhere();
    if (next != nullptr) {
      if (times_slices_) slice_.begin(*next, scheduler_.host().now());
      platform::fiber_context& there = context_to(next);
      if (&there != &base_) enter(there);
      running_ = nullptr;
      if (times_slices_) slice_.end();
      if (!time_is_up()) continue;
      result.what = platform::pump_result::next::again;
      break;
    }
    result = rest();
    if (result.what != platform::pump_result::next::again) break;
  }
  if (scheduler_.finished()) {
    cancelling_all_ = false;
    coroutine::orphan_all(coroutines_);
  }
  if (result.what == platform::pump_result::next::finished) discard_idle_carriers();
  current_worker = before;
  return result;
}

/// Runs fibers, `first` first, until one of them picks nobody.
void worker::enter(platform::fiber_context& first) {
  platform::fiber_context* next = &first;
  while (std::exception_ptr escaped = platform::fiber_context::enter(base_, *next))
    next = &replace_carrier(std::move(escaped));
}

/// Announces that this worker is about to sleep, and looks once more: what was pushed before others
/// could see the announcement is found here, what is pushed later wakes it.
platform::pump_result worker::rest() {
  using next = platform::pump_result::next;
  if (scheduler_.notice_end() || (drained() && scheduler_.leave(*this))) {
    scheduler_.wait_for_visitors();
    return {next::finished, {}};
  }
  if (platform::cool_free_stacks() || work_comes_soon()) return {next::again, {}};
  scheduler_.announce_sleep(*this);
  const bool must_stop = scheduler_.stopping() && !cancelling_all_;
  if (must_stop || scheduler_.work_for(*this)) {
    scheduler_.end_sleep(*this);
    return {next::again, {}};
  }
  return {next::wait, timers_.next_look()};
}

/// To announce a sleep costs as much as some microseconds of work, and interrupts the other workers, which
/// are often about to send something. Their queues are looked at less often: that disturbs them, too.
bool worker::work_comes_soon() const noexcept {
  if (choices_ != nullptr || scheduler_.workers().size() == 1) return false;
  for (unsigned looks = 0; looks < looks_before_sleep; ++looks) {
    if (has_mail() || (looks % looks_at_others == 0 && scheduler_.work_for(*this))) return true;
    platform::relax();
  }
  return false;
}

/// Whether this worker is to leave the pool and can.
bool worker::drained() const noexcept {
  return pool_membership.load(std::memory_order_relaxed) == membership::leaving && started_ == 0 &&
         ready_.empty() && bands_.empty() && coroutines_ == nullptr;
}

void worker::look() {
  if (!inbox_.looks_empty()) inbox_.deliver(*this);
  if (timers_.size() != 0) timers_.advance(scheduler_.host().now());
  if (scheduler_.stopping() && !cancelling_all_) cancel_all();
  if (index_ == 0) scheduler_.add_pending_workers();
  if (pool_membership.load(std::memory_order_relaxed) == membership::leaving)
    give_away_fresh();
  else if (!fresh_.empty() && scheduler_.shares())
    share(ready_.empty() ? 1 : 0);  // one that is picked next need not travel
  picks_until_look_ = careful() ? 1 : picks_between_looks;
}

/// Whether the next fiber is always picked with care.
bool worker::careful() const noexcept {
  return times_slices_ || choices_ != nullptr || !bands_.empty();
}

bool worker::time_is_up() const {
  return pump_until_ != time_point::max() && scheduler_.host().now() >= pump_until_;
}

// ------------------------------------------------------------------------------------------------------------
// finding work

[[gnu::always_inline]] inline fiber_core* worker::take(prefer first) {
  if (first == prefer::started) {
    if (fiber_core* fiber = ready_.pop_front()) return fiber;
  }
  if (fiber_core* fiber = fresh_.pop_back()) {
    if (!fresh_.empty() && scheduler_.shares()) share(0);
    return fiber;
  }
  if (!ring_.looks_empty()) {
    if (fiber_core* fiber = ring_.pop()) return fiber;
  }
  return ready_.pop_front();
}

/// The fiber to go on with, or null to go back to the pump.
[[gnu::noinline]] fiber_core* worker::pick(prefer first) {
  if (--picks_until_look_ == 0 || !inbox_.looks_empty() || scheduler_.has_urgent())
    return pick_with_care(first);
  return take(first);
}

/// The same where there is more to look at than the usual two queues.
[[gnu::noinline]] fiber_core* worker::pick_with_care(prefer first) {
  if (choices_ != nullptr) return nullptr;  // the pump chooses
  if (!inbox_.looks_empty()) inbox_.deliver(*this);
  if (times_slices_) scheduler_.report_stall(*this);
  fiber_core* next = nullptr;
  if (look_is_due()) {
    look();
    if (time_is_up()) return nullptr;
    next = take_in_turn();
  }
  if (next == nullptr) next = take_urgent();
  if (next == nullptr) next = take(first);
  if (next == nullptr) next = bands_.pop_in_turn();
  if (times_slices_ && next != nullptr) slice_.begin(*next, scheduler_.host().now());
  return next;
}

/// Usually every 32 picks; where every pick is made with care, too.
bool worker::look_is_due() noexcept {
  if (picks_until_look_ > 0) return false;
  if (!careful()) return true;
  picks_until_look_ = 1;
  if (--careful_picks_until_look_ > 0) return false;
  careful_picks_until_look_ = picks_between_looks;
  return true;
}

/// Of those with more than the usual priority the highest; among equals, one that has started.
fiber_core* worker::take_urgent() {
  const int here = bands_.urgency();
  if (scheduler_.urgency() > here)
    if (fiber_core* const fresh = scheduler_.take_urgent(here + 1)) return fresh;
  return bands_.pop_highest(1);
}

/// Someone who may be passed over for long, or null: so nobody starves.
fiber_core* worker::take_in_turn() {
  constexpr unsigned kinds = 4;
  for (unsigned tries = 0; tries < kinds; ++tries) {
    turn_ = (turn_ + 1) % kinds;
    fiber_core* const next = turn_ == 0   ? scheduler_.take_overflow_in_turn()
                             : turn_ == 1 ? bands_.pop_in_turn()
                             : turn_ == 2 ? take_oldest_fresh()
                                          : ready_.pop_front();
    if (next != nullptr) return next;
  }
  return nullptr;
}

fiber_core* worker::take_oldest_fresh() {
  fiber_core* const offered = ring_.pop();
  return offered != nullptr ? offered : fresh_.pop_front();
}

/// Any of those that can go on, as the simulation chooses; usually of the highest priority there is.
fiber_core* worker::take_chosen() {
  constexpr std::uint64_t picks_per_exception = 16;
  const bool by_priority = choices_->choose(picks_per_exception) != 0;
  fiber_core* next = by_priority                ? take_urgent()
                     : choices_->choose(2) == 0 ? bands_.pop_in_turn()
                                                : scheduler_.take_overflow_in_turn();
  if (next == nullptr) next = take_from_any_queue();
  if (next == nullptr) next = bands_.pop_in_turn();
  if (next == nullptr) {
    if (fiber_core* const found = take_elsewhere()) {
      fresh_.push_back(*found);  // others may have come with it, and go first
      next = take_from_any_queue();
    }
  }
  if (next != nullptr) choices_->goes_on(index_, next->id());
  return next;
}

fiber_core* worker::take_from_any_queue() {
  constexpr std::size_t reach = 128;  // of long queues; a walk through them would take too long
  while (fiber_core* const offered = ring_.pop()) fresh_.push_back(*offered);
  const std::size_t started = ready_.count(reach);
  const std::size_t count = started + std::min(fresh_.size(), reach);
  if (count == 0) return nullptr;
  const auto which = static_cast<std::size_t>(choices_->choose(count));
  fiber_core* const next = which < started      ? ready_.take(which)
                           : which == count - 1 ? fresh_.pop_back()
                                                : fresh_.take(which - started);
  if (scheduler_.shares()) share(0);
  return next;
}

fiber_core* worker::take_elsewhere() {
  if (pool_membership.load(std::memory_order_relaxed) != membership::member) return nullptr;
  if (fiber_core* fiber = scheduler_.take_overflow()) return fiber;
  fiber_core* stolen = scheduler_.steal_for(*this);
  if (stolen != nullptr) steals_.store(steals() + 1, std::memory_order_relaxed);
  return stolen;
}

/// Offers the oldest fresh fibers to the other workers, all but `kept`.
void worker::share(std::size_t kept) {
  bool offered = false;
  while (fresh_.size() > kept && !ring_.full()) {
    ring_.push(*fresh_.pop_front());  // out of the list first: in the ring it belongs to anyone
    offered = true;
  }
  if (fresh_.size() > fresh_max) {
    scheduler_.overflow(fresh_, fresh_.size() / 2);
    offered = true;
  }
  if (offered) scheduler_.wake_one();
}

void worker::give_away_fresh() {
  while (fiber_core* fiber = ring_.pop()) fresh_.push_back(*fiber);
  if (fresh_.empty()) return;
  scheduler_.overflow(fresh_, fresh_.size());
  scheduler_.wake_one();
}

void worker::launch(fiber_core& fiber) {
  if (fiber.priority() == 0) return launch_usual(fiber);
  note_created(fiber);
  scheduler_.overflow(fiber);
  scheduler_.wake_one();
}

void worker::launch_usual(fiber_core& fiber) noexcept {
  note_created(fiber);
  fresh_.push_back(fiber);
  if (fresh_.size() > kept_while_spawning && scheduler_.shares()) share(kept_while_spawning);
}

void worker::run_again(fiber_core& rested) noexcept {
  fresh_.push_front(rested);
  if (fresh_.size() > kept_while_spawning && scheduler_.shares()) share(kept_while_spawning);
}

void worker::note_created(fiber_core& fiber) noexcept {
  created_.store(created_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  fiber.id_ = new_id();
}

void worker::launch_pinned(fiber_core& fiber) {
  worker& creator = current_worker != nullptr ? *current_worker : *this;
  creator.note_created(fiber);
  fiber.pinned_ = true;
  fiber.home_.store(this, std::memory_order_release);
  if (current_worker == this || current_worker == nullptr)
    make_ready(fiber);
  else
    post(fiber);
}

void worker::run_again_pinned(fiber_core& rested) noexcept {
  if (current_worker == this)
    make_ready(rested);
  else
    post(rested);
}

void worker::take_back(fiber_core& fiber) noexcept {
  ready_.pop_front();
  exited_.store(fibers_exited() + 1, std::memory_order_release);
  fiber.drop_reference();
}

fiber_id worker::new_id() noexcept {
  constexpr std::uint64_t id_block = 256;
  if (ids_left_ == 0) {
    next_id_ = scheduler_.new_ids(id_block);
    ids_left_ = id_block;
  }
  --ids_left_;
  return next_id_++;
}

// -------------------------------------------------------------------------------------------------------
// the running fiber

/// Inlined where a fiber leaves: it is what most switches do.
[[gnu::always_inline]] inline void worker::queue(fiber_core& fiber) noexcept {
  if (fiber.carrier_ != nullptr)
    fiber.state_.store(fiber_state::runnable, std::memory_order_relaxed);
  if (fiber.priority() == 0) return ready_.push_back(fiber);
  bands_.push_back(fiber);
  picks_until_look_ = 1;
}

void worker::make_ready(fiber_core& fiber) noexcept { queue(fiber); }

[[gnu::always_inline]] inline void worker::note_started(fiber_core& fiber) noexcept {
  if (carrier& root = *fiber.carrier_->root; !root.listed) enter_list(root);
}

void worker::yield() {
  fiber_core& self = *running_;
  if (self.puts_off_) self.catch_up();
  note_started(self);
  queue(self);
  leave_for(pick(prefer::fresh));
  self.state_.store(fiber_state::running, std::memory_order_relaxed);
  check_cancel();
}

[[gnu::always_inline]] inline wake_reason worker::wait(waiter& waiter, wait_kind what) {
  fiber_core& self = *running_;
  if (!begin_wait(self, waiter, what)) return wake_reason::cancelled;
  leave_for(pick(prefer::started));
  self.carrier_->waiting = nullptr;
  self.state_.store(fiber_state::running, std::memory_order_relaxed);
  return waiter.reason();
}

/// Small, because it lies on the stack of every fiber that waits; see `carry`.
[[gnu::noinline]] wake_reason waiter::wait_in_fiber(wait_kind what) {
  return current_worker->wait(*this, what);
}

[[gnu::noinline]] wake_reason worker::wait_until(waiter& waiter, wait_kind what,
                                                 time_point deadline) {
  wake_timer limit(waiter);
  timers_.arm(limit, deadline);
  const wake_reason reason = wait(waiter, what);
  timers_.disarm(limit);
  return reason;
}

/// False: the fiber is cancelled, and does not wait.
[[gnu::noinline]] bool worker::begin_wait(fiber_core& self, waiter& waiter, wait_kind what) {
  const bool cancellable = may_unwind();
  if (cancellable && must_cancel(self) && waiter.claim(wake_reason::cancelled)) return false;
  if (self.puts_off_) self.catch_up();
  self.carrier_->waiting = cancellable ? &waiter : nullptr;
  self.waits_for_ = what;
  self.state_.store(fiber_state::waiting, std::memory_order_relaxed);
  note_started(self);
  return true;
}

// -------------------------------------------------------------------------------------------------
// waking

void worker::post(posted& item) noexcept {
  if (current_worker == nullptr || &current_worker->scheduler_ != &scheduler_)
    return post_from_outside(item);
  inbox_.post(item);
  scheduler_.wake(*this);
}

/// What `item` lets go on may end the run, and the runtime may go, before this has woken the worker; a
/// worker of the same run cannot be overtaken so, as the run waits for it.
[[gnu::noinline]] void worker::post_from_outside(posted& item) noexcept {
  scheduler_.let_in();
  inbox_.post(item);
  scheduler_.wake(*this);
  scheduler_.let_out();
}

void worker::unpark(fiber_core& fiber) noexcept {
  if (current_worker == this)
    make_ready(fiber);
  else
    post(fiber);
}

void worker::enter_list(carrier& one) noexcept {
  one.listed = true;
  one.previous_listed = nullptr;
  one.next_listed = listed_first_;
  if (listed_first_ != nullptr) listed_first_->previous_listed = &one;
  listed_first_ = &one;
}

void worker::leave_list(carrier& one) noexcept {
  if (!one.listed) return;
  (one.previous_listed == nullptr ? listed_first_ : one.previous_listed->next_listed) =
      one.next_listed;
  if (one.next_listed != nullptr) one.next_listed->previous_listed = one.previous_listed;
  one.listed = false;
}

// -------------------------------------------------------------------------------------------------
// deadlock

void worker::nothing_will_come() {
  worker* const before = std::exchange(current_worker, this);
  scheduler_.break_deadlock();
  current_worker = before;
}

void worker::describe_waits(std::string& report) const {
  for (const carrier* each = listed_first_; each != nullptr; each = each->next_listed) {
    const fiber_core* const fiber = each->fiber;
    if (fiber->state() != fiber_state::waiting) continue;
    report += "\n  fiber " + std::to_string(fiber->id());
    if (!fiber->name().empty()) report.append(" \"").append(fiber->name()).append("\"");
    report.append(" waits for ").append(in_words(fiber->waits_for_));
  }
}

}  // namespace weft::detail
