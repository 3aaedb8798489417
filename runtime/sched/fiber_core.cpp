#include <weft/detail/fiber_core.hpp>

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include <weft/detail/fiber_locals.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/fiber.hpp>

#include "base/check.hpp"
#include "sched/carrier.hpp"
#include "sched/scheduler.hpp"

namespace weft::detail {

/// Those who want to know of a fiber's end. Most fibers are never joined, so it is made by the first
/// one.
struct fiber_core::joiners : recycled {
  spinlock lock;
  wait_queue waiting;                 // guarded by lock
  end_listener* listeners = nullptr;  // guarded by lock
  bool ended = false;                 // guarded by lock
};

namespace {

/// Tells that a fiber ended before anyone wanted to join it. Never looked into.
template <class Joiners>
Joiners* nobody() noexcept {
  static Joiners sentinel;
  return &sentinel;
}

/// A cancellation on its way to the worker that the fiber is parked on.
class cancel_notice final : public posted, public recycled {
 public:
  explicit cancel_notice(fiber_core& fiber) : fiber_(fiber) { fiber_.add_reference(); }

  void arrive(worker& at) override {
    // One that runs again and again may live elsewhere by now, or nowhere.
    if (fiber_.lives_here())
      at.deliver_cancel(fiber_);
    else if (!fiber_.ended())
      fiber_.notice_cancel();
    fiber_.drop_reference();
    delete this;
  }

 private:
  fiber_core& fiber_;
};

}  // namespace

fiber_core::fiber_core() noexcept = default;

fiber_core::fiber_core(spawn_options options)
    : priority_(options.priority),
      stack_class_(static_cast<std::uint8_t>(
          options.stack_bytes ? stack_class(std::max(*options.stack_bytes, std::size_t{2})) : 0)) {
  if (!options.name.empty()) name_ = std::make_unique<std::string>(std::move(options.name));
}

fiber_core::~fiber_core() {
  joiners* const made = joiners_.load(std::memory_order_relaxed);
  if (made != nullptr && made != nobody<joiners>()) delete made;
}

void fiber_core::destroy() noexcept {
  if (failed_unseen()) report_unhandled(*this);
  delete this;
}

bool fiber_core::lives_here() const noexcept {
  return current_worker != nullptr && home_.load(std::memory_order_relaxed) == current_worker;
}

void fiber_core::arrive(worker& at) { at.make_ready(*this); }

// ----------------------------------------------------------------------------------------------------------------
// the end

fiber_core::joiners* fiber_core::joiners_for_waiting() {
  joiners* present = joiners_.load(std::memory_order_acquire);
  if (present != nullptr) return present;
  auto made = std::make_unique<joiners>();
  return replace(joiners_, present, made.get()) ? made.release() : present;
}

void fiber_core::wait_until_ended() {
  suspension_point();
  if (ended()) return;
  WEFT_CHECK(current_fiber() != this, "a fiber joined itself");
  waiter self;
  wait_node node(self);
  if (publish_joiner(node) == op_leaf::published::committed) return;
  if (self.wait(wait_kind::join) == wake_reason::signalled) return;
  withdraw_joiner(node);
  throw_cancelled_here();
}

op_leaf::published fiber_core::publish_joiner(wait_node& node) {
  joiners* const joined = joiners_for_waiting();
  const auto commit = [&] {
    return node.who->claim(wake_reason::signalled, &node) ? op_leaf::published::committed
                                                          : op_leaf::published::taken;
  };
  if (joined == nobody<joiners>()) return commit();
  const std::lock_guard lock(joined->lock);
  if (joined->ended) return commit();
  joined->waiting.push_back(node);
  return op_leaf::published::waits;
}

void fiber_core::withdraw_joiner(wait_node& node) noexcept {
  joiners* const joined = joiners_.load(std::memory_order_acquire);
  if (joined == nobody<joiners>()) return;
  const std::lock_guard lock(joined->lock);
  joined->waiting.withdraw(node);
}

bool fiber_core::listen(end_listener& listener) {
  joiners* const joined = joiners_for_waiting();
  if (joined == nobody<joiners>()) return false;
  const std::lock_guard lock(joined->lock);
  if (joined->ended) return false;
  listener.next_listener = std::exchange(joined->listeners, &listener);
  return true;
}

void fiber_core::end(fiber_state how) noexcept {
  state_.store(how, std::memory_order_release);
  joiners* present = nullptr;
  if (replace(joiners_, present, nobody<joiners>())) return;
  end_listener* listeners;
  {
    const std::lock_guard lock(present->lock);
    present->ended = true;
    listeners = std::exchange(present->listeners, nullptr);
    while (wait_node* node = present->waiting.claim_first()) node->who->wake();
  }
  while (end_listener* listener = listeners) {
    listeners = listener->next_listener;
    listener->ended(*this);
  }
}

// ----------------------------------------------------------------------------------------------------------------
// cancellation

void fiber_core::request_cancel(std::exception_ptr reason) {
  bool unclaimed = false;
  if (ended() || !replace(cancel_claimed_, unclaimed, true)) return;
  cancel_reason_ = std::move(reason);
  cancel_requested_.store(true, std::memory_order_release);
  notice_cancel();
}

void fiber_core::interrupt() noexcept {
  if (ended()) return;  // its worker may have gone
  fetch_add(interrupts_, 1);
  notice_cancel();
}

void fiber_core::run_again(scheduler& where) noexcept { where.run_again(*this); }

void fiber_core::notice_cancel() noexcept {
  worker* home = home_.load(std::memory_order_acquire);
  if (home == nullptr) {
    // Either the worker that starts the fiber sees the request, or we see that worker.
    platform::heavy_fence();
    home = home_.load(std::memory_order_acquire);
  }
  if (home == nullptr) return;
  if (home == current_worker)
    home->deliver_cancel(*this);
  else
    home->post(*new cancel_notice(*this));
}

void suspension_point() {
  worker* const here = current_worker;
  if (here == nullptr || here->running() == nullptr) return;
  if (here->running()->in_region()) cancel_region::look_at_limits(*here->running());
  here->check_cancel();
}

void throw_cancelled_here() { current_worker->throw_cancelled(); }

fiber_core* current_fiber() noexcept {
  return current_worker == nullptr ? nullptr : current_worker->running();
}

fiber_core& require_fiber(const char* what) {
  if (fiber_core* fiber = current_fiber()) return *fiber;
  throw std::logic_error(std::string("weft: ") + what + " was called outside a fiber");
}

namespace {

template <class Give>
void launch_by(fiber_core& fiber, Give give) {
  try {
    const fiber_core& parent = require_fiber("spawn");
    if (parent.locals != nullptr) fiber.locals = parent.locals->copy();
    give();
  } catch (...) {
    fiber.drop_reference();  // the scheduler's, which it will never use
    fiber.drop_reference();  // the handle's, which will not be made
    throw;
  }
}

}  // namespace

/// Most fibers are launched without a `try`, which is dear in WebAssembly.
void launch(fiber_core& fiber) {
  worker* const here = current_worker;
  const fiber_core* const parent = here == nullptr ? nullptr : here->running();
  if (parent != nullptr && parent->locals == nullptr && fiber.priority() == 0)
    return here->launch_usual(fiber);
  launch_by(fiber, [&] { current_worker->launch(fiber); });
}

void launch_on(unsigned worker, fiber_core& fiber) {
  launch_by(fiber, [&] { current_worker->of().launch_on(worker, fiber); });
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
