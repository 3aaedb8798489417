#include <weft/detail/reply_cell.hpp>

#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include <weft/detail/fiber_core.hpp>

namespace weft::detail {

void reply_cell::answer(std::unique_ptr<boxed> value) { settle(std::move(value), nullptr); }
void reply_cell::fail(std::exception_ptr failure) { settle(nullptr, std::move(failure)); }

void reply_cell::settle(std::unique_ptr<boxed> value, std::exception_ptr failure) {
  const std::lock_guard lock(lock_);
  if (std::exchange(settled_, true)) return;
  value_ = std::move(value);
  failure_ = std::move(failure);
  if (wait_node* asker = asker_.claim_first()) asker->who->wake();
}

std::unique_ptr<boxed> reply_cell::wait(time_point deadline) {
  suspension_point();
  waiter self;
  wait_node node(self);
  bool present;
  {
    const std::lock_guard lock(lock_);
    present = settled_;
    if (!present) asker_.push_back(node);
  }
  if (!present) {
    const wake_reason reason = self.wait(wait_kind::reply, deadline);
    if (reason != wake_reason::signalled) {
      {
        const std::lock_guard lock(lock_);
        asker_.withdraw(node);
      }
      if (reason == wake_reason::cancelled) throw_cancelled_here();
      throw timed_out();
    }
  }
  if (failure_ != nullptr) std::rethrow_exception(failure_);
  return std::move(value_);
}

void throw_answer_mismatch(const std::type_info& wanted, const std::type_info& answered) {
  throw std::logic_error(std::string("weft: ask wants an answer of type ") + wanted.name() +
                         ", and the handler gave one of type " + answered.name());
}

}  // namespace weft::detail
