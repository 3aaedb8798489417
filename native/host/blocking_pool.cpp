#include "blocking_pool.hpp"

#include <system_error>
#include <thread>
#include <utility>

namespace weft::native {

using platform::blocking_job;

blocking_pool& blocking_pool::create(limits limits) { return *new blocking_pool(limits); }

void blocking_pool::offload(blocking_job& job) {
  const std::lock_guard lock(mutex_);
  if (waiting_ >= idle_ && threads_ < limits_.threads_max) start_thread();
  job.next_job = nullptr;
  (first_ == nullptr ? first_ : last_->next_job) = &job;
  last_ = &job;
  ++waiting_;
  came_.notify_one();
}

std::size_t blocking_pool::threads() const {
  const std::lock_guard lock(mutex_);
  return threads_;
}

/// The caller holds the lock. Without one more thread the job waits for those that there are.
void blocking_pool::start_thread() {
  try {
    std::thread([this] { serve(); }).detach();
    ++threads_;
  } catch (const std::system_error&) {
    if (threads_ == 0) throw;
  }
}

void blocking_pool::serve() {
  std::unique_lock lock(mutex_);
  while (blocking_job* job = next(lock)) {
    lock.unlock();
    job->run();
    lock.lock();
  }
  --threads_;
}

/// The oldest job; null when none has come for long.
blocking_job* blocking_pool::next(std::unique_lock<std::mutex>& lock) {
  ++idle_;
  const bool found = came_.wait_for(lock, limits_.idle_max, [this] { return first_ != nullptr; });
  --idle_;
  if (!found) return nullptr;
  --waiting_;
  return std::exchange(first_, first_->next_job);
}

}  // namespace weft::native
