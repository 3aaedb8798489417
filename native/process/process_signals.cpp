#include <weft/process_signals.hpp>

#include <exception>
#include <utility>

#include "process/signal_hub.hpp"

namespace weft {

signal_subscription::signal_subscription(std::initializer_list<int> signals)
    : arrivals_(std::make_shared<channel<int>>(1)) {
  auto& hub = native::signal_hub::of_process();
  signals_.reserve(signals.size());
  try {
    for (const int signal : signals) {
      hub.add(signal, arrivals_);
      signals_.push_back(signal);
    }
  } catch (...) {
    leave();
    throw;
  }
}

signal_subscription::~signal_subscription() { leave(); }

void signal_subscription::leave() noexcept {
  for (const int signal : signals_) native::signal_hub::of_process().remove(signal, arrivals_);
}

int signal_subscription::receive() { return *arrivals_->receive(); }

namespace {

fiber_handle<void> spawn_watch(std::initializer_list<int> signals) {
  auto& fiber = detail::require_fiber("interrupt_guard");
  return spawn(
      {.name = "interrupts"}, [from = signal_subscription(signals),
                               whom = detail::reference<detail::fiber_core>(&fiber)]() mutable {
        const int signal = from.receive();
        const signal_subscription done = std::move(from);  // what they did before counts again
        whom->request_cancel(std::make_exception_ptr(interrupted(signal)));
      });
}

}  // namespace

interrupt_guard::interrupt_guard(std::initializer_list<int> signals)
    : watch_(spawn_watch(signals)) {}

interrupt_guard::~interrupt_guard() { watch_.cancel(); }

}  // namespace weft
