#include <weft/mutex.hpp>

#include <system_error>

#include <weft/detail/fiber_core.hpp>
#include <weft/limits.hpp>

#include "base/check.hpp"
#include "sync/wake_list.hpp"

namespace weft {
namespace {

/// Tells fibers and plain threads from each other.
const void* caller() noexcept {
  static thread_local const char this_thread = 0;
  const detail::fiber_core* const fiber = detail::current_fiber();
  return fiber != nullptr ? static_cast<const void*>(fiber) : &this_thread;
}

}  // namespace

void mutex::refuse_owner() const {
  if (owner_.load(std::memory_order_relaxed) == caller())
    throw std::system_error(std::make_error_code(std::errc::resource_deadlock_would_occur),
                            "weft::mutex: locked again by its owner");
}

void mutex::take_ownership() noexcept { owner_.store(caller(), std::memory_order_relaxed); }

void mutex::lock() {
  refuse_owner();
  gate_.enter();
  take_ownership();
}

bool mutex::try_lock() noexcept {
  if (!gate_.try_enter()) return false;
  take_ownership();
  return true;
}

void mutex::unlock() noexcept {
  WEFT_CHECK(owner_.load(std::memory_order_relaxed) == caller(),
             "a mutex was unlocked by another than its owner");
  owner_.store(nullptr, std::memory_order_relaxed);
  gate_.put(1);
}

namespace detail {

class lock_leaf final : public leaf_of<lock_leaf> {
 public:
  explicit lock_leaf(mutex& wanted) noexcept : leaf_of(wait_kind::mutex), wanted_(&wanted) {}

  bool attempt() override {
    wanted_->refuse_owner();
    return wanted_->gate_.try_enter();
  }
  published publish() override { return wanted_->gate_.publish(node); }
  void withdraw() noexcept override { wanted_->gate_.withdraw(node); }
  void complete() override {
    wanted_->take_ownership();
    give(out, std::monostate());
  }

 private:
  mutex* wanted_;
};

}  // namespace detail

operation<void> mutex::lock_op() {
  return operation<void>(std::in_place_type<detail::lock_leaf>, *this);
}

// ----------------------------------------------------------------------------------------------------------------

std::cv_status condition_variable::wait_until(std::unique_lock<mutex>& lock, time_point deadline) {
  if (!lock.owns_lock())
    throw std::system_error(std::make_error_code(std::errc::operation_not_permitted),
                            "weft::condition_variable: the lock is not locked");
  detail::suspension_point();
  detail::waiter self;
  detail::wait_node node(self);
  {
    const std::lock_guard guard(lock_);
    waiting_.push_back(node);
  }
  lock.unlock();
  const auto reason = self.wait(detail::wait_kind::condition, deadline);
  if (reason != detail::wake_reason::signalled) {
    const std::lock_guard guard(lock_);
    waiting_.withdraw(node);
  }
  shield([&] { lock.lock(); });
  if (reason == detail::wake_reason::cancelled) detail::throw_cancelled_here();
  return reason == detail::wake_reason::signalled ? std::cv_status::no_timeout
                                                  : std::cv_status::timeout;
}

void condition_variable::notify_one() noexcept {
  detail::wait_node* first;
  {
    const std::lock_guard guard(lock_);
    first = waiting_.claim_first();
  }
  if (first != nullptr) first->who->wake();
}

void condition_variable::notify_all() noexcept {
  detail::wake_list claimed;
  {
    const std::lock_guard guard(lock_);
    claimed.claim_all(waiting_);
  }
  claimed.wake();
}

}  // namespace weft
