// Wait groups: waiting until a number of things are done.
//
//   weft::wait_group pages;
//   for (auto& page : book) {
//     pages.add();
//     weft::spawn([&] { print(page); pages.done(); });
//   }
//   pages.wait();
#pragma once

#include <cstdint>

#include <weft/detail/countdown.hpp>
#include <weft/detail/gate.hpp>
#include <weft/operation.hpp>

namespace weft {

/// Counts what is to be done. May be shared by fibers of any workers and by plain threads, be used
/// again, and be destroyed once every `wait` has returned.
class wait_group {
 public:
  wait_group() = default;
  wait_group(const wait_group&) = delete;
  wait_group& operator=(const wait_group&) = delete;

  /// Adds `more` to the count, or takes some away; at 0 everyone who waits goes on. Any thread; never
  /// suspends.
  ///
  /// Errors:  std::logic_error when the count would be negative, std::overflow_error when it would be
  ///          2^63 or more; then it stays what it was.
  void add(std::int64_t more = 1) { count_.add(more); }
  /// `add(-1)`.
  void done() { count_.add(-1); }

  /// Waits until the count is 0; at once if it is.
  ///
  /// Errors:  `cancelled`.
  /// Threads: any. Suspends a fiber, blocks a plain thread. A suspension point.
  void wait() { count_.enter(); }

  /// `wait` as an operation. The wait group must outlive it.
  operation<void> wait_op() {
    return operation<void>(std::in_place_type<detail::gate_leaf<detail::countdown*>>, &count_);
  }

 private:
  detail::countdown count_;
};

}  // namespace weft
