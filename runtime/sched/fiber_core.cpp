#include <weft/detail/fiber_core.hpp>

#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include <weft/detail/spinlock.hpp>
#include <weft/fiber.hpp>

#include "base/check.hpp"
#include "sched/scheduler.hpp"

namespace weft::detail {

/// Those who wait for a fiber's end. Most fibers are never joined, so it is made by the first
/// joiner.
struct fiber_core::joiners {
  spinlock lock;
  wait_queue waiting;  // guarded by lock
  bool ended = false;  // guarded by lock
};

namespace {

/// Tells that a fiber ended before anyone wanted to join it. Never looked into.
template <class Joiners>
Joiners* nobody() noexcept {
  static Joiners sentinel;
  return &sentinel;
}

/// A cancellation on its way to the worker that the fiber is parked on.
class cancel_notice final : public posted {
 public:
  explicit cancel_notice(fiber_core& fiber) : fiber_(fiber) { fiber_.add_reference(); }

  void arrive(worker& at) override {
    at.deliver_cancel(fiber_);
    fiber_.drop_reference();
    delete this;
  }

 private:
  fiber_core& fiber_;
};

}  // namespace

fiber_core::fiber_core(spawn_options options)
    : name_(std::move(options.name)),
      stack_bytes_(options.stack_bytes.value_or(default_stack_bytes())) {}

fiber_core::~fiber_core() {
  joiners* const made = joiners_.load(std::memory_order_relaxed);
  if (made != nobody<joiners>()) delete made;
}

void fiber_core::drop_reference() noexcept {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  if (state() == fiber_state::failed && !observed_.load(std::memory_order_relaxed))
    report_unhandled(*this);
  delete this;
}

void fiber_core::arrive(worker& at) { at.make_ready(*this); }

fiber_core::joiners* fiber_core::joiners_for_waiting() {
  joiners* present = joiners_.load(std::memory_order_acquire);
  if (present != nullptr) return present;
  auto* made = new joiners;
  if (joiners_.compare_exchange_strong(present, made, std::memory_order_acq_rel)) return made;
  delete made;
  return present;
}

void fiber_core::wait_until_ended() {
  suspension_point();
  if (ended()) return;
  WEFT_CHECK(current_fiber() != this, "a fiber joined itself");
  joiners* const joined = joiners_for_waiting();
  if (joined == nobody<joiners>()) return;
  waiter self;
  wait_node node(self);
  {
    const std::lock_guard lock(joined->lock);
    if (joined->ended) return;
    joined->waiting.push_back(node);
  }
  if (self.wait(wait_kind::join) == wake_reason::signalled) return;
  {
    const std::lock_guard lock(joined->lock);
    joined->waiting.withdraw(node);
  }
  throw_cancelled_here();
}

void fiber_core::end(fiber_state how, std::exception_ptr failure) noexcept {
  failure_ = std::move(failure);
  state_.store(how, std::memory_order_release);
  joiners* present = nullptr;
  if (joiners_.compare_exchange_strong(present, nobody<joiners>(), std::memory_order_acq_rel))
    return;
  const std::lock_guard lock(present->lock);
  present->ended = true;
  while (wait_node* node = present->waiting.claim_first()) node->who.wake();
}

void fiber_core::request_cancel(std::exception_ptr reason) {
  if (ended() || cancel_claimed_.exchange(true, std::memory_order_acq_rel)) return;
  cancel_reason_ = std::move(reason);
  // Either the worker that starts the fiber sees the request, or we see that worker.
  cancel_requested_.store(true, std::memory_order_seq_cst);
  worker* const home = home_.load(std::memory_order_seq_cst);
  if (home == nullptr) return;
  if (home == current_worker)
    home->deliver_cancel(*this);
  else
    home->post(*new cancel_notice(*this));
}

void fiber_core::throw_cancelled() const {
  if (const auto reason = cancel_reason_if_any()) std::rethrow_exception(reason);
  throw cancelled();
}

void suspension_point() {
  if (current_fiber() != nullptr) current_worker->check_cancel();
}

void throw_cancelled_here() { current_fiber()->throw_cancelled(); }

fiber_core* current_fiber() noexcept {
  return current_worker == nullptr ? nullptr : current_worker->running();
}

void launch(fiber_core& fiber, std::optional<unsigned> worker) {
  WEFT_CHECK(current_fiber() != nullptr, "spawn was called outside a fiber");
  if (!worker) return current_worker->launch(fiber);
  try {
    current_worker->of().nth(*worker).launch_pinned(fiber);
  } catch (const std::out_of_range&) {
    fiber.drop_reference();  // the scheduler's, which it will never use
    throw;
  }
}

std::size_t default_stack_bytes() noexcept {
  return current_worker == nullptr ? runtime_options{}.stack_bytes
                                   : current_worker->of().options().stack_bytes;
}

void rethrow_failure(fiber_core& fiber) {
  fiber.mark_observed();
  switch (fiber.state()) {
    case fiber_state::finished:
      return;
    case fiber_state::failed:
      std::rethrow_exception(fiber.failure());
    case fiber_state::cancelled:
      if (fiber.failure() != nullptr) std::rethrow_exception(fiber.failure());
      throw fiber_cancelled();
    default:
      base::check_failed("the result of a fiber was asked for before its end", __FILE__, __LINE__);
  }
}

}  // namespace weft::detail

namespace weft::this_fiber {
namespace {

detail::worker& worker_here() {
  WEFT_CHECK(detail::current_fiber() != nullptr, "this_fiber was used outside a fiber");
  return *detail::current_worker;
}

}  // namespace

void yield() {
  if (detail::current_fiber() == nullptr) return std::this_thread::yield();
  detail::current_worker->yield();
}

void sleep_until(time_point deadline) {
  if (deadline <= clock::now()) return yield();
  detail::waiter self;
  if (self.wait(detail::wait_kind::sleep, deadline) == detail::wake_reason::cancelled)
    detail::throw_cancelled_here();
}

fiber_id id() noexcept {
  const auto* fiber = detail::current_fiber();
  return fiber == nullptr ? 0 : fiber->id();
}

std::string_view name() noexcept {
  const auto* fiber = detail::current_fiber();
  return fiber == nullptr ? std::string_view() : fiber->name();
}

unsigned worker() noexcept {
  return detail::current_worker == nullptr ? 0 : detail::current_worker->index();
}

bool cancel_requested() noexcept {
  return detail::current_fiber() != nullptr &&
         detail::current_worker->must_cancel(*detail::current_fiber());
}

void check_cancel() { worker_here().check_cancel(); }

}  // namespace weft::this_fiber
