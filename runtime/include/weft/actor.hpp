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
  straight_actor(spawn_options options, F body)
      : local_actor(std::move(options)), body_(std::move(body)) {}

 private:
  void run() override {
    tolerate_exits(false);
    std::invoke(*body_, static_cast<self&>(*this));
  }
  void drop_body() override {
    const cancel_region shield(cancel_region::kind::shield);
    body_.reset();
  }

  std::optional<F> body_;
};

class behavior_actor final : public local_actor {
 public:
  behavior_actor(spawn_options options, std::unique_ptr<handler_set> starter);
  bool is_behavior() const noexcept override { return true; }

 private:
  void run() override;
  void drop_body() override;
  void rest() noexcept override;
  void begin();
  bool handle_one();

  std::unique_ptr<handler_set> handlers_;
  bool begun_ = false;
  bool more_is_there_ = true;
};

/// Makes the handlers, in the actor's first run.
template <class F>
class starter final : public handler_set {
 public:
  explicit starter(F make) : make_(std::move(make)) {}
  interests wanted() const noexcept override { return {}; }
  loop handle(current_message&, std::size_t) override { return loop::stop; }
  std::unique_ptr<handler_set> begin(self& me) override { return std::invoke(make_, me).take(); }

 private:
  F make_;
};

template <class F>
concept makes_behavior = std::is_same_v<std::invoke_result_t<F&, self&>, behavior>;

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
  const auto worker = options.worker;
  spawn_options fiber{.name = std::move(options.name), .priority = options.priority};
  detail::local_actor* born;
  if constexpr (detail::makes_behavior<F>)
    born = new detail::behavior_actor(std::move(fiber),
                                      std::make_unique<detail::starter<F>>(std::move(body)));
  else
    born = new detail::straight_actor<F>(std::move(fiber), std::move(body));
  return detail::local_actor::start(*born, worker, options.mailbox);
}

template <class F>
  requires std::invocable<F&, self&>
actor_ref spawn_actor(F body) {
  return spawn_actor(actor_options{}, std::move(body));
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
