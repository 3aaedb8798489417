// Events: a flag that can be waited for.
#pragma once

#include <weft/detail/gate.hpp>
#include <weft/operation.hpp>

namespace weft {

/// Set, it lets everyone through until it is reset; setting it wakes all who wait at that moment. May be
/// shared by fibers of any workers and by plain threads, and be destroyed once every `wait` has returned.
class event {
 public:
  event() = default;
  event(const event&) = delete;
  event& operator=(const event&) = delete;

  /// Any thread; never suspends.
  void set() noexcept { gate_.put(1); }
  void reset() noexcept { gate_.shut(); }
  bool is_set() const noexcept { return gate_.units() != 0; }

  /// Waits until the event is set; at once if it is.
  ///
  /// Errors:  `cancelled`.
  /// Threads: any. Suspends a fiber, blocks a plain thread. A suspension point.
  void wait() { gate_.enter(); }

  /// `wait` as an operation. The event must outlive it.
  operation<void> wait_op() {
    return operation<void>(std::in_place_type<detail::gate_leaf<detail::gate*>>, &gate_);
  }

 private:
  detail::gate gate_{detail::gate::kind::latched, 0, detail::wait_kind::event};
};

}  // namespace weft
