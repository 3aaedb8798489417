// A part of a fiber's run that can be cancelled by itself, or that cancellation has to wait for.
//
// Regions nest as calls do. A suspension point looks from the innermost region outwards, up to the
// first shield, and at last at the fiber itself; if any of them is to be cancelled, it throws what the
// outermost of those gives as its reason.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>

namespace weft::detail {

class fiber_core;

class cancel_region {
 public:
  enum class kind : std::uint8_t { cancellable, limit, shield };

  /// Begins a region of the running fiber; it ends with this object, in the reverse order.
  ///
  /// Errors:  std::logic_error outside fibers.
  explicit cancel_region(kind what);
  cancel_region(const cancel_region&) = delete;
  cancel_region& operator=(const cancel_region&) = delete;
  ~cancel_region();

  /// Lets the suspension points inside throw `reason`; null: `cancelled`. The first request counts.
  /// Any thread.
  void request(std::exception_ptr reason = nullptr) noexcept;
  bool requested() const noexcept { return requested_.load(std::memory_order_acquire); }
  /// Whether the fiber has to unwind for something outside of this region, too. The fiber itself.
  bool cancelled_outside() const noexcept;

  /// Ends the limits of the running fiber whose time is up. Its worker does not look at its timers as
  /// long as the fiber goes on without waiting.
  static void look_at_limits(const fiber_core& running);

  fiber_core& fiber() const noexcept { return fiber_; }

 private:
  friend class worker;
  friend class coroutine;

  /// Around the whole of a `fresh` fiber.
  cancel_region(fiber_core& fresh, kind what) noexcept;

  fiber_core& fiber_;
  cancel_region* const outer_;
  const bool shields_;
  const bool limited_;                // by a limit: this region or one around it
  std::atomic<bool> claimed_{false};  // by the first who requests, who then writes the reason
  std::atomic<bool> requested_{false};
  std::exception_ptr reason_;  // who requests before `requested_`, the fiber after
};

}  // namespace weft::detail
