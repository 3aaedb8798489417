// Threads for work that may block: started when a job finds none idle, up to a bound, and ended
// when they have been idle for a while. Jobs begin in the order in which they came.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include <weft/platform/host.hpp>

namespace weft::native {

/// Is never destroyed: a job may still block its thread while the program ends, and does not hold
/// that up.
class blocking_pool {
 public:
  struct limits {
    std::size_t threads_max = 64;
    std::chrono::milliseconds idle_max = std::chrono::seconds(10);
  };

  static blocking_pool& create(limits limits);

  blocking_pool(const blocking_pool&) = delete;
  blocking_pool& operator=(const blocking_pool&) = delete;

  /// Calls `job.run()` on one of the threads.
  ///
  /// Errors:  std::system_error when there is no thread and none can be started; then `job` has not
  ///          run.
  /// Threads: any; a job may offload another one.
  void offload(platform::blocking_job& job);

  /// How many threads there are just now. Any thread.
  std::size_t threads() const;

 private:
  explicit blocking_pool(limits limits) : limits_(limits) {}
  ~blocking_pool() = default;

  void start_thread();
  void serve();
  platform::blocking_job* next(std::unique_lock<std::mutex>& lock);

  const limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  platform::blocking_job* first_ = nullptr;
  platform::blocking_job* last_ = nullptr;
  std::size_t waiting_ = 0;  // jobs
  std::size_t idle_ = 0;     // threads; one that has been notified counts until it runs
  std::size_t threads_ = 0;
};

}  // namespace weft::native
