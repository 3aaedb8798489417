// An actor of this program: a fiber with a mailbox, and those who are to learn of its end.
//
// Exit signals come through the mailbox, in the order of their sender's messages. One that is not trapped
// ends the actor where it next waits: in a receive when its turn comes, anywhere else at once. So from the
// moment it is sent the fiber counts as interrupted, and only a receive tolerates that. A kill does not
// wait its turn: it cancels the fiber.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>

#include <weft/clock.hpp>
#include <weft/detail/actor_core.hpp>
#include <weft/detail/current_message.hpp>
#include <weft/detail/fiber_core.hpp>
#include <weft/detail/interest.hpp>
#include <weft/detail/mailbox.hpp>
#include <weft/self.hpp>

namespace weft::detail {

class actor_shard;

/// A reason that is kept; the usual ones without memory.
struct drop_reason {
  void operator()(const exit_reason* reason) const noexcept;
};
using reason_pointer = std::unique_ptr<const exit_reason, drop_reason>;
reason_pointer keep(exit_reason reason);

class local_actor : public fiber_core, public actor_core, public self {
 public:
  /// In a fiber.
  local_actor();
  explicit local_actor(spawn_options options);
  /// Gives `born`, which is new, to the scheduler, and to nobody else if that fails.
  ///
  /// Errors: as `spawn_actor`.
  static actor_ref start(local_actor& born);
  static actor_ref start(local_actor& born, std::optional<unsigned> worker,
                         mailbox_options mailbox);

  // ---- as others see it; any thread
  void send(std::unique_ptr<message> mail) override;
  std::expected<void, send_error> try_send(std::unique_ptr<message>& mail) override;
  void signal_exit(actor_core* from, const exit_reason& reason, bool linked) override;
  std::uint64_t number() const noexcept override { return fiber_core::id(); }
  local_actor* local() noexcept override { return this; }
  /// From the runtime: no bound keeps it out.
  void notify(std::unique_ptr<message> notice) noexcept;
  /// Such a notice, of what its reason is now.
  void notify_exit(std::unique_ptr<message_of<exited>> signal) noexcept;
  /// Why it ended. Only after `ended`.
  const exit_reason& end_reason() const noexcept { return *end_reason_; }

  // ---- as it sees itself; its own fiber
  /// Waits for a message. Errors: `cancelled`.
  mailbox::found take(interests wanted, time_point deadline);
  /// What is there, without waiting; by somebody who tolerates exit signals until then.
  mailbox::found take_present(interests wanted);
  mailbox& box() noexcept { return mailbox_; }
  void set_mailbox(mailbox_options options);
  void catch_up() noexcept final { mailbox_.catch_up(); }
  /// The innermost message that is being handled; null: none.
  const current_message* current() const noexcept { return current_; }
  reference<asker> take_reply();
  void stash();
  void unstash_all();
  /// The handlers to go on with.
  void set_next(handlers_pointer handlers);
  handlers_pointer take_next() noexcept;
  [[noreturn]] void leave(exit_reason reason);
  bool traps_exits() const noexcept { return traps_exits_.load(std::memory_order_acquire); }
  void set_trap_exit(bool yes);
  std::uint64_t monitor(actor_core& whom);
  bool demonitor(actor_core& whom, std::uint64_t id);
  void forget_down(std::uint64_t id);
  void link(actor_core& whom);
  void unlink(actor_core& whom);
  virtual bool is_behavior() const noexcept { return false; }
  /// Whether exit signals wait for the next receive; if not, they end the actor where it waits.
  void tolerate_exits(bool yes) noexcept { tolerate_interrupts(yes || traps_exits()); }

  /// Somebody was told of the exception that is about to end the actor.
  void note_heard() noexcept { heard_ = true; }
  /// For one that could not be launched.
  void end_unborn() noexcept { end(fiber_state::cancelled); }
  /// Brings `mail`, which was taken, to dead letters; who asked with it gets `reason`.
  void refuse(message& mail, const exit_reason& reason) noexcept;

 protected:
  ~local_actor() override;
  actor_shard& shard() const noexcept { return shard_; }
  void let_run() noexcept;

 private:
  friend class current_message;
  friend class actor_shard;
  struct relations;

  void enter_shard() noexcept;
  void concluded(fiber_state how) noexcept final;
  void discard() noexcept final { fiber_core::drop_reference(); }
  void end(fiber_state how) noexcept;
  void let_go_of_others() noexcept;
  bool forget_link(actor_core& whom) noexcept;
  void drop_exits_of(actor_core& whom);
  void decide_end_reason(fiber_state how, const message_list& left);
  void deliver(std::unique_ptr<message> mail);
  void settle(mailbox::pushed outcome, std::unique_ptr<message>& mail) noexcept;
  void send_with_care(mailbox_bound& bound, std::unique_ptr<message> mail);
  void send_when_there_is_room(mailbox_bound& bound, std::unique_ptr<message> mail);
  void drop(message_list dropped) noexcept;
  mailbox::found take_present_with_care(interests wanted);
  bool wait_for(interests wanted, time_point deadline);
  void take_note_of(const message& taken) noexcept;
  void obey(const message& exit_signal);
  void kill();
  bond_key key(std::uint64_t monitor = 0) const noexcept;
  relations& made_relations();

  [[no_unique_address]] mailbox mailbox_;  // whose last bytes what follows may use

  // own synchronisation
  std::atomic<bool> traps_exits_{false};  // the actor itself writes
  std::atomic<bool> killed_{false};

  bool heard_ = false;  // the actor itself

  actor_shard& shard_;  // constant

  // guarded by the shard's lock
  local_actor* next_in_shard_ = nullptr;
  local_actor** previous_in_shard_ = nullptr;

  // the actor itself
  std::unique_ptr<relations> relations_;
  reason_pointer end_reason_;  // what was asked for; at the end, why it ended
};

}  // namespace weft::detail
