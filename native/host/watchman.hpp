// A thread that looks at something now and then, beside the workers.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include <weft/platform/host.hpp>

namespace weft::native {

class watchman final : public platform::watch {
 public:
  /// Calls `look` every `period`, the first time after one.
  ///
  /// Errors:  std::system_error when no thread can be started.
  watchman(platform::duration period, std::function<void()> look);
  /// Waits for a `look` that runs just now; so not to be called by one.
  ~watchman() override;

 private:
  void stand();

  const platform::duration period_;
  const std::function<void()> look_;
  std::mutex mutex_;
  std::condition_variable relieved_;
  bool off_duty_ = false;
  std::thread thread_;
};

}  // namespace weft::native
