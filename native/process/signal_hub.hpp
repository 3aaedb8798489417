// Where the signals of the process arrive, and who wants them.
//
// The signal handler writes the number into a pipe, which is all it may do; a thread reads the pipe and
// hands the signal to the channels. The hub is never destroyed: a signal may come at any time.
#pragma once

#include <csignal>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include <weft/channel.hpp>

namespace weft::native {

class signal_hub {
 public:
  static signal_hub& of_process();

  /// Errors: std::invalid_argument, std::system_error; then nothing has changed. Any thread.
  void add(int signal, const std::shared_ptr<channel<int>>& to);
  void remove(int signal, const std::shared_ptr<channel<int>>& to) noexcept;

 private:
  struct audience {
    struct sigaction before;
    std::vector<std::shared_ptr<channel<int>>> channels;
  };

  signal_hub();
  void read_pipe() noexcept;
  void hand_out(int signal) noexcept;

  std::mutex lock_;
  std::map<int, audience> audiences_;  // guarded by lock_
};

}  // namespace weft::native
