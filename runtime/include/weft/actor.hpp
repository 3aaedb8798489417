// Actors: functions that own their state and are reached by messages only.
//
//   struct add { int by; };
//   struct get {};
//
//   actor_ref a = spawn_actor([](self& me) {            // straight-line: owns a stack while it waits
//     int n = 0;
//     me.receive_loop([&](add m) { n += m.by; }, [&](get) { return n; });
//   });
//
//   behavior counter(self&) {                           // a behaviour: none between messages
//     return {[n = 0](add m) mutable {...}, ...};
//   }
//   actor_ref b = spawn_actor(counter);
//
//   a.send(add{5});
//   int n = a.ask<int>(get{}, 1s);
#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <weft/actor_ref.hpp>
#include <weft/behavior.hpp>
#include <weft/detail/local_actor.hpp>
#include <weft/exit_reason.hpp>
#include <weft/mailbox_options.hpp>
#include <weft/promise.hpp>
#include <weft/self.hpp>
#include <weft/signals.hpp>

namespace weft {

struct actor_options {
  std::string name = {};         ///< for people; of its fiber
  mailbox_options mailbox = {};  ///< how many messages may wait
  std::optional<unsigned> worker =
      {};            ///< run there and nowhere else; none such: std::out_of_range
  int priority = 0;  ///< higher ones run first; lower ones do not starve
};

namespace detail {

template <class F>
class straight_actor final : public local_actor {
 public:
  template <class... Options>
  explicit straight_actor(F body, Options... options)
      : local_actor(std::move(options)...), body_(std::move(body)) {}

 private:
  void run() override {
    tolerate_exits(false);
    std::invoke(*body_, static_cast<self&>(*this));
  }
  void drop_body() override {
    if constexpr (!std::is_trivially_destructible_v<F>) {
      const cancel_region shield(cancel_region::kind::shield);
      body_.reset();
    }
  }

  std::optional<F> body_;
};

class behavior_actor final : public local_actor {
 public:
  template <class... Options>
  explicit behavior_actor(handlers_pointer starter, Options... options)
      : local_actor(std::move(options)...), handlers_(std::move(starter)) {
    recur(true);
  }
  bool is_behavior() const noexcept override { return true; }
  void begin_with(behavior first) noexcept { handlers_ = std::move(first).take(); }

 private:
  void run() override;
  void drop_body() override;
  void rest() noexcept override;
  loop work_on(mailbox::found first);

  handlers_pointer handlers_;
};

/// Makes the handlers that an actor begins with, in its first run, and is replaced by them.
template <class F>
class starter final : public handler_set {
 public:
  explicit starter(F make) : handler_set(functions), make_(std::move(make)) {}

 private:
  static loop begin(handler_set& set, current_message& now, std::size_t) {
    self& me = now.actor();
    behavior made = std::invoke(static_cast<starter&>(set).make_, me);
    static_cast<behavior_actor&>(me).begin_with(std::move(made));  // the last of `set`
    return loop::again;
  }
  static void destroy(handler_set* set) noexcept { delete static_cast<starter*>(set); }
  static constexpr handler_table functions{{}, begin, destroy, true};

  F make_;
};

/// `options` are a fiber's, or none.
template <class F, class... Options>
local_actor* make_actor(F body, Options... options) {
  using R = std::invoke_result_t<F&, self&>;
  if constexpr (std::is_same_v<R, behavior>) {
    handlers_pointer first(new starter<F>(std::move(body)));
    return new behavior_actor(std::move(first), std::move(options)...);
  } else {
    static_assert(std::is_void_v<R>,
                  "weft: an actor's function returns nothing, or a weft::behavior");
    return new straight_actor<F>(std::move(body), std::move(options)...);
  }
}

}  // namespace detail

/// Runs `body(self&)` as a new actor: a straight-line one, or, if it returns a `behavior`, one that goes
/// on with those handlers. A straight-line actor ends when `body` returns, with `normal`; a behaviour
/// when a handler returns `loop::stop`. Either ends with `error` when an exception leaves it, with the
/// reason of an exit signal or of `me.exit`, and with `shutdown` at the end of the run. Messages it has
/// not taken by then go to dead letters, and their askers learn why.
///
/// A behaviour has no stack between messages and may so move from worker to worker, unless `options` name
/// one. What a handler of it waits for keeps it where it is until the handler returns.
///
/// Errors:  std::out_of_range for a worker that does not exist; std::invalid_argument for a mailbox of
///          capacity 0; std::logic_error outside fibers; std::bad_alloc.
/// Threads: fibers only. Does not suspend.
template <class F>
  requires std::invocable<F&, self&>
actor_ref spawn_actor(actor_options options, F body) {
  spawn_options fiber{.name = std::move(options.name), .priority = options.priority};
  return detail::local_actor::start(*detail::make_actor(std::move(body), std::move(fiber)),
                                    options.worker, options.mailbox);
}

template <class F>
  requires std::invocable<F&, self&>
actor_ref spawn_actor(F body) {
  return detail::local_actor::start(*detail::make_actor(std::move(body)));
}

/// Names for actors of the calling fiber's runtime. A name is free again before anyone can learn of its
/// actor's end.
///
/// Errors:  std::logic_error outside fibers.
/// Source:  Erlang, register/2.
namespace registry {

/// False: the name is taken, or the actor has ended.
bool add(std::string name, const actor_ref& actor);
std::optional<actor_ref> whereis(std::string_view name);
/// Whether there was such a name.
bool remove(std::string_view name);

}  // namespace registry
}  // namespace weft
