// What comes from a peer.
#include <mutex>
#include <utility>

#include <weft/detail/local_actor.hpp>
#include <weft/detail/mailbox_bound.hpp>
#include <weft/fiber.hpp>

#include "actor/relations.hpp"
#include "peer.hpp"
#include "reasons.hpp"
#include "remote_actor.hpp"
#include "remote_asker.hpp"

namespace weft::detail {
namespace {

constexpr std::size_t name_bytes_max = 256;
/// Of a peer's, that have not been told yet.
constexpr std::size_t monitors_max = 1 << 20;

}  // namespace

void peer::take(std::span<const std::byte> post) {
  frame_reader frames(post);
  take_all(frames);
}

void peer::take_all(frame_reader& frames) {
  while (!frames.at_end() && !lost()) {
    const frame_kind kind = frames.begin();
    if (kind == frame_kind::refs) {
      take_refs(frames);
      continue;
    }
    if (is_about_calls(kind))
      node_->host().take_call(id_, kind, frames);
    else
      take_frame(kind, frames);
    frames.end();
    frames.clear_beside();
  }
}

void peer::take_frame(frame_kind kind, frame_reader& frame) {
  if (kind != frame_kind::hello && !is_named())
    throw bad_frame("not a frame: one before the hello");
  switch (kind) {
    case frame_kind::hello:
      return take_hello(frame);
    case frame_kind::send:
      return take_send(frame);
    case frame_kind::ask:
      return take_ask(frame);
    case frame_kind::answer:
      return take_answer(frame);
    case frame_kind::failure:
      return take_failure(frame);
    case frame_kind::gone:
      return take_gone(frame);
    case frame_kind::monitor:
      return take_monitor(frame);
    case frame_kind::demonitor:
      return take_demonitor(frame);
    case frame_kind::down:
      return take_down(frame);
    case frame_kind::link:
      return take_link(frame);
    case frame_kind::unlink:
      return take_unlink(frame);
    case frame_kind::exit:
      return take_exit(frame);
    default:
      return take_spawn(frame);
  }
}

void peer::take_refs(frame_reader& frame) {
  std::vector<value> table;
  for (std::size_t left = frame.array(); left > 0; --left) {
    if (frame.array() != 2) throw bad_frame("not a frame: no actor");
    const std::string_view home = frame.text();
    const actor_ref actor(node_->referred_to(*this, home, frame.number()));
    table.push_back(to_value(actor));
  }
  frame.end();
  frame.set_beside(std::move(table));
}

void peer::take_hello(frame_reader& frame) {
  const std::string_view name = frame.text();
  const auto life = frame.text_or_null();
  if (name.empty() || name.size() > name_bytes_max || name == node_->name())
    throw bad_frame("not a frame: a hello of nobody");
  {
    const std::lock_guard lock(node_->lock());
    if (!name_.empty() && name_ != name) throw bad_frame("not a frame: a hello of somebody else");
    name_ = name;
  }
  node_->named(*this);
  if (life) node_->host().watch(id_, *life);
  greet();
}

bool peer::is_named() {
  const std::lock_guard lock(node_->lock());
  return !name_.empty();
}

// ----------------------------------------------------------------------------------------------------------------
// messages

namespace {

std::unique_ptr<message> read_mail(frame_reader& frame) {
  const auto name = frame.text_or_null();
  return pack(foreign{std::string(name.value_or(std::string_view())), frame.content()});
}

}  // namespace

void peer::take_send(frame_reader& frame) {
  const std::uint64_t to = frame.number();
  deliver(to, read_mail(frame));
}

void peer::take_ask(frame_reader& frame) {
  const std::uint64_t id = frame.number();
  const std::uint64_t to = frame.number();
  auto mail = read_mail(frame);
  mail->reply_to = reference<asker>(new remote_asker(*this, id));
  deliver(to, std::move(mail));
}

void peer::deliver(std::uint64_t number, std::unique_ptr<message> mail) {
  const target to = target_at(number);
  if (to.actor.get() == nullptr) return undeliverable(number, *mail);
  if (to.waits) return hold_back(to.actor, {std::move(mail), nullptr});
  const auto sent = to.actor->try_send(mail);
  if (sent) return;
  local_actor& actor = *to.actor->local();
  if (sent.error() == send_error::noproc) return actor.send(std::move(mail));
  if (actor.box().bound()->policy() == overflow::block)
    return hold_back(to.actor, {std::move(mail), nullptr});
  if (const auto asking = std::move(mail->reply_to))
    asking->fail(std::make_exception_ptr(mailbox_full(actor.box().bound()->capacity())));
  actor.refuse(*mail, exit_reason::normal());
}

void peer::undeliverable(std::uint64_t number, message& mail) {
  const actor_pointer nobody = node_->ended_actor(number);
  node_->note_dead_letter(*nobody, mail);
  if (mail.reply_to) mail.reply_to->gone(node_->reason_of(number));
}

void peer::take_answer(frame_reader& frame) {
  const std::uint64_t id = frame.number();
  value content = frame.content();
  if (const auto waits = take_ask(id)) waits->answer(type_of<value>, &content);
}

void peer::take_failure(frame_reader& frame) {
  const std::uint64_t id = frame.number();
  const value thrown = frame.content();
  if (const auto waits = take_ask(id)) waits->fail(exception_from_wire(thrown));
}

void peer::take_gone(frame_reader& frame) {
  const std::uint64_t id = frame.number();
  const exit_reason reason = reason_from_wire(frame.content());
  if (const auto waits = take_ask(id)) waits->gone(reason);
}

// ----------------------------------------------------------------------------------------------------------------
// ends

void peer::take_monitor(frame_reader& frame) {
  const std::uint64_t id = frame.number();
  const std::uint64_t number = frame.number();
  const target to = target_at(number);
  if (to.actor.get() == nullptr)
    return write_end(*this, frame_kind::down, id, node_->reason_of(number));
  {
    const std::lock_guard lock(node_->lock());
    if (watched_.size() >= monitors_max || !watched_.try_emplace(id, to.actor).second)
      throw bad_frame("not a frame: a monitor more");
  }
  act(to, [self = reference<peer>(this), id, actor = to.actor] {
    if (self->lost()) return;
    if (actor->add_bond(remote_watcher::key(*self, id),
                        std::make_unique<remote_watcher>(*self, id)))
      return;
    remote_watcher(*self, id).tell(exit_reason::noproc());
  });
}

void peer::take_demonitor(frame_reader& frame) {
  const std::uint64_t id = frame.number();
  target of;
  {
    const std::lock_guard lock(node_->lock());
    const auto at = watched_.find(id);
    if (at == watched_.end()) return;
    of = {at->second, queues_.contains(at->second.get())};
  }
  act(of, [self = reference<peer>(this), id, actor = of.actor] {
    self->watcher_told(id);
    actor->remove_bond(remote_watcher::key(*self, id));
  });
}

void peer::take_down(frame_reader& frame) {
  const std::uint64_t id = frame.number();
  const exit_reason reason = reason_from_wire(frame.content());
  bond_key key{};
  reference<remote_actor> ended;
  {
    const std::lock_guard lock(node_->lock());
    const auto at = monitors_.find(id);
    if (at == monitors_.end()) return;
    key = at->second.key;
    if (at->second.actor->try_add_reference())
      ended = reference<remote_actor>::adopt(at->second.actor);
    monitors_.erase(at);
  }
  if (!ended) return;
  if (key.who == nullptr) return ended->end(reason);
  ended->free_names();
  if (const auto told = ended->take_bond(key)) told->tell(reason);
}

void peer::take_link(frame_reader& frame) {
  const std::uint64_t number = frame.number();
  const actor_pointer theirs = actor_at(frame.number());
  const target to = target_at(number);
  if (to.actor.get() == nullptr) {
    const exit_reason reason = node_->reason_of(number);
    return write_exit(theirs->number(), number, reason);
  }
  act(to, [theirs, here = to.actor] {
    auto& other = static_cast<remote_actor&>(*theirs);
    other.add_link_of(*here, std::make_unique<exit_bond>(*here, other));
    if (here->add_bond({other.number(), theirs.get(), 0},
                       std::make_unique<exit_bond>(other, *here)))
      return;
    other.signal_exit(here.get(), exit_reason::noproc(), true);
  });
}

void peer::take_unlink(frame_reader& frame) {
  const target to = target_at(frame.number());
  const auto theirs = known_actor(frame.number());
  if (to.actor.get() == nullptr || !theirs) return;
  act(to, [theirs, here = to.actor] {
    (void)theirs->take_link_of(*here);
    here->remove_bond({theirs->number(), static_cast<const actor_core*>(theirs.get()), 0});
  });
}

void peer::take_exit(frame_reader& frame) {
  const std::uint64_t number = frame.number();
  const auto from = frame.number_or_null();
  const exit_reason reason = reason_from_wire(frame.content());
  const bool linked = frame.boolean();
  if (linked && !from) throw bad_frame("not a frame: a link with nobody");
  const target to = target_at(number);
  if (to.actor.get() == nullptr) return;
  if (linked) return take_linked_exit(to, *from, reason);
  const actor_pointer sender = from ? actor_at(*from) : actor_pointer();
  if (reason.kind() == exit_reason::kind_type::kill)
    return to.actor->signal_exit(sender.get(), reason, false);
  act(to, [sender, reason, here = to.actor] { here->signal_exit(sender.get(), reason, false); });
}

/// Counts only as long as there is a link.
void peer::take_linked_exit(const target& to, std::uint64_t from, const exit_reason& reason) {
  const auto ended = known_actor(from);
  if (!ended) return;
  act(to, [ended, reason, here = to.actor] {
    const auto told = ended->take_link_of(*here);
    if (!told) return;
    ended->free_names();
    told->tell(reason);
  });
}

void peer::write_exit(std::uint64_t to, std::uint64_t from, const exit_reason& reason) {
  write_reason(reason, [&](const value& words) {
    return write(frame_kind::exit, 5, [&](frame_writer& frame) {
      frame.number(to).number(from).content(words).boolean(true);
    });
  });
}

void peer::take_spawn(frame_reader& frame) {
  const std::uint64_t number = frame.number();
  const std::string_view type = frame.text();
  const value arguments = frame.content();
  const value::array* const given = arguments.if_array();
  if (given == nullptr) throw bad_frame("not a frame: a spawn without arguments");
  node_->spawn_for(number, type, *given);
}

// ----------------------------------------------------------------------------------------------------------------
// order

peer::target peer::target_at(std::uint64_t number) noexcept {
  const std::lock_guard lock(node_->lock());
  target found{node_->known_locked(number), false};
  found.waits = !queues_.empty() && queues_.contains(found.actor.get());
  return found;
}

/// Does `action` when all has been delivered that came for the actor before.
template <class Action>
void peer::act(const target& on, Action action) {
  if (!on.waits) return action();
  hold_back(on.actor, {nullptr, std::move(action)});
}

void peer::hold_back(const actor_pointer& actor, doorman::held what) {
  std::shared_ptr<doorman> opened;
  {
    const std::lock_guard lock(node_->lock());
    if (++held_back_ > doorman::waiting_max)
      throw bad_frame("not a frame: too many messages wait for actors whose mailboxes are full");
    auto& queue = queues_[actor.get()];
    if (queue == nullptr) queue = opened = std::make_shared<doorman>(actor);
    queue->waiting.push_back(std::move(what));
  }
  if (opened != nullptr)
    spawn({.name = "doorman"}, [self = reference<peer>(this), opened] { self->serve(*opened); });
}

void peer::serve(doorman& queue) {
  doorman::held next;
  while (next_held(queue, next)) {
    if (next.act) {
      next.act();
      continue;
    }
    try {
      queue.actor->send(std::move(next.mail));
    } catch (const mailbox_full&) {
    }
  }
}

/// False: the queue has ended.
bool peer::next_held(doorman& queue, doorman::held& next) {
  doorman::held done = std::move(next);  // let go of without the lock
  const std::lock_guard lock(node_->lock());
  if (queue.waiting.empty()) {
    queues_.erase(queue.actor.get());
    return false;
  }
  next = std::move(queue.waiting.front());
  queue.waiting.pop_front();
  --held_back_;
  return true;
}

}  // namespace weft::detail
