// How a behaviour runs: a fiber that handles what is there, and rests.
#include <chrono>
#include <utility>

#include <weft/actor.hpp>
#include <weft/detail/actor_space.hpp>

#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

/// How long one run may be, in messages and, looked at every so many of them, in time; then others have
/// their turn.
constexpr int messages_per_run = 1024;
constexpr int messages_between_looks = 64;
constexpr clock::duration run_max = std::chrono::microseconds(100);

/// The length of a run. The clock is read only in long ones.
class run_limit {
 public:
  /// After each message.
  bool is_reached() noexcept {
    if (++handled_ % messages_between_looks != 0) return false;
    const time_point now = clock::now();
    if (handled_ == messages_between_looks) until_ = now + run_max;
    return handled_ >= messages_per_run || now >= until_;
  }

 private:
  int handled_ = 0;
  time_point until_;
};

}  // namespace

/// What is left then keeps the actor from resting.
void behavior_actor::run() {
  if (handlers_->table->makes_others) work_on({});
  run_limit limit;
  for (;;) {
    mailbox::found first = take_present(handlers_->table->wanted);
    if (first.mail == nullptr) return;
    if (work_on(std::move(first)) == loop::stop) return recur(false);
    if (box().is_empty() || (limit.is_reached() && box().has_unread())) return;
  }
}

loop behavior_actor::work_on(mailbox::found first) {
  tolerate_exits(false);
  loop next;
  {
    current_message now(*this, current_, std::move(first.mail));
    next = handlers_->table->handle(*handlers_, now, first.which);
  }
  tolerate_exits(true);
  if (handlers_pointer become = take_next()) handlers_ = std::move(become);
  return next;
}

void behavior_actor::drop_body() {
  const cancel_region shield(cancel_region::kind::shield);
  handlers_.reset();
}

void behavior_actor::rest() noexcept {
  actor_shard& with = shard();
  catch_up();
  if (!box().go_idle()) return let_run();
  // Another thread may run it from here on, even to its end. One that rests while the run is stopped may
  // have been overlooked.
  if (with.runs_on().stopping()) with.rouse_all();
}

}  // namespace weft::detail
