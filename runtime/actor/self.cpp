#include <weft/self.hpp>

#include <stdexcept>
#include <utility>

#include <weft/detail/local_actor.hpp>
#include <weft/detail/receive_leaf.hpp>

namespace weft {

detail::local_actor& self::core() noexcept { return static_cast<detail::local_actor&>(*this); }

actor_ref self::ref() noexcept { return actor_ref(detail::actor_pointer(&core())); }

time_point self::deadline_of(clock::duration limit) noexcept {
  return limit == clock::duration::zero() ? time_point::min() : detail::deadline_after(limit);
}

detail::mailbox::found self::take(detail::interests wanted, time_point deadline) {
  return core().take(wanted, deadline);
}

operation<detail::taken_message> self::receive_leaf_op(detail::interests wanted) {
  return operation<detail::taken_message>(std::in_place_type<detail::receive_leaf>, core(), wanted);
}

detail::reference<detail::asker> self::take_reply() { return core().take_reply(); }

void self::stash() { core().stash(); }
void self::unstash_all() { core().unstash_all(); }

void self::set_mailbox(mailbox_options options) {
  if (options.capacity == 0)
    throw std::invalid_argument("weft: a mailbox of capacity 0 can never take a message");
  core().set_mailbox(options);
}

void self::exit(exit_reason reason) { core().leave(std::move(reason)); }

void self::exit(const actor_ref& to, exit_reason reason) {
  to.core()->signal_exit(&core(), reason, false);
}

void self::become(behavior next) {
  if (!core().is_behavior())
    throw std::logic_error(
        "weft: become is for behaviours; a straight-line actor receives with other handlers");
  core().set_next(std::move(next).take());
}

monitor_ref self::monitor(const actor_ref& whom) {
  return monitor_ref(whom, core().monitor(*whom.core()));
}

bool self::demonitor(const monitor_ref& which, flush_down flush) {
  const bool active = core().demonitor(*which.watched().core(), which.id());
  if (!active && flush == flush_down::yes) {
    const auto is_it = [](void* state, detail::message& mail) {
      return detail::object_in<down>(mail).monitor == *static_cast<const monitor_ref*>(state);
    };
    const detail::interest one{&detail::type_of<down>, nullptr, is_it,
                               const_cast<monitor_ref*>(&which)};
    (void)core().box().find({&one, 1}, false);
  }
  return active;
}

void self::link(const actor_ref& whom) { core().link(*whom.core()); }
void self::unlink(const actor_ref& whom) { core().unlink(*whom.core()); }
void self::trap_exit(bool yes) noexcept { core().set_trap_exit(yes); }

}  // namespace weft
