// Cancels a fiber at each of its suspension points, one run after another, so that a test can show
// that whatever it used is left usable.
//
//   cancel_at_every_step([](victim& one) {
//     mutex m;
//     m.lock();
//     one.start([&](victim& self) { self.step(); std::unique_lock lock(m); … });
//     one.settle();   // the victim has been cancelled, or waits where it is not to be
//     m.unlock();
//     one.join();
//     EXPECT_TRUE(m.try_lock());
//   });
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <utility>

#include <weft/weft.hpp>

namespace weft::contract {

/// Comes back when `fiber` waits, or has ended.
template <class R>
void let_wait(const fiber_handle<R>& fiber) {
  while (!fiber.done() && fiber.state() != fiber_state::waiting) this_fiber::yield();
}

class victim {
 public:
  enum class moment {
    before,  ///< as the step begins
    during,  ///< when it waits
  };

  victim(int step, moment when) : step_(step), when_(when) {}

  /// Starts the fiber that is to be cancelled, and another that does it.
  template <class F>
  void start(F body) {
    fiber_.emplace(spawn([this, body = std::move(body)]() mutable { body(*this); }));
    hunter_.emplace(spawn([this] { hunt(); }));
  }

  /// The victim calls this before each of its suspension points.
  void step() {
    if (++steps_ != step_) return;
    begun_ = true;
    while (when_ == moment::before && !struck_) shield([] { this_fiber::yield(); });
  }

  /// Comes back when the victim has been cancelled, has ended, or waits in another step.
  void settle() const {
    while (!struck_ && !fiber_->done() &&
           (steps_ == step_ || fiber_->state() != fiber_state::waiting))
      this_fiber::yield();
  }

  void join() {
    try {
      fiber_->join();
    } catch (const fiber_cancelled&) {
      was_cancelled_ = true;
    }
    hunter_->join();
  }
  bool was_cancelled() const { return was_cancelled_; }
  bool struck() const { return struck_; }

 private:
  void hunt() {
    while (!begun_) {
      if (fiber_->done()) return;
      this_fiber::yield();
    }
    if (when_ == moment::during) let_wait(*fiber_);
    if (fiber_->done()) return;
    fiber_->cancel();
    struck_ = true;
  }

  const int step_;
  const moment when_;
  std::atomic<int> steps_ = 0;
  std::atomic<bool> begun_ = false;
  std::atomic<bool> struck_ = false;
  bool was_cancelled_ = false;
  std::optional<fiber_handle<void>> fiber_;
  std::optional<fiber_handle<void>> hunter_;
};

/// Runs `scenario(victim&)` until its victim comes to its end before its turn to be cancelled.
template <class F>
void cancel_at_every_step(F scenario) {
  for (const auto when : {victim::moment::before, victim::moment::during}) {
    for (int step = 1;; ++step) {
      victim one(step, when);
      scenario(one);
      if (!one.struck()) break;
    }
  }
}

}  // namespace weft::contract
