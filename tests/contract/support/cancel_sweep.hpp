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
#include <optional>
#include <utility>

#include "../fixture.hpp"

namespace weft::contract {

/// Spawns `body` on another worker than the caller's, if there is one.
template <class F>
auto spawn_elsewhere(F body) {
  const unsigned next = (this_fiber::worker() + 1) % runtime::current().pool_size();
  return spawn({.worker = next}, std::move(body));
}

class victim {
 public:
  enum class moment {
    before,  ///< as the step begins
    during,  ///< when it waits
  };

  victim(int step, moment when) : step_(step), when_(when) {}

  /// Starts the fiber that is to be cancelled, on another worker if there is one, and the one that does
  /// it, here.
  template <class F>
  void start(F body) {
    fiber_.emplace(spawn_elsewhere([this, body = std::move(body)]() mutable {
      body(*this);
      begun_.set();  // for a hunter that still waits
    }));
    hunter_.emplace(spawn([this] { hunt(); }));
  }

  /// The victim calls this before each of its suspension points.
  void step() {
    if (++steps_ != step_) return;
    begun_.set();
    if (when_ == moment::before) shield([this] { struck_.wait(); });
  }

  /// Comes back when the victim has been cancelled, has ended, or waits in another step.
  void settle() const {
    while (!struck() && !fiber_->done() &&
           (steps_ == step_ || fiber_->state() != fiber_state::waiting))
      this_fiber::yield();
  }

  void join() {
    try {
      fiber_->join();
    } catch (const fiber_cancelled&) {
    }
    hunter_->join();
  }
  bool done() const { return fiber_->done(); }
  /// Whether its turn to be cancelled came.
  bool struck() const { return struck_.is_set(); }

 private:
  void hunt() {
    begun_.wait();
    if (when_ == moment::during) let_it_wait(*fiber_);
    if (steps_ < step_ || fiber_->done()) return;
    fiber_->cancel();
    struck_.set();
  }

  const int step_;
  const moment when_;
  std::atomic<int> steps_ = 0;
  event begun_;
  event struck_;
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
