// An actor as its references see it: in this program (local_actor) or in another one.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <memory>

#include <weft/detail/atomic_step.hpp>
#include <weft/detail/bonds.hpp>
#include <weft/detail/message.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/reference.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/exit_reason.hpp>
#include <weft/mailbox_options.hpp>

namespace weft::detail {

class local_actor;

class actor_core {
 public:
  actor_core(const actor_core&) = delete;
  actor_core& operator=(const actor_core&) = delete;

  /// Any thread. Suspends only for room in a full mailbox. What an ended actor is sent goes to dead
  /// letters.
  ///
  /// Errors: mailbox_full; `cancelled`, and then nothing was sent.
  virtual void send(std::unique_ptr<message> mail) = 0;
  /// Any thread; never suspends. On error `mail` is still the caller's.
  virtual std::expected<void, send_error> try_send(std::unique_ptr<message>& mail) = 0;
  /// An exit signal from `from` (null: no actor); `linked` if it is sent by the end of `from`.
  virtual void signal_exit(actor_core* from, const exit_reason& reason, bool linked) = 0;
  /// Of the actor, in the program that it lives in.
  virtual std::uint64_t number() const noexcept = 0;
  /// Null for an actor elsewhere.
  virtual local_actor* local() noexcept { return nullptr; }

  /// Tells `who` at the end of this one, once. False: it has ended; nothing was kept.
  ///
  /// Errors: std::bad_alloc.
  virtual bool add_bond(bond_key key, std::unique_ptr<bond> who);
  /// Whether it was there.
  virtual bool remove_bond(bond_key key);
  /// Null: it was not there.
  std::unique_ptr<bond> take_bond(bond_key key);
  bool has_bond(bond_key key);
  bool ended() const noexcept { return ended_.load(std::memory_order_acquire); }
  /// It is about to get a name, under the lock of names. False: its end has come, and has freed those
  /// that it had.
  ///
  /// Errors: std::bad_alloc.
  virtual bool take_name();

  // For an operation that waits for the end.
  virtual op_leaf::published publish_watcher(wait_node& node);
  void withdraw_watcher(wait_node& node) noexcept;

  void add_reference() noexcept { fetch_add(references_, std::uint32_t{1}); }
  void drop_reference() noexcept {
    if (fetch_add(references_, ~std::uint32_t{0}) == 1) discard();
  }
  /// False: the last reference has been dropped. While the memory is there.
  bool try_add_reference() noexcept;

 protected:
  actor_core() = default;
  virtual ~actor_core();
  virtual void discard() noexcept = 0;

  /// Marks the end and tells everyone. Whether this is the first call.
  bool end_bonds(const exit_reason& reason) noexcept;
  bool anyone_to_tell() noexcept;
  /// It can get no name any more. Whether it may have some, which the caller then frees.
  bool close_names() noexcept;

 private:
  enum class naming : std::uint8_t { nameless, named, closed };

  bonds& made_bonds();

  std::atomic<std::uint32_t> references_{0};
  mutable spinlock lock_;
  std::atomic<bool> ended_{false};  // written under lock_
  std::atomic<naming> naming_{naming::nameless};
  std::unique_ptr<bonds> bonds_;  // guarded by lock_
};

using actor_pointer = reference<actor_core>;

}  // namespace weft::detail
