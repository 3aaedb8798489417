// The host on an operating system: a thread per worker, which sleeps when it has nothing to do.
#include <algorithm>
#include <csignal>
#include <memory>
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

  std::unique_ptr<platform::watch> keep_watch(platform::duration period,
                                              std::function<void()> look) override {
    return std::make_unique<watchman>(period, std::move(look));
  }

 private:
  blocking_pool& blocking_ = blocking_pool::create({});
};

}  // namespace
}  // namespace weft::native

namespace weft::platform {

void break_into_debugger() noexcept { std::raise(SIGTRAP); }

/// Never destroyed: threads of the blocking pool may outlive static objects.
host& default_host() {
  static auto& host = *new native::thread_host;
  return host;
}

}  // namespace weft::platform
