// How a behaviour runs: a fiber that handles what is there, and rests.
#include <utility>

#include <weft/actor.hpp>
#include <weft/detail/actor_space.hpp>

#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

/// Messages handled in one run; then others have their turn.
constexpr int messages_per_run = 64;

}  // namespace

behavior_actor::behavior_actor(spawn_options options, std::unique_ptr<handler_set> starter)
    : local_actor(std::move(options)), handlers_(std::move(starter)) {
  recur(true);
}

void behavior_actor::run() {
  if (!begun_) begin();
  more_is_there_ = true;
  for (int i = 0; i < messages_per_run; ++i)
    if (!handle_one()) return;
}

void behavior_actor::begin() {
  begun_ = true;
  tolerate_exits(false);
  handlers_ = handlers_->begin(*this);
  tolerate_exits(true);
}

/// False: nothing is there, or the actor is to end.
bool behavior_actor::handle_one() {
  suspension_point();
  mailbox::found first = take_present(handlers_->wanted());
  if (first.mail == nullptr) return more_is_there_ = false;
  tolerate_exits(false);
  loop next;
  {
    current_message now(*this, std::move(first.mail));
    next = handlers_->handle(now, first.which);
  }
  tolerate_exits(true);
  if (next == loop::stop) recur(false);
  if (auto become = take_next()) handlers_ = std::move(become);
  return next != loop::stop;
}

void behavior_actor::drop_body() {
  const cancel_region shield(cancel_region::kind::shield);
  handlers_.reset();
}

void behavior_actor::rest() noexcept {
  actor_space& space = shard().space();
  if (more_is_there_ || !box().go_idle()) return let_run();
  // Another thread may run it from here on, even to its end. One that rests while the run is stopped may
  // have been overlooked.
  if (space.runs_on().stopping()) space.rouse_all();
}

}  // namespace weft::detail
