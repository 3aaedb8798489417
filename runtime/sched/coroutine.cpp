#include <weft/detail/coroutine.hpp>

#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/check.hpp"
#include "sched/worker.hpp"

namespace weft::detail {
namespace {

/// Cancellation is not thrown while the stack of the resumer unwinds; and the body, on its own stack,
/// cannot see that by itself.
class unwinding_shield {
 public:
  explicit unwinding_shield(const carrier& resumer) {
    if (resumer.context.unwinding()) region_.emplace(cancel_region::kind::shield);
  }

 private:
  std::optional<cancel_region> region_;
};

}  // namespace

// ----------------------------------------------------------------------------------------------------------------
// back and forth

/// Comes back when the body has yielded or ended. Inlined, as `leave`: the processor mispredicts every
/// return after a switch.
[[gnu::always_inline]] inline void coroutine::go_on(fiber_core& in) {
  resumer_ = std::exchange(in.carrier_, carrier_);
  carrier_->root = resumer_->root;
  outside_ = in.regions_;
  progress_ = progress::running;
  platform::fiber_context::switch_to(resumer_->context, carrier_->context);
  if (progress_ == progress::ended) release_stack();
}

/// Goes back to the resumer.
[[gnu::always_inline]] inline void coroutine::leave(fiber_core& in) noexcept {
  in.carrier_ = resumer_;
  platform::fiber_context::switch_to(carrier_->context, resumer_->context);
}

void* coroutine::resume() {
  if (progress_ == progress::ended) return nullptr;
  fiber_core& fiber = require_fiber("generator::resume");
  if (progress_ == progress::running)
    throw std::logic_error("weft: a generator was resumed while its body runs");
  if (progress_ == progress::fresh)
    start(fiber);
  else if (home_ != current_worker)
    throw std::logic_error(
        "weft: a generator was resumed on another worker than it was started on");
  {
    const unwinding_shield shield(*fiber.carrier_);
    go_on(fiber);
  }
  if (failure_ != nullptr) std::rethrow_exception(std::exchange(failure_, nullptr));
  return progress_ == progress::ended ? nullptr : yielded_;
}

void coroutine::start(fiber_core& by) {
  const platform::stack_span stack = platform::acquire_stack(current_worker->stack_bytes_of(by));
  constexpr std::size_t room = (sizeof(carrier) + 63) / 64 * 64;
  carrier_ = new (stack.top() - room) carrier(stack, 0);  // of no class: runs nothing else
  carrier_->context.create({stack.base, stack.bytes - room}, carry, this);
  home_ = current_worker;
  enter_list();
}

void coroutine::carry(void* self) {
  coroutine& here = *static_cast<coroutine*>(self);
  try {
    here.run();
  } catch (const unwound&) {
  } catch (...) {
    here.failure_ = std::current_exception();
  }
  here.progress_ = progress::ended;
  here.leave(*current_fiber());
}

void coroutine::yield(void* value) {
  fiber_core* const fiber = current_fiber();
  if (fiber == nullptr || fiber->carrier_ != carrier_)
    throw std::logic_error("weft: yield_value was called outside of its generator's body");
  const bool may_throw = !carrier_->context.unwinding();
  if (!unwinding_) {
    if (fiber->regions_ != outside_)
      throw std::logic_error(
          "weft: yield_value was called inside a scope, limit or shield of the body");
    yielded_ = value;
    progress_ = progress::suspended;
    leave(*fiber);
  }
  if (unwinding_ && may_throw) throw unwound();
}

void coroutine::release_stack() noexcept {
  leave_list();
  carrier_->context.discard();
  const platform::stack_span stack = carrier_->stack;
  carrier_->~carrier();
  carrier_ = nullptr;
  platform::release_stack(stack);
}

// ----------------------------------------------------------------------------------------------------------------
// the end of one that is in the middle

void coroutine::dispose(coroutine* one) noexcept {
  WEFT_CHECK(one->progress_ != progress::running, "a generator was destroyed while its body runs");
  WEFT_CHECK(one->progress_ != progress::orphaned,
             "a generator was destroyed after the end of the run in which it was started");
  if (one->progress_ == progress::suspended) {
    fiber_core* const fiber = current_fiber();
    if (fiber == nullptr || one->home_ != current_worker) return one->unwind_elsewhere();
    one->unwind(*fiber);
  }
  delete one;
}

void coroutine::unwind(fiber_core& in) noexcept {
  unwinding_ = true;
  const cancel_region shield(cancel_region::kind::shield);
  go_on(in);
}

/// Runs the rest of a body that was disposed of elsewhere. Not even the end of the run keeps it from
/// that.
class coroutine::unwinding_fiber final : public fiber_core {
 public:
  explicit unwinding_fiber(coroutine& of) : of_(of), shield_(*this, cancel_region::kind::shield) {}

 private:
  void run() override {
    of_.unwind(*this);
    waiter* const destroyer = of_.destroyer_;
    delete &of_;
    if (destroyer != nullptr && destroyer->claim(wake_reason::signalled)) destroyer->wake();
  }

  coroutine& of_;
  cancel_region shield_;
};

void coroutine::unwind_elsewhere() noexcept {
  if (current_fiber() == nullptr) return home_->post(*this);
  const cancel_region shield(cancel_region::kind::shield);
  waiter self;
  destroyer_ = &self;
  home_->post(*this);
  self.wait(wait_kind::join);
}

void coroutine::arrive(worker& at) {
  WEFT_CHECK(progress_ == progress::suspended,
             "a generator was destroyed, elsewhere, as the run in which it was started ended");
  auto* const fiber = new unwinding_fiber(*this);
  at.launch_pinned(*fiber);
  fiber->drop_reference();  // the handle's, which there is none of
}

// ----------------------------------------------------------------------------------------------------------------
// the suspended ones of a worker

void coroutine::enter_list() noexcept {
  next_ = home_->coroutines_;
  if (next_ != nullptr) next_->previous_ = this;
  home_->coroutines_ = this;
}

void coroutine::leave_list() noexcept {
  (previous_ == nullptr ? home_->coroutines_ : previous_->next_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
}

void coroutine::orphan_all(coroutine*& first) noexcept {
  while (coroutine* one = first) {
    first = one->next_;
    one->progress_ = progress::orphaned;
  }
}

}  // namespace weft::detail
