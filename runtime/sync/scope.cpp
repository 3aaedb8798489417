#include <memory>
#include <mutex>
#include <utility>

#include <weft/detail/scope_core.hpp>

namespace weft::detail {

class scope_core::child final : public end_listener, public recycled {
 public:
  child(scope_core& of, fiber_core& who) : scope(of), fiber(who) { fiber.add_reference(); }
  ~child() { fiber.drop_reference(); }

  void ended(fiber_core& who) noexcept override {
    scope.child_ended(*this, who);
    delete this;
  }

  scope_core& scope;
  fiber_core& fiber;
  child* previous = nullptr;
  child* next = nullptr;
};

void scope_core::child_list::add(child& one) noexcept {
  one.next = first_;
  if (first_ != nullptr) first_->previous = &one;
  first_ = &one;
}

void scope_core::child_list::remove(child& one) noexcept {
  (one.previous == nullptr ? first_ : one.previous->next) = one.next;
  if (one.next != nullptr) one.next->previous = one.previous;
}

scope_core::scope_core() : body_(cancel_region::kind::cancellable) {}

void scope_core::add(fiber_core& fiber) {
  auto one = std::make_unique<child>(*this, fiber);
  bool born_cancelled;
  {
    const std::lock_guard lock(lock_);
    children_.add(*one);
    ++live_;
    born_cancelled = cancelled_;
  }
  child& added = *one.release();
  bool listens = false;
  try {
    listens = fiber.listen(added);
  } catch (...) {
    remove(added);
    delete &added;
    throw;
  }
  if (!listens)
    added.ended(fiber);
  else if (born_cancelled)
    fiber.request_cancel(nullptr);
}

void scope_core::forget(fiber_core& fiber) noexcept {
  child* one;
  {
    const std::lock_guard lock(lock_);
    one = children_.first();
    while (&one->fiber != &fiber) one = one->next;
  }
  remove(*one);
  delete one;
}

void scope_core::cancel() {
  const std::lock_guard lock(lock_);
  cancel_children();
}

void scope_core::cancel_children() noexcept {
  if (std::exchange(cancelled_, true)) return;
  for (child* one = children_.first(); one != nullptr; one = one->next)
    one->fiber.request_cancel(nullptr);
}

bool scope_core::note_failure(std::exception_ptr failure) noexcept {
  const std::lock_guard lock(lock_);
  const bool first = first_failure_ == nullptr;
  if (first) first_failure_ = std::move(failure);
  cancel_children();
  return first;
}

/// The first failure is the scope's; a later one is its fiber's, and is reported as any other that
/// nobody joins.
void scope_core::child_ended(child& ended, fiber_core& fiber) noexcept {
  if (fiber.state() == fiber_state::failed && note_failure(fiber.failure())) {
    fiber.mark_observed();
    body_.request();
  }
  remove(ended);
}

void scope_core::remove(child& ended) noexcept {
  wait_node* last = nullptr;
  {
    const std::lock_guard lock(lock_);
    children_.remove(ended);
    if (--live_ == 0) last = leaving_.claim_first();
  }
  // Unless someone waits, the scope may be gone by now.
  if (last != nullptr) last->who->wake();
}

/// False: the wait was cancelled.
bool scope_core::wait_for_children() {
  waiter self;
  wait_node node(self);
  {
    const std::lock_guard lock(lock_);
    if (live_ == 0) return true;
    leaving_.push_back(node);
  }
  if (self.wait(wait_kind::children) == wake_reason::signalled) return true;
  const std::lock_guard lock(lock_);
  leaving_.withdraw(node);
  return false;
}

void scope_core::leave(std::exception_ptr failure) {
  if (failure != nullptr) note_failure(failure);
  bool cancelled_meanwhile = false;
  if (!wait_for_children()) {
    cancelled_meanwhile = true;
    cancel();
    cancel_region shield(cancel_region::kind::shield);
    wait_for_children();
  }
  if (first_failure_ != nullptr) std::rethrow_exception(std::move(first_failure_));
  if (cancelled_meanwhile) throw_cancelled_here();
}

}  // namespace weft::detail
