#include "process/signal_hub.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace weft::native {
namespace {

int pipe_in = -1;  // written before the first handler is installed
int pipe_out = -1;

void note(int signal) {
  const int error = errno;
  const auto number = static_cast<unsigned char>(signal);
  // A full pipe holds thousands of signals that nobody has read: one more says nothing new.
  [[maybe_unused]] const auto written = write(pipe_in, &number, 1);
  errno = error;
}

struct sigaction noting() {
  struct sigaction action = {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  return action;
}

[[noreturn]] void throw_error(int error, const char* what) {
  throw std::system_error(error, std::generic_category(), what);
}

}  // namespace

signal_hub& signal_hub::of_process() {
  static signal_hub& hub = *new signal_hub;
  return hub;
}

signal_hub::signal_hub() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw_error(errno, "weft: a pipe for signals");
  pipe_out = ends[0];
  pipe_in = ends[1];
  fcntl(pipe_in, F_SETFL, O_NONBLOCK);
  std::thread([this] { read_pipe(); }).detach();
}

void signal_hub::read_pipe() noexcept {
  sigset_t all;  // other threads take them
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  for (unsigned char signal;;) {
    const auto got = read(pipe_out, &signal, 1);
    if (got == 1)
      hand_out(signal);
    else if (got == 0 || errno != EINTR)
      return;
  }
}

void signal_hub::hand_out(int signal) noexcept {
  const std::lock_guard lock(lock_);
  const auto found = audiences_.find(signal);
  if (found == audiences_.end()) return;
  for (const auto& to : found->second.channels) {
    int number = signal;
    (void)to->try_send(std::move(number));
  }
}

void signal_hub::add(int signal, const std::shared_ptr<channel<int>>& to) {
  const std::lock_guard lock(lock_);
  const auto [at, is_new] = audiences_.try_emplace(signal);
  if (is_new) {
    const struct sigaction action = noting();
    if (sigaction(signal, &action, &at->second.before) != 0) {
      const int error = errno;
      audiences_.erase(at);
      if (error == EINVAL)
        throw std::invalid_argument("weft: there is no signal " + std::to_string(signal) +
                                    ", or it cannot be caught");
      throw_error(error, "weft: sigaction");
    }
  }
  at->second.channels.push_back(to);
}

void signal_hub::remove(int signal, const std::shared_ptr<channel<int>>& to) noexcept {
  const std::lock_guard lock(lock_);
  const auto at = audiences_.find(signal);
  if (at == audiences_.end()) return;
  std::erase(at->second.channels, to);
  if (!at->second.channels.empty()) return;
  sigaction(signal, &at->second.before, nullptr);
  audiences_.erase(at);
}

}  // namespace weft::native
