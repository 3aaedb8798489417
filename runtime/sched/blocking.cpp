#include <weft/blocking.hpp>

#include <atomic>
#include <thread>

#include <weft/detail/cancel_region.hpp>
#include <weft/detail/waiter.hpp>

#include "sched/scheduler.hpp"

namespace weft::detail {
namespace {

class job final : public platform::blocking_job {
 public:
  job(function_ref<void()> work, waiter& who) : work_(work), who_(who) {}

  void run() noexcept override {
    work_();
    who_.claim(wake_reason::signalled);
    who_.wake();
    left_.store(true, std::memory_order_release);
  }

  /// The fiber may go on while `wake` still looks after its worker. Without this the whole runtime could
  /// be gone before the thread is out of there.
  void let_thread_leave() const noexcept {
    while (!left_.load(std::memory_order_acquire)) std::this_thread::yield();
  }

 private:
  const function_ref<void()> work_;
  waiter& who_;
  std::atomic<bool> left_{false};
};

}  // namespace

void run_elsewhere(function_ref<void()> work) {
  const cancel_region shield(cancel_region::kind::shield);
  waiter self;
  job task(work, self);
  current_worker->of().host().offload(task);
  self.wait(wait_kind::blocking);
  task.let_thread_leave();
}

}  // namespace weft::detail
