// The host on an operating system: a thread per worker that sleeps on a condition variable when it
// has nothing to do.
#include <condition_variable>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

#include <weft/platform/host.hpp>

#include "memory_fault.hpp"

namespace weft::native {
namespace {

using platform::duration;
using platform::pump_result;
using platform::pumpable;
using platform::time_point;

/// Natively nobody waits for a pump to come back, so it need not.
constexpr duration unlimited_budget = duration::max();

/// Where one worker's thread sleeps. A wake that comes first is kept for the next sleep.
class bed {
 public:
  void sleep_until(time_point deadline) {
    std::unique_lock lock(mutex_);
    if (deadline == time_point::max())
      woken_.wait(lock, [this] { return wake_pending_; });
    else
      woken_.wait_until(lock, deadline, [this] { return wake_pending_; });
    wake_pending_ = false;
  }

  void wake() noexcept {
    {
      const std::lock_guard lock(mutex_);
      wake_pending_ = true;
    }
    woken_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable woken_;
  bool wake_pending_ = false;
};

class thread_host final : public platform::host {
 public:
  time_point now() noexcept override { return std::chrono::steady_clock::now(); }

  unsigned worker_count() const noexcept override {
    return std::max(1u, std::thread::hardware_concurrency());
  }
  unsigned worker_limit() const noexcept override { return 1024; }

  void drive(std::span<pumpable* const> workers) override {
    std::vector<bed> beds(workers.size());
    for (std::size_t i = 0; i < workers.size(); ++i) workers[i]->host_slot = &beds[i];
    std::latch all_there(1);
    bool abandoned = false;
    std::vector<std::jthread> threads;
    try {
      for (pumpable* worker : workers.subspan(1)) {
        threads.emplace_back([&all_there, &abandoned, worker] {
          all_there.wait();
          if (!abandoned) run(*worker);
        });
      }
    } catch (...) {
      abandoned = true;
      all_there.count_down();
      throw;
    }
    all_there.count_down();
    run(*workers.front());
  }

  void wake(pumpable& worker) noexcept override { static_cast<bed*>(worker.host_slot)->wake(); }

 private:
  static void run(pumpable& worker) {
    report_stack_overflows_on_this_thread();
    for (;;) {
      const pump_result result = worker.pump(unlimited_budget);
      if (result.what == pump_result::next::finished) return;
      if (result.what == pump_result::next::wait)
        static_cast<bed*>(worker.host_slot)->sleep_until(result.deadline);
    }
  }
};

}  // namespace
}  // namespace weft::native

namespace weft::platform {

host& default_host() {
  static native::thread_host host;
  return host;
}

}  // namespace weft::platform
