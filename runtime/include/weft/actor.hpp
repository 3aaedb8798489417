// Actors: functions that own their state and are reached by messages only.
//
//   struct add { int by; };
//   struct get {};
//   auto counter = weft::spawn_actor([](weft::self& me) {
//     int n = 0;
//     me.receive_loop([&](add m) { n += m.by; }, [&](get) { return n; });
//   });
//   counter.send(add{5});
//   int n = counter.ask<int>(get{}, 1s);
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <weft/clock.hpp>
#include <weft/detail/actor_core.hpp>
#include <weft/detail/callable.hpp>
#include <weft/fiber.hpp>
#include <weft/loop.hpp>

namespace weft {

/// An actor that may be sent messages. Never empty; copies refer to the same actor, and do not keep
/// it running.
class actor_ref {
 public:
  explicit actor_ref(std::shared_ptr<detail::actor_core> core) noexcept : core_(std::move(core)) {}

  /// Sends `message` and returns at once. Messages of one sender arrive in the order they were
  /// sent. What an ended actor is sent goes to dead letters.
  ///
  /// Threads: any. Does not suspend.
  /// Source:  Erlang, signal ordering.
  template <class M>
  void send(M message) const {
    core_->deliver(pack(std::move(message)));
  }

  /// Sends `message` and waits for the value that its handler returns. An answer that comes too
  /// late is dropped.
  ///
  /// Errors:  timed_out; actor_down with the reason, at once when the actor has ended; the
  /// exception of the handler;
  ///          `cancelled`; std::logic_error when the answer is not an R.
  /// Threads: any. Suspends a fiber, blocks a plain thread.
  template <class R, class M, class Rep, class Period>
  R ask(M message, std::chrono::duration<Rep, Period> limit) const {
    const std::unique_ptr<detail::boxed> answer =
        core_->ask(pack(std::move(message)), detail::deadline_after(detail::to_wait(limit)));
    using stored = std::conditional_t<std::is_void_v<R>, std::monostate, R>;
    if (!answer->is<stored>()) detail::throw_answer_mismatch(typeid(stored), answer->type);
    if constexpr (!std::is_void_v<R>)
      return std::move(static_cast<detail::box_of<R>&>(*answer).object);
  }

  friend bool operator==(const actor_ref&, const actor_ref&) = default;

 private:
  friend struct std::hash<actor_ref>;

  template <class M>
  static std::unique_ptr<detail::message> pack(M message) {
    return std::make_unique<detail::message>(
        std::make_unique<detail::box_of<M>>(std::move(message)));
  }

  std::shared_ptr<detail::actor_core> core_;
};

/// The running actor, to itself. Lives as long as the actor; for its own fiber only.
class self {
 public:
  explicit self(std::shared_ptr<detail::actor_core> core) noexcept : core_(std::move(core)) {}
  self(const self&) = delete;
  self& operator=(const self&) = delete;

  actor_ref ref() const { return actor_ref(core_); }

  /// Waits for the first message, in order of arrival, that one of `handlers` takes, and calls it;
  /// the rest stay in order. A value that the handler returns answers the ask. An exception of the
  /// handler goes to the asker, and on to the caller.
  ///
  /// Errors: what the handler throws; `cancelled`. Suspends; a handler may suspend and receive,
  /// too.
  template <detail::handler... Handlers>
  void receive(Handlers&&... handlers) {
    receive_until(time_point::max(), handlers...);
  }

  /// The same for at most `limit`; false when the time is up. Looks at the mailbox first, for a
  /// limit of zero too.
  template <class Rep, class Period, detail::handler... Handlers>
  bool receive_for(std::chrono::duration<Rep, Period> limit, Handlers&&... handlers) {
    const auto wait = detail::to_wait(limit);
    return receive_until(
               wait == clock::duration::zero() ? time_point::min() : detail::deadline_after(wait),
               handlers...)
        .has_value();
  }

  /// Receives for ever, or until a handler returns `loop::stop`.
  template <detail::handler... Handlers>
  void receive_loop(Handlers&&... handlers) {
    while (receive_until(time_point::max(), handlers...) != loop::stop) {
    }
  }

 private:
  template <class... Handlers>
  std::optional<loop> receive_until(time_point deadline, Handlers&... handlers) {
    const auto wanted = [](const detail::message& mail) { return (takes<Handlers>(mail) || ...); };
    const auto mail = core_->take(wanted, deadline);
    if (mail == nullptr) return std::nullopt;
    loop next = loop::again;
    (void)(handle_if_taken(*mail, next, handlers) || ...);
    return next;
  }

  template <class H>
  static bool takes(const detail::message& mail) {
    return mail.content->is<typename detail::signature<std::remove_cvref_t<H>>::message>();
  }

  template <class H>
  static bool handle_if_taken(detail::message& mail, loop& next, H& handler) {
    if (!takes<H>(mail)) return false;
    try {
      handle(mail, next, handler);
    } catch (...) {
      if (mail.reply != nullptr) mail.reply->fail(std::current_exception());
      throw;
    }
    return true;
  }

  template <class H>
  static void handle(detail::message& mail, loop& next, H& handler) {
    using M = typename detail::signature<std::remove_cvref_t<H>>::message;
    using R = std::invoke_result_t<H&, M&&>;
    M& content = static_cast<detail::box_of<M>&>(*mail.content).object;
    if constexpr (std::is_same_v<R, loop>) {
      next = std::invoke(handler, std::move(content));
      answer(mail, std::monostate{});
    } else if constexpr (std::is_void_v<R>) {
      std::invoke(handler, std::move(content));
      answer(mail, std::monostate{});
    } else {
      answer(mail, std::invoke(handler, std::move(content)));
    }
  }

  template <class T>
  static void answer(detail::message& mail, T value) {
    if (mail.reply != nullptr)
      mail.reply->answer(std::make_unique<detail::box_of<T>>(std::move(value)));
  }

  std::shared_ptr<detail::actor_core> core_;
};

struct actor_options {
  std::string name = {};                ///< for people; of its fiber
  std::optional<unsigned> worker = {};  ///< run there; none such: std::out_of_range
};

/// Runs `body(self&)` as a new actor. It ends when `body` does: with `normal` when it returns,
/// `error` when it throws, `shutdown` when it is cancelled. Messages it has not taken by then go to
/// dead letters, and their askers learn why.
///
/// Errors:  std::out_of_range for a worker that does not exist; std::bad_alloc.
/// Threads: fibers only. Does not suspend.
template <class F>
  requires std::invocable<F&, self&>
actor_ref spawn_actor(actor_options options, F body) {
  auto core = std::make_shared<detail::actor_core>();
  detail::actor_life life(core);
  (void)spawn(spawn_options{.name = std::move(options.name), .worker = options.worker},
              [life = std::move(life), body = std::move(body)]() mutable {
                self me(life.core());
                life.live([&] { std::invoke(body, me); });
              });
  return actor_ref(std::move(core));
}

template <class F>
  requires std::invocable<F&, self&>
actor_ref spawn_actor(F body) {
  return spawn_actor(actor_options{}, std::move(body));
}

}  // namespace weft

template <>
struct std::hash<weft::actor_ref> {
  std::size_t operator()(const weft::actor_ref& ref) const noexcept {
    return std::hash<std::shared_ptr<weft::detail::actor_core>>()(ref.core_);
  }
};
