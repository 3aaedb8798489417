// Where the answer to one ask arrives. The first answer counts; one that comes after the asker has
// left is dropped.
#pragma once

#include <exception>
#include <memory>
#include <typeinfo>

#include <weft/clock.hpp>
#include <weft/detail/message.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/detail/waiter.hpp>
#include <weft/exit_reason.hpp>
#include <weft/timed_out.hpp>

namespace weft::detail {

class reply_cell {
 public:
  /// Any thread; never suspend.
  void answer(std::unique_ptr<boxed> value);
  void fail(std::exception_ptr failure);

  /// Waits for the answer.
  ///
  /// Errors:  the failure; timed_out; `cancelled`.
  std::unique_ptr<boxed> wait(time_point deadline);

 private:
  void settle(std::unique_ptr<boxed> value, std::exception_ptr failure);

  spinlock lock_;
  wait_queue asker_;  // guarded by lock_, like what follows
  bool settled_ = false;
  std::unique_ptr<boxed> value_;
  std::exception_ptr failure_;
};

/// Throws because the answer has another type than the asker wants.
[[noreturn]] void throw_answer_mismatch(const std::type_info& wanted,
                                        const std::type_info& answered);

}  // namespace weft::detail
