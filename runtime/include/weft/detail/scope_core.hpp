// The children of a scope.
#pragma once

#include <cstddef>
#include <exception>

#include <weft/detail/cancel_region.hpp>
#include <weft/detail/fiber_core.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>

namespace weft::detail {

/// Lies on the stack of the fiber that runs the scope's body. A child that ends touches the scope only
/// as long as it counts as alive.
class scope_core {
 public:
  /// Errors: std::logic_error outside fibers.
  scope_core();
  scope_core(const scope_core&) = delete;
  scope_core& operator=(const scope_core&) = delete;

  /// Makes `fiber` a child; of a scope that was cancelled already, a cancelled one. Any thread.
  ///
  /// Errors: std::bad_alloc; then it is not a child.
  void add(fiber_core& fiber);
  /// Takes back an `add`, for a fiber that was not launched after all.
  void forget(fiber_core& fiber) noexcept;
  /// Cancels the children, those that come later too. Any thread.
  void cancel();
  /// Ends the scope, by its own fiber; `failure` is what the body threw, or null. Waits for the
  /// children.
  ///
  /// Errors: the first failure of body or child; `cancelled`.
  void leave(std::exception_ptr failure);

 private:
  class child;
  class child_list {
   public:
    void add(child& one) noexcept;
    void remove(child& one) noexcept;
    child* first() const noexcept { return first_; }

   private:
    child* first_ = nullptr;
  };

  void child_ended(child& ended, fiber_core& fiber) noexcept;
  void cancel_children() noexcept;  // the lock is held
  /// Whether this one is the first.
  bool note_failure(std::exception_ptr failure) noexcept;
  void remove(child& ended) noexcept;
  bool wait_for_children();

  cancel_region body_;
  spinlock lock_;
  child_list children_;  // guarded by lock_, like what follows
  std::size_t live_ = 0;
  bool cancelled_ = false;
  std::exception_ptr first_failure_;
  wait_queue leaving_;
};

}  // namespace weft::detail
