#include <weft/detail/reply.hpp>

#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include <weft/detail/fiber_core.hpp>
#include <weft/exit_reason.hpp>
#include <weft/timed_out.hpp>

namespace weft::detail {
namespace {

std::exception_ptr mismatch(const message_type& wanted, const message_type& answered) {
  return std::make_exception_ptr(
      std::logic_error("weft: ask wants an answer of type " + std::string(wanted.name) +
                       ", and the handler gave one of type " + std::string(answered.name)));
}

}  // namespace

void awaited_reply::answer(const message_type& type, void* object) {
  bool unclaimed = false;
  if (!replace(claimed_, unclaimed, true)) return;
  try {
    settle(keep(type, object) ? nullptr : mismatch(wanted(), type));
  } catch (...) {
    settle(std::current_exception());  // what moving the answer has thrown
  }
}

void awaited_reply::fail(std::exception_ptr failure) {
  bool unclaimed = false;
  if (replace(claimed_, unclaimed, true)) settle(std::move(failure));
}

void awaited_reply::gone(const exit_reason& reason) {
  fail(std::make_exception_ptr(actor_down(reason)));
}

void awaited_reply::settle(std::exception_ptr failure) noexcept {
  failure_ = std::move(failure);
  wait_node* asker;
  {
    const std::lock_guard lock(lock_);
    settled_.store(true, std::memory_order_release);
    asker = asker_.claim_first();
  }
  if (asker != nullptr) asker->who->wake();
}

void awaited_reply::wait(time_point deadline) {
  suspension_point();
  if (!settled()) {
    waiter self;
    wait_node node(self);
    if (publish(node) == op_leaf::published::waits) {
      const wake_reason reason = self.wait(wait_kind::reply, deadline);
      if (reason != wake_reason::signalled) withdraw(node);
      if (reason == wake_reason::cancelled) throw_cancelled_here();
      if (reason == wake_reason::timed_out) throw timed_out();
    }
  }
  rethrow_failure();
}

op_leaf::published awaited_reply::publish(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  if (!settled()) {
    asker_.push_back(node);
    return op_leaf::published::waits;
  }
  return node.who->claim(wake_reason::signalled, &node) ? op_leaf::published::committed
                                                        : op_leaf::published::taken;
}

void awaited_reply::withdraw(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  asker_.withdraw(node);
}

}  // namespace weft::detail
