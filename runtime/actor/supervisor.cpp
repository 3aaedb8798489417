#include "actor/supervisor.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <weft/detail/local_actor.hpp>
#include <weft/fiber.hpp>
#include <weft/operation.hpp>

#include "sched/chance.hpp"

namespace weft::detail {
namespace {

/// What `f` throws, unless that is the cancellation; or null.
template <class F>
std::exception_ptr failure_of(F f) {
  try {
    f();
    return nullptr;
  } catch (const cancelled&) {
    throw;
  } catch (...) {
    return std::current_exception();
  }
}

template <class Hook, class... Args>
void call(const Hook& hook, const Args&... args) {
  if (hook) hook(args...);
}

bool is_failure(restart kind, const exit_reason& reason) {
  if (kind == restart::permanent) return true;
  if (kind == restart::temporary) return false;
  return reason != exit_reason::normal() && reason != exit_reason::shutdown();
}

/// A link or a look that came too late says `noproc` where the actor knows better.
exit_reason real_reason(const actor_ref& actor, const exit_reason& told) {
  local_actor* const here = actor.core()->local();
  const bool known = told == exit_reason::noproc() && here != nullptr && actor.core()->ended();
  return known ? here->end_reason() : told;
}

double random_part() noexcept {
  constexpr std::size_t steps = 1024;
  return static_cast<double>(chance(steps)) / steps;
}

}  // namespace

void supervisor::run() {
  if (auto failure = failure_of([&] { start_all(); })) {
    stop_all();
    me_.exit(exit_reason::error(std::move(failure)));
  }
  if (const auto failure = failure_of([&] { serve(); })) {
    stop_all();
    std::rethrow_exception(failure);
  }
  stop_all();
  me_.exit(*ends_with_);
}

void supervisor::start_all() {
  for (supervised_child& child : children_) {
    start(child);
    call(options_.hooks.started, child.spec.name, *child.actor);
  }
}

void supervisor::serve() {
  while (!ends_with_) {
    serve_one();
    restart_due();
  }
}

void supervisor::serve_one() {
  me_.receive_for(
      until_next_restart(), [&](const exited& signal) { obey(signal); }, [](supervisor_is_up) {},
      [&](add_child_request asked) { return add(std::move(asked.child)); },
      [&](const remove_child_request& asked) { return remove(asked.name); },
      [&](list_children_request) { return list(); });
}

clock::duration supervisor::until_next_restart() const {
  if (plan_.empty()) return clock::duration::max();
  return std::max(plan_.begin()->first - clock::now(), clock::duration::zero());
}

// ----------------------------------------------------------------------------------------------------------------
// what it is asked

added_child supervisor::add(child_spec spec) {
  supervised_child* child = nullptr;
  const auto failure = failure_of([&] {
    child = &children_.add(std::move(spec));
    start(*child);
  });
  if (failure != nullptr) {
    if (child != nullptr) children_.remove(*child);
    return std::unexpected(failure);
  }
  call(options_.hooks.started, child->spec.name, *child->actor);
  return *child->actor;
}

bool supervisor::remove(const std::string& name) {
  supervised_child* const child = children_.find(name);
  if (child == nullptr) return false;
  unplan(*child);
  if (child->actor) stop(*child);
  children_.remove(*child);
  return true;
}

child_list supervisor::list() {
  child_list all;
  for (const supervised_child& child : children_)
    all.children.push_back({child.spec.name, child.actor, child.spec.restart, child.restarts});
  return all;
}

// ----------------------------------------------------------------------------------------------------------------
// ends and restarts

/// From a link to a child it is that child's end; any other signal is an order to end.
void supervisor::obey(const exited& signal) {
  const bool from_link = static_cast<local_actor&>(me_).current()->mail().from_link;
  if (from_link && stopped_.erase(signal.actor) != 0) return;
  supervised_child* const child = from_link ? children_.find(signal.actor) : nullptr;
  if (child != nullptr) return ended(*child, real_reason(signal.actor, signal.reason));
  if (signal.reason != exit_reason::normal()) ends_with_ = signal.reason;
}

void supervisor::ended(supervised_child& child, const exit_reason& reason) {
  const actor_ref actor = children_.stopped(child);
  call(options_.hooks.exited, child.spec.name, actor, reason);
  if (is_failure(child.spec.restart, reason)) return failed(child, reason);
  if (child.spec.restart == restart::temporary) children_.remove(child);
}

void supervisor::failed(supervised_child& child, const exit_reason& reason) {
  child.waits = true;
  if (!failures_.note(clock::now())) {
    ends_with_ = exit_reason::shutdown();
    return call(options_.hooks.gave_up, reason);
  }
  if (options_.strategy == strategy::one_for_all) stop_from(children_.begin());
  if (options_.strategy == strategy::rest_for_one) stop_from(children_.position_of(child));
  plan_restart(child);
}

/// Where several are started together there is one time for all: that of the failure that was last.
void supervisor::plan_restart(supervised_child& failed) {
  const time_point now = clock::now();
  if (now - failed.last_start > options_.period) failed.failures = 0;
  ++failed.failures;
  const clock::duration wait =
      options_.backoff ? wait_before_restart(*options_.backoff, failed.failures, random_part())
                       : clock::duration::zero();
  const time_point when = deadline_after(wait);
  if (options_.strategy == strategy::one_for_one) {
    failed.planned = plan_.emplace(when, &failed);
  } else {
    plan_.clear();
    plan_.emplace(when, nullptr);
  }
}

void supervisor::unplan(supervised_child& child) noexcept {
  child.waits = false;
  if (child.planned) plan_.erase(*std::exchange(child.planned, std::nullopt));
}

void supervisor::restart_due() {
  if (ends_with_ || plan_.empty() || plan_.begin()->first > clock::now()) return;
  supervised_child* const one = plan_.begin()->second;
  if (one != nullptr) {
    unplan(*one);
    start_again(*one);
  } else {
    plan_.erase(plan_.begin());
    restart_waiting();
  }
}

void supervisor::restart_waiting() {
  for (supervised_child& child : children_)
    if (std::exchange(child.waits, false) && !start_again(child)) return;
}

/// False: it could not be started, which is a failure.
bool supervisor::start_again(supervised_child& child) {
  if (auto failure = failure_of([&] { start(child); })) {
    failed(child, exit_reason::error(std::move(failure)));
    return false;
  }
  ++child.restarts;
  call(options_.hooks.restarted, child.spec.name, *child.actor);
  return true;
}

void supervisor::start(supervised_child& child) {
  child.last_start = clock::now();
  const actor_ref actor = child.spec.start();
  if (actor == me_.ref()) throw std::logic_error("weft: a supervisor cannot be its own child");
  me_.link(actor);
  children_.runs(child, actor);
}

// ----------------------------------------------------------------------------------------------------------------
// stopping

void supervisor::stop_from(supervised_children::position first) {
  auto behind = children_.end();
  for (bool is_first = false; !is_first;) {
    const auto child = std::prev(behind);
    is_first = child == first;
    if (child->actor) stop(*child);
    child->waits = child->spec.restart != restart::temporary;
    if (child->waits)
      behind = child;
    else
      children_.remove(*child);
  }
}

void supervisor::stop_all() {
  for (auto at = children_.end(); at != children_.begin();)
    if ((--at)->actor) stop(*at);
}

void supervisor::stop(supervised_child& child) {
  const actor_ref actor = *child.actor;
  const exit_reason reason = stop_actor(actor, child.spec.shutdown);
  children_.stopped(child);
  stopped_.insert(actor);
  call(options_.hooks.exited, child.spec.name, actor, real_reason(actor, reason));
}

exit_reason supervisor::stop_actor(const actor_ref& actor, clock::duration limit) {
  if (limit > clock::duration::zero()) {
    me_.exit(actor, exit_reason::shutdown());
    auto end = select(monitor_op(actor).wrap([](exit_reason why) { return std::optional(why); }),
                      sleep_op(limit).wrap([] { return std::optional<exit_reason>(); }));
    if (end) return *std::move(end);
  }
  me_.exit(actor, exit_reason::kill());
  return perform(monitor_op(actor));
}

}  // namespace weft::detail

namespace weft {

actor_ref supervise(supervisor_options options, std::vector<child_spec> children) {
  if (options.backoff) detail::check_backoff(*options.backoff);
  detail::supervised_children table;
  for (child_spec& child : children) table.add(std::move(child));
  const actor_ref made =
      spawn_actor({.name = "supervisor"},
                  [options = std::move(options), table = std::move(table)](self& me) mutable {
                    me.trap_exit(true);
                    detail::supervisor(me, std::move(options), std::move(table)).run();
                  });
  try {
    perform(made.ask_op<void>(detail::supervisor_is_up()));
  } catch (const actor_down& down) {
    if (down.reason().exception() != nullptr) std::rethrow_exception(down.reason().exception());
    throw;
  } catch (...) {
    made.exit(exit_reason::shutdown());
    throw;
  }
  return made;
}

actor_ref add_child(const actor_ref& supervisor, child_spec child) {
  auto added =
      perform(supervisor.ask_op<detail::added_child>(detail::add_child_request{std::move(child)}));
  if (!added) std::rethrow_exception(added.error());
  return *std::move(added);
}

bool remove_child(const actor_ref& supervisor, std::string_view name) {
  return perform(supervisor.ask_op<bool>(detail::remove_child_request{std::string(name)}));
}

std::vector<child_info> children(const actor_ref& supervisor) {
  return perform(supervisor.ask_op<detail::child_list>(detail::list_children_request())).children;
}

}  // namespace weft
