#include "watchman.hpp"

#include <utility>

namespace weft::native {

watchman::watchman(platform::duration period, std::function<void()> look)
    : period_(period), look_(std::move(look)), thread_([this] { stand(); }) {}

watchman::~watchman() {
  {
    const std::lock_guard lock(mutex_);
    off_duty_ = true;
  }
  relieved_.notify_one();
  thread_.join();
}

void watchman::stand() {
  std::unique_lock lock(mutex_);
  while (!relieved_.wait_for(lock, period_, [this] { return off_duty_; })) {
    lock.unlock();
    look_();
    lock.lock();
  }
}

}  // namespace weft::native
