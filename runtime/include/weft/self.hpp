// The running actor, to itself.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <weft/actor_ref.hpp>
#include <weft/behavior.hpp>
#include <weft/clock.hpp>
#include <weft/detail/handler.hpp>
#include <weft/detail/mailbox.hpp>
#include <weft/loop.hpp>
#include <weft/promise.hpp>
#include <weft/signals.hpp>

namespace weft {

/// What `demonitor` does about a `down` that has come already.
enum class flush_down : bool {
  no,   ///< leaves it
  yes,  ///< takes it out of the mailbox
};

/// Lives as long as its actor; for the actor's own fiber only. In a behaviour, it may be kept by the
/// handlers.
class self {
 public:
  self(const self&) = delete;
  self& operator=(const self&) = delete;

  actor_ref ref() noexcept;

  // ---- receiving

  /// Waits for the first message, in order of arrival, that one of `handlers` takes, and calls it; the
  /// rest stay in order, and are not looked at again by a receive of the same types. A value that the
  /// handler returns answers the ask. An exception of the handler goes to the asker, and on to the caller.
  ///
  /// Errors:  what the handler throws; `cancelled`. Suspends; a handler may suspend and receive, too.
  /// Source:  Erlang, selective receive.
  template <class... Handlers>
  void receive(Handlers&&... handlers) {
    receive_one(time_point::max(), handlers...);
  }

  /// The same for at most `limit`; false when the time is up. Looks at the mailbox first, for a limit of
  /// zero too.
  template <class Rep, class Period, class... Handlers>
  bool receive_for(std::chrono::duration<Rep, Period> limit, Handlers&&... handlers) {
    return receive_one(deadline_of(detail::to_wait(limit)), handlers...).has_value();
  }

  /// The same as `receive` for the first message of the handler's type that `wanted(const M&)` accepts.
  /// What `wanted` throws leaves this, and nothing was taken.
  template <class Wanted, class Handler>
  void receive_if(Wanted wanted, Handler&& handler) {
    detail::check_handler<Handler>();
    using M = detail::message_of_handler<Handler>;
    const auto accepts = [](void* state, detail::message& mail) {
      return detail::accepts_content<M>(*static_cast<Wanted*>(state), mail);
    };
    const detail::interest one{&detail::type_of<M>, detail::takes_foreign_of<M>(), accepts,
                               &wanted};
    detail::mailbox::found taken = take({&one, 1}, time_point::max());
    work_on(std::move(taken), handler);
  }

  /// Receives for ever, or until a handler returns `loop::stop`.
  template <class... Handlers>
  void receive_loop(Handlers&&... handlers) {
    while (receive_one(time_point::max(), handlers...) != loop::stop) {
    }
  }

  /// The same as `receive` as an operation, which calls the handler after the other branches of a choice
  /// were withdrawn. To be performed by the actor's own fiber. While it waits in a choice, an exit signal
  /// that is not trapped ends the actor at once.
  template <class... Handlers>
  operation<void> receive_op(Handlers... handlers) {
    (detail::check_handler<Handlers>(), ...);
    return receive_leaf_op(detail::interests_of<Handlers...>)
        .wrap([this, ... handlers = std::move(handlers)](detail::taken_message taken) mutable {
          work_on(std::move(taken), handlers...);
        });
  }

  /// Puts the message that is being handled aside, with the answer that is owed for it; `unstash_all`
  /// brings it back. The handler returns then, and what it returns is dropped.
  ///
  /// Errors:  std::logic_error outside a handler, or in one that took the message by value, unless the
  ///          type can be copied trivially: its content has been moved away. Take it by const reference.
  void stash();
  /// Puts all stashed messages where they were in order of arrival.
  void unstash_all();
  /// Sets how many messages may wait from now on. Threads: the actor's own fiber.
  ///
  /// Errors: std::invalid_argument for a capacity of 0.
  void set_mailbox(mailbox_options options);

  // ---- answering the message that is being handled

  /// Answers now; what the handler returns is dropped then. Does nothing if nobody asked.
  ///
  /// Errors: std::logic_error outside a handler.
  template <class T>
  void reply(T value) {
    if (const auto to = take_reply()) to->answer(detail::type_of<T>, &value);
  }
  /// The answer will come by the promise; what the handler returns is dropped.
  ///
  /// Errors: std::logic_error outside a handler.
  template <class T>
  promise<T> make_promise() {
    return promise<T>(take_reply());
  }
  /// `to` is to answer, when it handles `message`.
  ///
  /// Errors: those of `send`; std::logic_error outside a handler.
  template <class M>
  void delegate(const actor_ref& to, M message) {
    auto mail = detail::pack(std::move(message));
    mail->reply_to = take_reply();
    to.core()->send(std::move(mail));
  }

  // ---- life and death

  /// Ends this actor with `reason`, unwinding its stack.
  [[noreturn]] void exit(exit_reason reason);
  /// Sends an exit signal from this actor; see `actor_ref::exit`. To itself, `normal` counts too.
  void exit(const actor_ref& to, exit_reason reason);
  /// From the next message on, this behaviour has the handlers of `next`. Messages that were passed over
  /// are looked at again.
  ///
  /// Errors: std::logic_error in a straight-line actor.
  void become(behavior next);

  /// A `down` will come when `whom` ends, or at once with `noproc` if it has ended. Each call makes a
  /// monitor of its own.
  ///
  /// Errors: std::bad_alloc. Source: Erlang, monitor/2.
  monitor_ref monitor(const actor_ref& whom);
  /// No `down` will come for it. Whether it was active: not ended, and not taken back before.
  bool demonitor(const monitor_ref& which, flush_down flush = flush_down::no);
  /// From here on the end of one is an exit signal to the other. Idempotent. If `whom` has ended, an exit
  /// signal `noproc` comes at once.
  ///
  /// Errors: std::bad_alloc. Source: Erlang, link/1.
  void link(const actor_ref& whom);
  /// Afterwards an end of `whom` does not end this one; an `exited` that has come already stays.
  void unlink(const actor_ref& whom);
  /// Whether exit signals come as messages (`exited`) instead of ending this actor.
  void trap_exit(bool yes) noexcept;

 protected:
  self() = default;
  ~self() = default;

  detail::current_message* current_ = nullptr;  // the innermost that is being handled

 private:
  template <class... Handlers>
  std::optional<loop> receive_one(time_point deadline, Handlers&... handlers) {
    (detail::check_handler<Handlers>(), ...);
    detail::mailbox::found taken =
        take(detail::interests_of<std::remove_cvref_t<Handlers>...>, deadline);
    if (taken.mail == nullptr) return std::nullopt;
    return work_on(std::move(taken), handlers...);
  }

  template <class Taken, class... Handlers>
  loop work_on(Taken taken, Handlers&... handlers) {
    detail::current_message now(*this, current_, std::move(taken.mail));
    return detail::give_to_one(now, taken.which, handlers...);
  }

  static time_point deadline_of(clock::duration limit) noexcept;
  detail::mailbox::found take(detail::interests wanted, time_point deadline);
  operation<detail::taken_message> receive_leaf_op(detail::interests wanted);
  detail::reference<detail::asker> take_reply();
  detail::local_actor& core() noexcept;
};

}  // namespace weft
