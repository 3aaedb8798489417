// Where a plain thread waits for what fibers do.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>

#include <weft/clock.hpp>

namespace weft::detail {

class thread_parker : public std::enable_shared_from_this<thread_parker> {
 public:
  static thread_parker& of_this_thread() {
    static thread_local const auto parker = std::make_shared<thread_parker>();
    return *parker;
  }

  /// For who unparks: the thread, and its parker with it, may be gone as soon as it is unparked.
  std::shared_ptr<thread_parker> keep() { return shared_from_this(); }

  /// Blocks until unparked; false: the deadline came first. An unpark that came before is used up.
  bool park(time_point deadline) {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return unparked_; };
    if (deadline == time_point::max())
      changed_.wait(lock, ready);
    else if (!changed_.wait_until(lock, deadline, ready))
      return false;
    unparked_ = false;
    return true;
  }

  /// Any thread.
  void unpark() {
    const std::lock_guard lock(mutex_);
    unparked_ = true;
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool unparked_ = false;
};

}  // namespace weft::detail
