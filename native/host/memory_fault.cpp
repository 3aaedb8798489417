#include "memory_fault.hpp"

#include <unistd.h>
#include <csignal>

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>

#include <weft/platform/host.hpp>

namespace weft::platform {
namespace {
std::atomic<overflow_reporter> reporter{nullptr};
}  // namespace

void set_overflow_reporter(overflow_reporter function) noexcept { reporter.store(function); }

void die(std::string_view report) noexcept {
  // One write per piece, no allocation: this may run inside a signal handler on a small stack.
  std::string_view rest = report;
  while (!rest.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  (void)!::write(STDERR_FILENO, "\n", 1);
  std::abort();
}

}  // namespace weft::platform

namespace weft::native {
namespace {

constexpr std::size_t signal_stack_bytes = 64 * 1024;
constexpr std::array fault_signals{SIGSEGV, SIGBUS};
std::array<struct sigaction, fault_signals.size()> earlier_handlers;

void on_fault(int signal, siginfo_t* info, void*) {
  std::array<char, 512> report;
  if (const auto describe = platform::reporter.load()) {
    if (const std::size_t size = describe(info->si_addr, report.data(), report.size()))
      platform::die({report.data(), size});
  }
  // Not ours: put the earlier handler back and return, so that the instruction faults again under
  // it.
  for (std::size_t i = 0; i < fault_signals.size(); ++i)
    if (fault_signals[i] == signal) ::sigaction(signal, &earlier_handlers[i], nullptr);
}

void install_handler() {
  struct sigaction action = {};
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (std::size_t i = 0; i < fault_signals.size(); ++i)
    ::sigaction(fault_signals[i], &action, &earlier_handlers[i]);
}

/// A signal stack for the life of a thread. A thread that has one of its own keeps it.
class signal_stack {
 public:
  signal_stack() {
    stack_t present = {};
    if (::sigaltstack(nullptr, &present) == 0 && (present.ss_flags & SS_DISABLE) == 0) return;
    memory_ = std::make_unique<std::byte[]>(signal_stack_bytes);
    stack_t ours = {};
    ours.ss_sp = memory_.get();
    ours.ss_size = signal_stack_bytes;
    ::sigaltstack(&ours, nullptr);
  }
  signal_stack(const signal_stack&) = delete;
  signal_stack& operator=(const signal_stack&) = delete;
  ~signal_stack() {
    if (!memory_) return;
    stack_t none = {};
    none.ss_flags = SS_DISABLE;
    ::sigaltstack(&none, nullptr);
  }

 private:
  std::unique_ptr<std::byte[]> memory_;
};

}  // namespace

void report_stack_overflows_on_this_thread() {
  static std::once_flag installed;
  std::call_once(installed, install_handler);
  static thread_local const signal_stack stack;
}

}  // namespace weft::native
