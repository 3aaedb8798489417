#include <weft/detail/waiter.hpp>

#include <functional>

#include "sched/thread_parker.hpp"
#include "sched/worker.hpp"

namespace weft::detail {

const char* in_words(wait_kind what) noexcept {
  switch (what) {
    case wait_kind::nothing:
      return "nothing";
    case wait_kind::sleep:
      return "a moment to come";
    case wait_kind::join:
      return "the end of a fiber";
    case wait_kind::channel_send:
      return "a channel to take a value";
    case wait_kind::channel_receive:
      return "a value from a channel";
    case wait_kind::message:
      return "a message";
    case wait_kind::mailbox_room:
      return "room in a mailbox";
    case wait_kind::reply:
      return "the reply to a question";
    case wait_kind::actor_end:
      return "the end of an actor";
    case wait_kind::choice:
      return "the first of several operations";
    case wait_kind::never:
      return "an operation that is never ready";
    case wait_kind::nack:
      return "a branch to lose";
    case wait_kind::cancellation:
      return "its own cancellation";
    case wait_kind::mutex:
      return "a mutex";
    case wait_kind::condition:
      return "a condition";
    case wait_kind::semaphore:
      return "a semaphore";
    case wait_kind::event:
      return "an event";
    case wait_kind::barrier:
      return "the others at a barrier";
    case wait_kind::wait_group:
      return "a wait group";
    case wait_kind::children:
      return "the children of a scope";
    case wait_kind::blocking:
      return "work on another thread";
  }
  return "?";
}

waiter::waiter()
    : fiber_(current_worker == nullptr ? nullptr : current_worker->running()),
      thread_(fiber_ == nullptr ? &thread_parker::of_this_thread() : nullptr) {}

void waiter::wake() noexcept {
  if (fiber_ != nullptr) return fiber_->home_.load(std::memory_order_relaxed)->unpark(*fiber_);
  wake_thread();
}

[[gnu::noinline]] void waiter::wake_thread() noexcept { thread_->keep()->unpark(); }

wake_reason waiter::wait_in_fiber_until(wait_kind what, time_point deadline) {
  return current_worker->wait_until(*this, what, deadline);
}

[[gnu::noinline]] wake_reason waiter::wait_on_thread(time_point deadline) {
  if (!thread_->park(deadline) && !claim(wake_reason::timed_out)) thread_->park(time_point::max());
  return reason();
}

// ----------------------------------------------------------------------------------------------------------------
// pairing

bool waiter::begin_pairing() noexcept {
  auto expected = wake_reason::none;
  return replace(reason_, expected, wake_reason::pairing);
}

void waiter::let_pairing_end() const noexcept {
  while (reason() == wake_reason::pairing) platform::relax();
}

bool waiter::claim_after_pairing(wake_reason reason) noexcept {
  for (;;) {
    let_pairing_end();
    auto expected = wake_reason::none;
    if (replace(reason_, expected, reason)) return true;
    if (expected != wake_reason::pairing) return false;
  }
}

/// While two wait for each other's pairing to end, only the one at the higher address lets go of
/// itself; so no circle of them can form, and each that goes on holding waits for a higher one only.
pairing waiter::pair_with(waiter& other, wait_node& partner_node, wait_node& own_node) noexcept {
  const bool goes_first = std::less<>()(this, &other);
  for (;;) {
    if (!begin_pairing()) return pairing::taken;
    auto found = wake_reason::none;
    while (!replace(other.reason_, found, wake_reason::signalled)) {
      const bool other_pairs = found == wake_reason::pairing;
      if (other_pairs && goes_first) {
        other.let_pairing_end();
        found = wake_reason::none;
        continue;
      }
      reason_.store(wake_reason::none, std::memory_order_release);
      if (!other_pairs) return pairing::gone;
      other.let_pairing_end();
      break;
    }
    if (found != wake_reason::none) continue;
    other.winner_ = &partner_node;
    winner_ = &own_node;
    reason_.store(wake_reason::signalled, std::memory_order_release);
    return pairing::paired;
  }
}

// ----------------------------------------------------------------------------------------------------------------
// queues

void wait_queue::withdraw(wait_node& node) noexcept {
  if (!node.queued) return;
  (node.previous == nullptr ? first_ : node.previous->next) = node.next;
  (node.next == nullptr ? last_ : node.next->previous) = node.previous;
  node.queued = false;
}

wait_node* wait_queue::claim_one() noexcept {
  while (wait_node* node = first_) {
    withdraw(*node);
    if (node->who->claim(wake_reason::signalled, node)) return node;
  }
  return nullptr;
}

wait_node* wait_queue::pair_first(wait_node& seeker) noexcept {
  for (wait_node* node = first_; node != nullptr;) {
    wait_node* const next = node->next;
    if (node->who != seeker.who) {
      const pairing outcome = seeker.who->pair_with(*node->who, *node, seeker);
      if (outcome == pairing::taken) return nullptr;
      withdraw(*node);
      if (outcome == pairing::paired) return node;
    }
    node = next;
  }
  return nullptr;
}

}  // namespace weft::detail
