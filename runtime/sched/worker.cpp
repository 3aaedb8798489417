#include "sched/worker.hpp"

#include <algorithm>
#include <cstdio>
#include <new>
#include <utility>

#include "base/check.hpp"
#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

/// Picks between two looks at the clock and the overflow queue; then the kind of fiber, fresh or
/// started, that is usually taken second has its turn, too.
constexpr unsigned picks_between_looks = 32;
/// Carriers kept for the next fibers; more give their stacks back.
constexpr std::size_t idle_carriers_max = 1024;
/// Ids are taken from the scheduler in blocks of this size.
constexpr std::uint64_t id_block = 256;

void add(std::atomic<std::uint64_t>& counter, std::uint64_t n = 1) {
  counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_release);
}

/// A carrier lies at the top of its own stack.
carrier& make_carrier(std::size_t stack_bytes) {
  platform::stack_span stack = platform::acquire_stack(stack_bytes);
  constexpr std::size_t room = (sizeof(carrier) + 63) / 64 * 64;
  return *new (stack.top() - room) carrier(stack);
}

void destroy(carrier& carrier) {
  carrier.context.discard();
  const platform::stack_span stack = carrier.stack;
  carrier.~carrier();
  platform::release_stack(stack);
}

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
    : scheduler_(scheduler), index_(index), timers_(scheduler.host().now()) {}

worker::~worker() {
  while (carrier* carrier = std::exchange(
             idle_carriers_, idle_carriers_ == nullptr ? nullptr : idle_carriers_->next_idle))
    destroy(*carrier);
}

/// Where to go on with `next`: on its own stack, or, for a fresh one, on an idle carrier's.
platform::fiber_context& worker::context_of(fiber_core& next) {
  if (next.carrier_ == nullptr) assign(idle_carrier(next.stack_bytes_), next);
  return next.carrier_->context;
}

/// Leaves the running fiber, which waits or is queued, for `next` or the pump.
///
/// Inlined into every call that may switch: after a switch the processor mispredicts each return,
/// because it remembers the calls of the context that was left.
[[gnu::always_inline]] inline void worker::leave_for(fiber_core* next) {
  fiber_core& self = *running_;
  if (next == &self) return;
  platform::fiber_context::switch_to(self.carrier_->context,
                                     next != nullptr ? context_of(*next) : base_);
  running_ = &self;
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
    fiber_core* next = take(prefer::started);
    if (next == nullptr) next = take_elsewhere();
    if (next != nullptr) {
      platform::fiber_context::enter(base_, context_of(*next));
      running_ = nullptr;
      if (!time_is_up()) continue;
      result.what = platform::pump_result::next::again;
      break;
    }
    result = rest();
    if (result.what != platform::pump_result::next::again) break;
  }
  if (result.what == platform::pump_result::next::finished) cancelling_all_ = false;
  current_worker = before;
  return result;
}

/// Announces that this worker is about to sleep, and looks once more: what was pushed before others
/// could see the announcement is found here, what is pushed later wakes it.
platform::pump_result worker::rest() {
  using next = platform::pump_result::next;
  if (scheduler_.notice_end()) return {next::finished, {}};
  scheduler_.announce_sleep(*this);
  const bool must_stop = scheduler_.stopping() && !cancelling_all_;
  if (must_stop || scheduler_.work_for(*this)) {
    scheduler_.end_sleep(*this);
    return {next::again, {}};
  }
  return {next::wait, timers_.next_look()};
}

void worker::look() {
  picks_until_look_ = picks_between_looks;
  if (!inbox_.looks_empty()) inbox_.deliver(*this);
  if (timers_.size() != 0) timers_.advance(scheduler_.host().now());
  if (scheduler_.stopping() && !cancelling_all_) cancel_all();
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
  if (fiber_core* fiber = fresh_.pop()) return fiber;
  return ready_.pop_front();
}

/// The fiber to go on with, or null to go back to the pump.
[[gnu::always_inline]] inline fiber_core* worker::pick(prefer first) {
  if (--picks_until_look_ == 0) {
    look();
    if (time_is_up()) return nullptr;
    if (fiber_core* waiting_long = scheduler_.take_overflow()) return waiting_long;
    first = first == prefer::fresh ? prefer::started : prefer::fresh;  // neither kind starves
  } else if (!inbox_.looks_empty()) {
    inbox_.deliver(*this);
  }
  return take(first);
}

fiber_core* worker::take_elsewhere() {
  if (fiber_core* fiber = scheduler_.take_overflow()) return fiber;
  fiber_core* stolen = scheduler_.steal_for(*this);
  if (stolen != nullptr) add(steals_);
  return stolen;
}

void worker::launch(fiber_core& fiber) {
  add(created_);
  fiber.id_ = new_id();
  if (!fresh_.push(fiber)) scheduler_.overflow(fiber);
  scheduler_.wake_one();
}

void worker::launch_pinned(fiber_core& fiber) {
  worker& creator = current_worker != nullptr ? *current_worker : *this;
  add(creator.created_);
  fiber.id_ = creator.new_id();
  fiber.home_.store(this);
  if (current_worker == this || current_worker == nullptr)
    ready_.push_back(fiber);
  else
    post(fiber);
}

void worker::take_back(fiber_core& fiber) noexcept {
  ready_.pop_front();
  add(exited_);
  fiber.drop_reference();
}

fiber_id worker::new_id() {
  if (ids_left_ == 0) {
    next_id_ = scheduler_.new_ids(id_block);
    ids_left_ = id_block;
  }
  --ids_left_;
  return next_id_++;
}

// ---------------------------------------------------------------------------------------------------------------
// switching

void worker::assign(carrier& carrier, fiber_core& fiber) {
  carrier.fiber = &fiber;
  fiber.carrier_ = &carrier;
}

carrier& worker::idle_carrier(std::size_t stack_bytes) {
  for (carrier** at = &idle_carriers_; *at != nullptr; at = &(*at)->next_idle) {
    if ((*at)->stack.bytes < stack_bytes || (*at)->stack.bytes >= 2 * stack_bytes) continue;
    carrier& found = **at;
    *at = found.next_idle;
    --idle_carrier_count_;
    return found;
  }
  carrier& made = make_carrier(stack_bytes);
  made.context.create({made.stack.base, static_cast<std::size_t>(
                                            reinterpret_cast<std::byte*>(&made) - made.stack.base)},
                      carry, &made);
  return made;
}

/// What runs on every carrier: the fiber it was given, then whatever comes next that needs such a
/// stack, for ever.
void worker::carry(void* self) {
  carrier& here = *static_cast<carrier*>(self);
  for (;;) {
    worker& worker = *current_worker;
    worker.running_ = here.fiber;
    worker.run_to_end(*here.fiber);
    fiber_core* next = worker.pick(prefer::started);
    if (next != nullptr && next->carrier_ == nullptr && next->stack_bytes_ <= here.stack.bytes &&
        here.stack.bytes < 2 * next->stack_bytes_) {
      assign(here, *next);
      continue;
    }
    worker.put_idle(here);
    platform::fiber_context::switch_to(here.context,
                                       next != nullptr ? worker.context_of(*next) : worker.base_);
  }
}

void worker::put_idle(carrier& carrier) {
  if (idle_carrier_count_ == idle_carriers_max) {
    destroy(*std::exchange(idle_carriers_, idle_carriers_->next_idle));
    --idle_carrier_count_;
  }
  carrier.fiber = nullptr;
  carrier.next_idle = std::exchange(idle_carriers_, &carrier);
  ++idle_carrier_count_;
}

void worker::run_to_end(fiber_core& fiber) {
  if (fiber.home_.load(std::memory_order_relaxed) == nullptr) fiber.home_.store(this);
  fiber_state how = fiber_state::cancelled;
  std::exception_ptr failure;
  if (!must_cancel(fiber)) {
    fiber.state_.store(fiber_state::running, std::memory_order_relaxed);
    try {
      fiber.run();
      how = fiber_state::finished;
    } catch (const cancelled&) {
    } catch (...) {
      failure = std::current_exception();
      if (!fiber.was_cancelled_with(failure)) how = fiber_state::failed;
    }
  }
  if (how == fiber_state::cancelled && failure == nullptr) failure = fiber.cancel_reason_if_any();
  leave_list(fiber);
  const bool was_root = scheduler_.is_root(fiber);
  add(exited_);
  fiber.end(how, std::move(failure));
  if (was_root) scheduler_.root_ended();
  fiber.drop_reference();
  running_ = nullptr;
}

// -------------------------------------------------------------------------------------------------------
// the running fiber

void worker::yield() {
  fiber_core& self = *running_;
  enter_list(self);
  make_ready(self);
  leave_for(pick(prefer::fresh));
  self.state_.store(fiber_state::running, std::memory_order_relaxed);
  check_cancel();
}

wake_reason worker::wait(waiter& waiter, wait_kind what, time_point deadline) {
  fiber_core& self = *running_;
  const bool cancellable = may_unwind();
  if (cancellable && must_cancel(self) && waiter.claim(wake_reason::cancelled))
    return wake_reason::cancelled;
  wake_timer limit(waiter);
  if (deadline != time_point::max()) timers_.arm(limit, deadline);
  self.waiting_ = cancellable ? &waiter : nullptr;
  self.waits_for_ = what;
  self.state_.store(fiber_state::waiting, std::memory_order_relaxed);
  enter_list(self);
  leave_for(pick(prefer::started));
  timers_.disarm(limit);
  self.waiting_ = nullptr;
  self.waits_for_ = wait_kind::nothing;
  self.state_.store(fiber_state::running, std::memory_order_relaxed);
  return waiter.reason();
}

bool worker::must_cancel(const fiber_core& fiber) const noexcept {
  return fiber.cancel_requested() || (scheduler_.stopping() && !scheduler_.is_root(fiber));
}

bool worker::may_unwind() noexcept { return std::uncaught_exceptions() == 0; }

void worker::check_cancel() {
  if (must_cancel(*running_) && may_unwind()) running_->throw_cancelled();
}

// -------------------------------------------------------------------------------------------------
// waking and cancelling

void worker::post(posted& item) noexcept {
  inbox_.post(item);
  scheduler_.wake(*this);
}

void worker::unpark(fiber_core& fiber) noexcept {
  if (current_worker == this)
    make_ready(fiber);
  else
    post(fiber);
}

void worker::make_ready(fiber_core& fiber) noexcept {
  if (fiber.carrier_ != nullptr)
    fiber.state_.store(fiber_state::runnable, std::memory_order_relaxed);
  ready_.push_back(fiber);
}

void worker::deliver_cancel(fiber_core& fiber) noexcept {
  if (fiber.waiting_ != nullptr && fiber.waiting_->claim(wake_reason::cancelled))
    fiber.waiting_->wake();
}

void worker::cancel_all() {
  cancelling_all_ = true;
  for (fiber_core* fiber = parked_first_; fiber != nullptr; fiber = fiber->next_started_)
    deliver_cancel(*fiber);
}

void worker::enter_list(fiber_core& fiber) noexcept {
  if (fiber.listed_) return;
  fiber.listed_ = true;
  fiber.previous_started_ = nullptr;
  fiber.next_started_ = parked_first_;
  if (parked_first_ != nullptr) parked_first_->previous_started_ = &fiber;
  parked_first_ = &fiber;
}

void worker::leave_list(fiber_core& fiber) noexcept {
  if (!fiber.listed_) return;
  (fiber.previous_started_ == nullptr ? parked_first_ : fiber.previous_started_->next_started_) =
      fiber.next_started_;
  if (fiber.next_started_ != nullptr)
    fiber.next_started_->previous_started_ = fiber.previous_started_;
  fiber.listed_ = false;
}

}  // namespace weft::detail
