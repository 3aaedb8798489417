// How a behaviour runs: a fiber that handles what is there, and rests.
#include <utility>

#include <weft/actor.hpp>
#include <weft/detail/actor_space.hpp>

#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

/// Messages handled in one run; then others have their turn.
constexpr int messages_per_run = 128;

}  // namespace

/// What is left after that many messages keeps the actor from resting.
void behavior_actor::run() {
  if (handlers_->table->makes_others) work_on({});
  for (int handled = 0; handled < messages_per_run || !box().has_unread(); ++handled) {
    mailbox::found first = take_present(handlers_->table->wanted);
    if (first.mail == nullptr) return;
    if (work_on(std::move(first)) == loop::stop) return recur(false);
    if (box().is_empty()) return;
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
  if (!box().go_idle()) return let_run();
  // Another thread may run it from here on, even to its end. One that rests while the run is stopped may
  // have been overlooked.
  if (with.runs_on().stopping()) with.rouse_all();
}

}  // namespace weft::detail
