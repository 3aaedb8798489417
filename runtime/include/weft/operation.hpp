// Operations: things that a fiber can wait for, as values.
//
//   using namespace std::chrono_literals;
//   std::optional<int> n = weft::perform(weft::choice(
//       numbers.receive_op(),
//       weft::sleep_op(10ms).wrap([] { return std::optional(0); })));
//
// An operation says what to wait for and does nothing until it is performed. A choice of several
// performs exactly one of them; the others are withdrawn before `perform` returns, and have had no
// effect. `wrap` turns a result into another; `guard` makes an operation when it is needed;
// `with_nack` tells a branch that it has lost.
//
// Source: Concurrent ML (Reppy, "Concurrent Programming in ML", 1999) in the parallel form of Reppy,
// Russo and Xiao (ICFP 2009). docs/operations.md states the protocol.
#pragma once

#include <array>
#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <weft/clock.hpp>
#include <weft/detail/op_branches.hpp>
#include <weft/detail/op_leaves.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/operation.hpp>

namespace weft {

namespace detail {
template <class T>
struct is_operation : std::false_type {};
template <class T>
struct is_operation<operation<T>> : std::true_type {};

template <class F, class... Args>
concept makes_operation = is_operation<std::invoke_result_t<F&, Args...>>::value;
}  // namespace detail

/// Waits until `wanted`, or one branch of it, is done, and returns its result.
///
/// Errors:  what the operation throws (a send: channel_closed), what a guard or a wrapped function
///          throws; `cancelled` when the fiber is, and then nothing was committed.
/// Threads: any. Suspends a fiber, blocks a plain thread. Guards run in order, before anything else.
template <class T>
T perform(operation<T> wanted) {
  std::optional<detail::stored<T>> result;
  detail::op_node* const root = wanted.box().node();
  root->out = &result;
  detail::synchronise({&root, 1}, detail::patience::unlimited);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Performs `wanted` if that needs no waiting. Nullopt, or false for an operation<void>: at one
/// moment during the call no branch was ready.
///
/// Errors:  as `perform`, but never `cancelled`: a poll is no suspension point.
/// Threads: any. Waits only where a guard or a wrapped function does.
template <class T>
auto poll(operation<T> wanted) {
  std::optional<detail::stored<T>> result;
  detail::op_node* const root = wanted.box().node();
  root->out = &result;
  const bool done = detail::synchronise({&root, 1}, detail::patience::none) == 0;
  if (!done) result.reset();  // a leaf may have made room in it
  if constexpr (std::is_void_v<T>)
    return done;
  else
    return result;
}

/// One of `operations`: of those that are ready, each as likely as any other, however choices are
/// nested; else the one that is ready first.
template <class T, std::same_as<operation<T>>... Rest>
operation<T> choice(operation<T> first, Rest... rest) {
  std::vector<detail::op_box> boxes;
  boxes.reserve(1 + sizeof...(rest));
  boxes.push_back(std::move(first.box()));
  (boxes.push_back(std::move(rest.box())), ...);
  return operation<T>(std::in_place_type<detail::choice_branch>, std::move(boxes));
}

/// The same for any number; none: never ready.
template <class T>
operation<T> choice(std::vector<operation<T>> operations) {
  std::vector<detail::op_box> boxes;
  boxes.reserve(operations.size());
  for (auto& one : operations) boxes.push_back(std::move(one.box()));
  return operation<T>(std::in_place_type<detail::choice_branch>, std::move(boxes));
}

/// The operation that `make()` returns when this one is performed or polled: once, in the performing
/// fiber, in the order of the branches, before any branch is tried. It may spawn and wait. What it
/// throws leaves `perform`, and nothing was committed.
template <std::invocable F>
  requires detail::makes_operation<F>
auto guard(F make) {
  using T = std::invoke_result_t<F&>::result_type;
  return operation<T>(std::in_place_type<detail::guard_branch<T, F>>, std::move(make));
}

/// As `guard`; `make` gets an operation that becomes ready if, and only if, this branch does not win:
/// another one does, the performing fiber is cancelled, a poll finds nothing, a guard throws.
template <std::invocable<operation<void>> F>
  requires detail::makes_operation<F, operation<void>>
auto with_nack(F make) {
  using T = std::invoke_result_t<F&, operation<void>>::result_type;
  return operation<T>(std::in_place_type<detail::nack_branch<T, F>>, std::move(make));
}

/// Always ready with `value`.
template <class T>
operation<std::decay_t<T>> always(T&& value) {
  using V = std::decay_t<T>;
  return operation<V>(std::in_place_type<detail::always_leaf<V>>, std::forward<T>(value));
}
inline operation<void> always() {
  return operation<void>(std::in_place_type<detail::always_leaf<std::monostate>>, std::monostate());
}

/// Never ready.
template <class T>
operation<T> never() {
  return operation<T>(std::in_place_type<detail::never_leaf>);
}

/// Ready at `deadline`, never early. By `weft::clock`.
inline operation<void> until_op(time_point deadline) {
  return operation<void>(std::in_place_type<detail::until_leaf>, deadline);
}

/// Ready when `wait` has passed since it was performed; never early; zero and less: at once.
template <class Rep, class Period>
operation<void> sleep_op(std::chrono::duration<Rep, Period> wait) {
  return operation<void>(std::in_place_type<detail::sleep_leaf>, detail::to_wait(wait));
}

namespace detail {
template <class First, class... Rest>
constexpr bool all_same = (std::is_same_v<First, Rest> && ...);

template <class... Ts, std::size_t... I>
auto select_variant(std::index_sequence<I...>, operation<Ts>&... operations) {
  std::tuple<std::optional<stored<Ts>>...> results;
  const std::array<op_node*, sizeof...(Ts)> roots{operations.box().node()...};
  ((roots[I]->out = &std::get<I>(results)), ...);
  const std::size_t winner = synchronise(roots, patience::unlimited);
  std::optional<std::variant<stored<Ts>...>> chosen;
  ((I == winner ? void(chosen.emplace(std::in_place_index<I>, std::move(*std::get<I>(results))))
                : void()),
   ...);
  return std::move(*chosen);
}
}  // namespace detail

/// `perform(choice(operations...))`. The result is a T when all of them give a T, else a std::variant
/// with one alternative per operation, in order; void counts as std::monostate.
///
/// Errors and threads: as `perform`.
template <class... Ts>
auto select(operation<Ts>... operations) {
  using first = std::tuple_element_t<0, std::tuple<Ts...>>;
  if constexpr (detail::all_same<Ts...>) {
    std::optional<detail::stored<first>> result;
    const std::array<detail::op_node*, sizeof...(Ts)> roots{operations.box().node()...};
    for (detail::op_node* root : roots) root->out = &result;
    detail::synchronise(roots, detail::patience::unlimited);
    if constexpr (!std::is_void_v<first>) return std::move(*result);
  } else {
    return detail::select_variant(std::index_sequence_for<Ts...>(), operations...);
  }
}

}  // namespace weft
