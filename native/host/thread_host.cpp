// The host on an operating system: a thread per worker, which sleeps when it has nothing to do.
#include <algorithm>
#include <list>
#include <mutex>
#include <thread>

#include <weft/platform/host.hpp>

#include "blocking_pool.hpp"
#include "crew.hpp"
#include "watchman.hpp"

namespace weft::native {
namespace {

class thread_host final : public platform::host {
 public:
  platform::time_point now() noexcept override { return std::chrono::steady_clock::now(); }

  unsigned worker_count() const noexcept override {
    return std::max(1u, std::thread::hardware_concurrency());
  }
  unsigned worker_limit() const noexcept override { return 1024; }

  void drive(std::span<platform::pumpable* const> workers) override { crew(workers).drive(); }
  void add(platform::pumpable& worker) override { crew::of_this_thread()->add(worker); }
  void wake(platform::pumpable& worker) noexcept override { crew::wake(worker); }

  void offload(platform::blocking_job& job) override { blocking_.offload(job); }

  bool watch(platform::duration period, std::function<void()> look) override {
    const std::lock_guard lock(watch_mutex_);
    watchmen_.emplace_back(period, std::move(look));
    return true;
  }

  void stop_watching() noexcept override {
    const std::lock_guard lock(watch_mutex_);
    watchmen_.clear();
  }

 private:
  blocking_pool& blocking_ = blocking_pool::create({});
  std::mutex watch_mutex_;
  std::list<watchman> watchmen_;
};

}  // namespace
}  // namespace weft::native

namespace weft::platform {

/// Never destroyed: threads of the blocking pool may outlive static objects.
host& default_host() {
  static auto& host = *new native::thread_host;
  return host;
}

}  // namespace weft::platform
