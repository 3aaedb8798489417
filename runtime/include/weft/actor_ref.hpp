// A reference to an actor, wherever that lives.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include <weft/capability.hpp>
#include <weft/clock.hpp>
#include <weft/detail/actor_core.hpp>
#include <weft/detail/message.hpp>
#include <weft/detail/reply.hpp>
#include <weft/exit_reason.hpp>
#include <weft/mailbox_options.hpp>
#include <weft/operation.hpp>
#include <weft/timed_out.hpp>

namespace weft {

/// An actor that may be sent messages. Never empty; copies refer to the same actor, and do not keep it
/// running. It may be sent in a message, also to another worker, instance or page: it refers to the same
/// actor there.
///
/// Threads: all members may be called from any.
class actor_ref {
 public:
  explicit actor_ref(detail::actor_pointer core) noexcept : core_(std::move(core)) {}

  /// Sends `message` and returns at once. Within one program the object moves; to another one it is
  /// cloned (docs/wire_format.md). Messages of one sender arrive in the order they were sent. What an
  /// ended actor is sent goes to dead letters; `monitor` tells of the end.
  ///
  /// Errors:  mailbox_full under overflow::fail; std::invalid_argument for a type that cannot leave this
  ///          program, to an actor in another one; `cancelled` while it waits. Then nothing was sent.
  /// Threads: any. Suspends (blocks a plain thread) only while a mailbox under overflow::block is full.
  /// Source:  Erlang, signal ordering.
  template <class M>
  void send(M message) const {
    core_->send(detail::pack(std::move(message)));
  }

  /// The same for a message that goes before all that are not urgent and have not been taken yet.
  template <class M>
  void send_urgent(M message) const {
    auto mail = detail::pack(std::move(message));
    mail->kind = detail::message_kind::urgent;
    core_->send(std::move(mail));
  }

  /// The same as `send` without ever waiting.
  ///
  /// Errors:  mailbox_full under overflow::fail and overflow::block; noproc for an ended actor.
  template <class M>
  std::expected<void, send_error> try_send(M message) const {
    auto mail = detail::pack(std::move(message));
    return core_->try_send(mail);
  }

  /// Sends `message` and waits for the value that its handler returns; for `ask<void>`, any. An answer
  /// that comes too late is dropped.
  ///
  /// Errors:  timed_out; actor_down with the reason, at once when the actor has ended; the exception of
  ///          the handler; broken_promise; `cancelled`; std::logic_error when the answer is not an R; those
  ///          of `send`.
  /// Threads: any. Suspends a fiber, blocks a plain thread.
  template <class R, class M, class Rep, class Period>
  R ask(M message, std::chrono::duration<Rep, Period> limit) const {
    const auto cell = send_asking<R>(std::move(message));
    cell->wait(detail::deadline_after(detail::to_wait(limit)));
    return cell->take();
  }

  /// The same as an operation without a limit of its own. The message is sent when the operation is
  /// performed; if another branch of a choice wins, its answer is dropped.
  template <class R, class M>
  operation<R> ask_op(M message) const {
    return guard([to = *this, message = std::move(message)]() mutable {
      return operation<R>(std::in_place_type<detail::reply_leaf<R>>,
                          to.send_asking<R>(std::move(message)));
    });
  }

  /// Sends an exit signal from outside actors. `normal` is ignored by an actor that does not trap exits;
  /// `kill` ends any with `killed`, past all messages; any other ends an actor that does not trap exits when
  /// its turn comes, or at the actor's next suspension point outside of a receive.
  ///
  /// Source: Erlang, exit/2.
  void exit(exit_reason reason) const { core_->signal_exit(nullptr, reason, false); }

  friend bool operator==(const actor_ref&, const actor_ref&) = default;

  /// For those who carry references elsewhere.
  const detail::actor_pointer& core() const noexcept { return core_; }

 private:
  friend struct std::hash<actor_ref>;

  template <class R, class M>
  detail::reference<detail::reply_cell<R>> send_asking(M message) const {
    detail::reference<detail::reply_cell<R>> cell(new detail::reply_cell<R>);
    auto mail = detail::pack(std::move(message));
    mail->reply_to = detail::reference<detail::asker>(cell.get());
    core_->send(std::move(mail));
    return cell;
  }

  detail::actor_pointer core_;
};

/// Ready when `actor` has ended, with the reason; `noproc` if it had before.
operation<exit_reason> monitor_op(const actor_ref& actor);

namespace detail {

/// An actor_ref in a message.
class actor_capability final : public value::capability {
 public:
  explicit actor_capability(actor_ref to) noexcept
      : capability(capability_kind::actor), actor(std::move(to)) {}
  const actor_ref actor;
};

template <>
struct converter<actor_ref> {
  static value to(const actor_ref& from) {
    return std::shared_ptr<value::capability>(std::make_shared<actor_capability>(from));
  }
  static std::expected<actor_ref, clone_error> from(const value& from, unsigned depth);
};

}  // namespace detail
}  // namespace weft

template <>
struct std::hash<weft::actor_ref> {
  std::size_t operator()(const weft::actor_ref& ref) const noexcept {
    return std::hash<const void*>()(ref.core_.get());
  }
};
