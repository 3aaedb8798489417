#include "event_loop_host.hpp"

#include <emscripten/em_macros.h>

#include <cstdlib>
#include <exception>
#include <span>
#include <string>
#include <system_error>

#include <weft/platform/fiber_context.hpp>
#include <weft/platform/host.hpp>

#include "../context/stack_limits.hpp"

extern "C" {
// In library_weft.js, but for the first. They say that they throw nothing: what may throw is called by
// a detour, from where nothing may be thrown.
double emscripten_get_now() noexcept;
void weft_schedule_turn(double milliseconds) noexcept;
void weft_break() noexcept;
[[noreturn]] void weft_die(const char* report, std::size_t size);

// The program's own; the compiler names `main` by its signature.
[[gnu::weak]] int __main_argc_argv(int, char**);
[[gnu::weak]] int __main_void();
}

namespace weft::wasm {
namespace {

using platform::duration;
using platform::fiber_context;
using platform::pump_result;
using platform::pumpable;
using platform::time_point;

/// How long a turn may keep JavaScript's event loop waiting.
constexpr duration turn_budget = std::chrono::milliseconds(8);
constexpr std::size_t main_stack_bytes = 1024 * 1024;

/// What an exception that nobody catches does natively.
[[noreturn]] void die_of(const std::exception_ptr& escaped) {
  std::string report = "weft: an exception left main";
  try {
    std::rethrow_exception(escaped);
  } catch (const std::exception& error) {
    report.append(": ").append(error.what());
  } catch (...) {
  }
  platform::die(report);
}

class event_loop_host final : public platform::host {
 public:
  time_point now() noexcept override {
    return time_point(duration(static_cast<duration::rep>(emscripten_get_now() * 1e6)));
  }

  unsigned worker_count() const noexcept override { return 1; }
  unsigned worker_limit() const noexcept override { return 1; }

  void drive(std::span<pumpable* const> workers) override {
    driven_ = workers.front();
    fiber_context::switch_to(main_, outer_);  // until the worker has finished
  }

  void add(pumpable&) override {
    throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again),
                            "a JavaScript agent has one worker");
  }

  void wake(pumpable&) noexcept override {
    if (!turn_follows_) weft_schedule_turn(0);
  }

  void offload(platform::blocking_job& job) override { job.run(); }

  std::unique_ptr<platform::watch> keep_watch(duration, std::function<void()>) override {
    return nullptr;
  }

  void turn() {
    turn_follows_ = false;
    if (!main_started_) return;
    for (;;) {
      if (driven_ == nullptr) {
        if (std::exception_ptr escaped = fiber_context::enter(outer_, main_)) die_of(escaped);
        if (main_ended_) std::exit(exit_code_);
        continue;
      }
      const pump_result result = driven_->pump(turn_budget);
      if (result.what == pump_result::next::finished) {
        driven_ = nullptr;
        continue;
      }
      schedule(result);
      if (end_of_turn_ != nullptr) end_of_turn_();
      return;
    }
  }

  void expect_turn() { turn_follows_ = true; }

  void nothing_will_come() {
    if (driven_ != nullptr) driven_->nothing_will_come();
    turn();
  }

  void at_end_of_turn(void (*function)()) { end_of_turn_ = function; }

  void start_main(int argc, char** argv) {
    argc_ = argc;
    argv_ = argv;
    platform::stack_limits::of_base().apply();
    fiber_context::adopt_thread(outer_);
    main_.create(platform::acquire_stack(main_stack_bytes), main_entry, this);
    main_started_ = true;
  }

 private:
  static void main_entry(void* self) {
    auto& host = *static_cast<event_loop_host*>(self);
    host.exit_code_ =
        &__main_argc_argv != nullptr ? __main_argc_argv(host.argc_, host.argv_) : __main_void();
    host.main_ended_ = true;
    fiber_context::switch_to(host.main_, host.outer_);
  }

  void schedule(const pump_result& result) {
    if (result.what == pump_result::next::again) return weft_schedule_turn(0);
    if (result.deadline == time_point::max()) return;
    const auto rest = std::chrono::duration<double, std::milli>(result.deadline - now());
    weft_schedule_turn(rest.count() > 0 ? rest.count() : 0);
  }

  fiber_context outer_;  // the stack that JavaScript called us on
  fiber_context main_;
  pumpable* driven_ = nullptr;  // the worker of the runtime that `main` waits in
  void (*end_of_turn_)() = nullptr;
  int argc_ = 0;
  char** argv_ = nullptr;
  int exit_code_ = 0;
  bool turn_follows_ = false;  // whoever is woken now will run in a turn that is about to begin
  bool main_started_ = false;
  bool main_ended_ = false;
};

event_loop_host& the_host() {
  static event_loop_host host;
  return host;
}

}  // namespace

void turn() { the_host().turn(); }
void expect_turn() { the_host().expect_turn(); }
void nothing_will_come() { the_host().nothing_will_come(); }
void at_end_of_turn(void (*function)()) { the_host().at_end_of_turn(function); }
void start_main(int argc, char** argv) { the_host().start_main(argc, argv); }

}  // namespace weft::wasm

namespace weft::platform {

host& default_host() { return wasm::the_host(); }

void break_into_debugger() noexcept { weft_break(); }

void die(std::string_view report) noexcept { weft_die(report.data(), report.size()); }

}  // namespace weft::platform

extern "C" {

EMSCRIPTEN_KEEPALIVE void weft_prepare_main(int argc, char** argv) {
  weft::wasm::start_main(argc, argv);
}

EMSCRIPTEN_KEEPALIVE void weft_turn() { weft::wasm::turn(); }

EMSCRIPTEN_KEEPALIVE void weft_nothing_will_come() { weft::wasm::nothing_will_come(); }

}  // extern "C"
