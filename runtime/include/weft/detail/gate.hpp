// What mutexes, semaphores, events and wait groups have in common: units that waiters want one of.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include <weft/detail/op_node.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>

namespace weft::detail {

/// Whoever enters takes a unit, or waits for one; units that are given back go to the waiters in the
/// order they came, past all who come later. A latched gate lets everyone in while it has any unit,
/// and keeps it. Nobody touches a gate after it has woken the last waiter, so that one may destroy it.
///
/// Threads: any.
class gate {
 public:
  enum class kind : std::uint8_t { counting, latched };

  gate(kind counts, std::uint64_t units, wait_kind waits_for) noexcept
      : latched_(counts == kind::latched), waits_for_(waits_for), units_(units) {}
  gate(const gate&) = delete;
  gate& operator=(const gate&) = delete;

  bool try_enter() noexcept;
  /// Suspends a fiber, blocks a plain thread. Errors: `cancelled`; then no unit was taken.
  void enter();
  /// Gives `units` back, or opens a latched gate. False: more than a gate can hold; none was given.
  bool put(std::uint64_t units) noexcept;
  /// Takes all units away.
  void shut() noexcept;
  std::uint64_t units() const noexcept;

  wait_kind waits_for() const noexcept { return waits_for_; }
  op_leaf::published publish(wait_node& node) noexcept;
  void withdraw(wait_node& node) noexcept;

 private:
  bool take() noexcept;

  const bool latched_;
  const wait_kind waits_for_;
  mutable spinlock lock_;
  std::uint64_t units_;  // guarded by lock_
  wait_queue waiting_;   // guarded by lock_; empty while there are units
};

/// Enters a gate. `Gate` is a pointer to one, plain or shared.
template <class Gate>
class gate_leaf : public leaf_of<gate_leaf<Gate>> {
 public:
  explicit gate_leaf(Gate gate) noexcept
      : leaf_of<gate_leaf>(gate->waits_for()), gate_(std::move(gate)) {}

  bool attempt() override { return gate_->try_enter(); }
  op_leaf::published publish() override { return gate_->publish(this->node); }
  void withdraw() noexcept override { gate_->withdraw(this->node); }
  void complete() override { give(this->out, std::monostate()); }

 private:
  Gate gate_;
};

}  // namespace weft::detail
