#include <weft/detail/local_actor.hpp>

#include <stdexcept>
#include <utility>

#include <weft/detail/actor_space.hpp>
#include <weft/detail/mailbox_bound.hpp>
#include <weft/fiber.hpp>

#include "actor/relations.hpp"
#include "base/check.hpp"
#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

/// Wakes an actor that is to end; no handler takes it.
struct kill_notice {};

actor_shard& shard_here() {
  require_fiber("spawn_actor");
  return actor_space_here().shard(current_worker->index());
}

void check_capacity(mailbox_options options) {
  if (options.capacity == 0)
    throw std::invalid_argument("weft: a mailbox of capacity 0 can never take a message");
}

/// A launch that fails drops both first references to its fiber. This keeps one, which then stands for the
/// object's, and ends the actor.
class launching {
 public:
  explicit launching(local_actor& born) noexcept : born_(born) { born.fiber_core::add_reference(); }
  launching(const launching&) = delete;
  launching& operator=(const launching&) = delete;
  ~launching() {
    if (std::uncaught_exceptions() > before_)
      born_.end_unborn();
    else
      born_.fiber_core::drop_reference();
  }

 private:
  local_actor& born_;
  const int before_ = std::uncaught_exceptions();
};

}  // namespace

local_actor::local_actor() : shard_(shard_here()) { enter_shard(); }

local_actor::local_actor(spawn_options options)
    : fiber_core(std::move(options)), shard_(shard_here()) {
  enter_shard();
}

void local_actor::enter_shard() noexcept {
  watch_end();
  tolerate_interrupts(true);
  actor_core::add_reference();  // the fiber's
  shard_.add(*this);
}

local_actor::~local_actor() { shard_.drop_reference(); }

/// The fiber refers to the actor until it ends, and the actor to the fiber until nobody refers to it any
/// more: so whoever has an actor_ref may cancel the fiber. Of the fiber's two first references, the
/// handle's is the actor's.
actor_ref local_actor::start(local_actor& born) {
  actor_ref made{actor_pointer(&born)};
  const launching guard(born);
  launch(born);
  return made;
}

actor_ref local_actor::start(local_actor& born, std::optional<unsigned> worker,
                             mailbox_options mailbox) {
  actor_ref made{actor_pointer(&born)};
  const launching guard(born);
  try {
    check_capacity(mailbox);
    if (mailbox.capacity != unbounded) born.set_mailbox(mailbox);
  } catch (...) {
    born.fiber_core::drop_reference();
    born.fiber_core::drop_reference();
    throw;
  }
  worker ? launch_on(*worker, born) : launch(born);
  return made;
}

// ----------------------------------------------------------------------------------------------------------------
// what others send

/// What is to be done when `mail` was pushed, or could not be.
inline void local_actor::settle(mailbox::pushed outcome, std::unique_ptr<message>& mail) noexcept {
  if (outcome == mailbox::pushed::roused) let_run();
  if (outcome == mailbox::pushed::closed) refuse(*mail, exit_reason::noproc());
}

void local_actor::send(std::unique_ptr<message> mail) {
  mailbox_bound* const bound = mailbox_.bound();
  if (bound == nullptr) return deliver(std::move(mail));
  if (!bound->take_place()) return send_with_care(*bound, std::move(mail));
  settle(bound->push(mail), mail);
}

void local_actor::deliver(std::unique_ptr<message> mail) { settle(mailbox_.push(mail), mail); }

[[gnu::noinline]] void local_actor::send_with_care(mailbox_bound& bound,
                                                   std::unique_ptr<message> mail) {
  message_list dropped;
  const auto outcome = bound.admit(mail, nullptr, dropped);
  drop(std::move(dropped));
  if (outcome == mailbox::pushed::full) return send_when_there_is_room(bound, std::move(mail));
  settle(outcome, mail);
}

void local_actor::send_when_there_is_room(mailbox_bound& bound, std::unique_ptr<message> mail) {
  suspension_point();
  const bool to_itself = current_fiber() == this;
  waiter self;
  wait_node node(self);
  node.slot = &mail;
  message_list dropped;
  const auto outcome = bound.admit(mail, to_itself ? nullptr : &node, dropped);
  drop(std::move(dropped));
  if (outcome == mailbox::pushed::full) throw mailbox_full(bound.capacity());
  if (outcome != mailbox::pushed::waits) return settle(outcome, mail);
  if (self.wait(wait_kind::mailbox_room) == wake_reason::signalled) return;
  bound.withdraw(node);
  throw_cancelled_here();
}

std::expected<void, send_error> local_actor::try_send(std::unique_ptr<message>& mail) {
  mailbox::pushed outcome;
  if (mailbox_bound* const bound = mailbox_.bound()) {
    message_list dropped;
    outcome = bound->admit(mail, nullptr, dropped);
    drop(std::move(dropped));
  } else {
    outcome = mailbox_.push(mail);
  }
  if (outcome == mailbox::pushed::roused) let_run();
  if (outcome == mailbox::pushed::closed) return std::unexpected(send_error::noproc);
  if (outcome == mailbox::pushed::full) return std::unexpected(send_error::mailbox_full);
  return {};
}

void local_actor::notify(std::unique_ptr<message> notice) noexcept {
  if (notice->kind <= message_kind::urgent) notice->kind = message_kind::notice;
  mailbox_bound* const bound = mailbox_.bound();
  if (bound == nullptr) return deliver(std::move(notice));
  settle(bound->push(notice), notice);
}

void local_actor::signal_exit(actor_core* from, const exit_reason& reason, bool linked) {
  if (reason.kind() == exit_reason::kind_type::kill && !linked) return kill();
  auto signal = std::make_unique<message_of<exited>>(
      exited{actor_ref(actor_pointer(from != nullptr ? from : this)), reason});
  signal->from_link = linked;
  signal->ends_receiver = reason != exit_reason::normal() || from == this;
  notify_exit(std::move(signal));
}

void local_actor::notify_exit(std::unique_ptr<message_of<exited>> signal) noexcept {
  signal->kind = message_kind::exit;
  const bool ends = signal->ends_receiver;
  const actor_pointer keep(this);
  notify(std::move(signal));
  if (ends) interrupt();
}

void local_actor::kill() {
  auto notice = std::make_unique<message_of<kill_notice>>(kill_notice{});
  notice->kind = message_kind::kill;
  killed_.store(true, std::memory_order_release);
  request_cancel(nullptr);
  notify(std::move(notice));
}

void local_actor::let_run() noexcept { run_again(shard_.runs_on()); }

void local_actor::refuse(message& mail, const exit_reason& reason) noexcept {
  if (mail.kind <= message_kind::urgent) shard_.note_dead_letter(*this, mail);
  if (mail.reply_to) mail.reply_to->gone(reason);
}

void local_actor::drop(message_list dropped) noexcept {
  while (!dropped.empty()) {
    const auto mail = dropped.pop_front();
    shard_.note_dead_letter(*this, *mail);
    if (mail->reply_to)
      mail->reply_to->fail(std::make_exception_ptr(mailbox_full(mailbox_.bound()->capacity())));
  }
}

// ----------------------------------------------------------------------------------------------------------------
// receiving

mailbox::found local_actor::take(interests wanted, time_point deadline) {
  struct receiving {
    explicit receiving(local_actor& of) noexcept : actor(of) { actor.tolerate_exits(true); }
    ~receiving() { actor.tolerate_exits(false); }
    local_actor& actor;
  };
  worker* const here = current_worker;
  WEFT_CHECK(here != nullptr && here->running() == this,
             "an actor's `self` was used by another fiber");
  const receiving now(*this);
  if (in_region()) cancel_region::look_at_limits(*this);
  here->check_cancel();
  for (;;) {
    mailbox::found first = take_present(wanted);
    if (first.mail != nullptr || deadline == time_point::min()) return first;
    if (!wait_for(wanted, deadline)) return {};
  }
}

mailbox::found local_actor::take_present(interests wanted) {
  if (mailbox_.is_empty()) return {};
  if (mailbox::found first = mailbox_.find_at_once(wanted); first.mail != nullptr) return first;
  return take_present_with_care(wanted);
}

[[gnu::noinline]] mailbox::found local_actor::take_present_with_care(interests wanted) {
  for (;;) {
    mailbox::found first = mailbox_.find(wanted, !traps_exits());
    if (mailbox_bound* const limit = mailbox_.bound();
        limit != nullptr && !limit->dropped().empty())
      drop(std::move(limit->dropped()));
    if (first.mail == nullptr) return first;
    if (first.mail->kind >= message_kind::notice) take_note_of(*first.mail);
    if (first.which < wanted.size()) return first;
    obey(*first.mail);
  }
}

void local_actor::take_note_of(const message& taken) noexcept {
  if (taken.ends_receiver) end_interrupt();
  if (taken.type == &type_of<down>) forget_down(object_in<down>(taken).monitor.id());
  if (taken.from_link) forget_link(*object_in<exited>(taken).actor.core());
}

/// An exit signal that is not trapped, whose turn has come.
void local_actor::obey(const message& exit_signal) {
  if (exit_signal.ends_receiver) {
    const exited& signal = object_in<exited>(exit_signal);
    if (end_reason_ == nullptr) end_reason_ = keep(signal.reason);
    request_cancel(nullptr);
  }
  suspension_point();
}

/// False: the time is up. By itself, so that a receive that finds something does not pay for it.
[[gnu::noinline]] bool local_actor::wait_for(interests wanted, time_point deadline) {
  waiter self;
  wait_node node(self);
  seat here(wanted, !traps_exits(), node);
  if (!mailbox_.sit(here)) return true;
  const wake_reason reason = self.wait(wait_kind::message, deadline);
  mailbox_.leave(here, reason == wake_reason::signalled);
  if (reason == wake_reason::cancelled) throw_cancelled_here();
  return reason == wake_reason::signalled;
}

reference<asker> local_actor::take_reply() {
  if (current_ == nullptr)
    throw std::logic_error("weft: there is no message to answer: not inside a handler");
  return std::move(current_->reply_to_);
}

void local_actor::set_mailbox(mailbox_options options) {
  mailbox_.set_bound(options);
  puts_off(true);
}

void local_actor::stash() {
  if (current_ == nullptr || current_->mail_ == nullptr)
    throw std::logic_error("weft: there is no message to stash: not inside a handler");
  if (current_->moved_from_)
    throw std::logic_error(
        "weft: the message cannot be stashed: its handler took it by value; let it take a const "
        "reference");
  current_->mail_->reply_to = std::move(current_->reply_to_);
  made_relations().stashed.insert_by_order(std::move(current_->mail_));
}

void local_actor::unstash_all() {
  if (relations_ != nullptr) mailbox_.put_back(std::move(relations_->stashed));
}

void local_actor::set_next(handlers_pointer handlers) {
  made_relations().next_handlers = std::move(handlers);
}

handlers_pointer local_actor::take_next() noexcept {
  return relations_ == nullptr ? nullptr : std::move(relations_->next_handlers);
}

// ----------------------------------------------------------------------------------------------------------------
// others' ends

local_actor::relations& local_actor::made_relations() {
  if (relations_ == nullptr) relations_ = std::make_unique<relations>();
  return *relations_;
}

bond_key local_actor::key(std::uint64_t monitor) const noexcept {
  return {number(), static_cast<const actor_core*>(this), monitor};
}

std::uint64_t local_actor::monitor(actor_core& whom) {
  static std::atomic<std::uint64_t> last{0};
  const std::uint64_t id = last.fetch_add(1, std::memory_order_relaxed) + 1;
  const actor_ref watched{actor_pointer(&whom)};
  const auto notice = [&] {
    return std::make_unique<message_of<down>>(
        down{monitor_ref(watched, id), watched, exit_reason::noproc()});
  };
  made_relations().watched.emplace(id, actor_pointer(&whom));
  if (!whom.add_bond(key(id), std::make_unique<down_bond>(*this, notice()))) notify(notice());
  return id;
}

bool local_actor::demonitor(actor_core& whom, std::uint64_t id) {
  forget_down(id);
  return whom.remove_bond(key(id));
}

void local_actor::forget_down(std::uint64_t id) {
  if (relations_ != nullptr) relations_->watched.erase(id);
}

void local_actor::link(actor_core& whom) {
  actor_core& here = *this;
  if (&whom == &here) return;
  const bond_key theirs{whom.number(), &whom, 0};
  if (has_bond(theirs)) return;
  made_relations().linked.insert(actor_pointer(&whom));
  add_bond(theirs, std::make_unique<exit_bond>(whom, here));
  if (whom.add_bond(key(), std::make_unique<exit_bond>(here, whom))) return;
  unlink(whom);
  signal_exit(&whom, exit_reason::noproc(), true);
}

/// On this side. Whether there was one.
bool local_actor::forget_link(actor_core& whom) noexcept {
  if (relations_ != nullptr) relations_->linked.erase(actor_pointer(&whom));
  return remove_bond({whom.number(), &whom, 0});
}

void local_actor::unlink(actor_core& whom) {
  if (!forget_link(whom)) return;
  whom.remove_bond(key());
  if (!traps_exits()) drop_exits_of(whom);
}

/// Of a link that is no more; a signal that was sent on purpose stays.
void local_actor::drop_exits_of(actor_core& whom) {
  const auto is_theirs = [](void* state, message& mail) {
    return mail.kind == message_kind::exit && mail.from_link &&
           object_in<exited>(mail).actor.core().get() == state;
  };
  const interest theirs{&type_of<exited>, nullptr, is_theirs, &whom};
  while (const auto signal = mailbox_.find({&theirs, 1}, false).mail) take_note_of(*signal);
}

void local_actor::set_trap_exit(bool yes) {
  traps_exits_.store(yes, std::memory_order_release);
  tolerate_exits(false);
  if (yes) return;
  // What has come as a message stays one.
  mailbox_.for_each_passed([&](message& mail) {
    if (mail.ends_receiver) end_interrupt();
    mail.ends_receiver = false;
  });
}

void local_actor::leave(exit_reason reason) {
  if (end_reason_ == nullptr) end_reason_ = keep(std::move(reason));
  request_cancel(nullptr);
  suspension_point();
  throw cancelled();  // the cancellation itself has to wait for a shield
}

// ----------------------------------------------------------------------------------------------------------------
// the end

void local_actor::concluded(fiber_state how) noexcept { end(how); }

/// Names are free, and the actor is not counted any more, before anyone can learn of the end.
void local_actor::end(fiber_state how) noexcept {
  message_list left = mailbox_.close();
  if (relations_ != nullptr) left.append(std::move(relations_->stashed));
  decide_end_reason(how, left);
  if (how == fiber_state::failed) {
    if (!heard_ && !anyone_to_tell()) report_unhandled(*this);
    mark_observed();
  }
  if (close_names()) shard_.space().remove_names_of(*this);
  shard_.remove(*this);
  end_bonds(*end_reason_);
  let_go_of_others();
  while (!left.empty()) refuse(*left.pop_front(), *end_reason_);
  actor_core::drop_reference();  // the fiber's
}

void local_actor::decide_end_reason(fiber_state how, const message_list& left) {
  const auto because = [&](exit_reason reason) { end_reason_ = keep(std::move(reason)); };
  if (how == fiber_state::failed) return because(exit_reason::error(failure()));
  if (killed_.load(std::memory_order_acquire) && how == fiber_state::cancelled)
    return because(exit_reason::killed());
  if (end_reason_ != nullptr) return;
  if (how == fiber_state::finished) return because(exit_reason::normal());
  for (const message* mail = left.front(); mail != nullptr; mail = left.after(*mail))
    if (mail->ends_receiver) return because(object_in<exited>(*mail).reason);
  because(exit_reason::shutdown());
}

void local_actor::let_go_of_others() noexcept {
  if (relations_ == nullptr) return;
  for (const auto& whom : relations_->linked) whom->remove_bond(key());
  for (const auto& [id, whom] : relations_->watched) whom->remove_bond(key(id));
  relations_.reset();
}

}  // namespace weft::detail
