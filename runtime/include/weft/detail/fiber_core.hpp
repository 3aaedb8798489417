// A fiber as the scheduler sees it. The public templates put the body and the result around it
// (weft/fiber.hpp).
//
// A fiber starts without a stack. It gets one from the worker that runs it first, stays on that
// worker from then on, and gives the stack back when it ends.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include <weft/detail/waiter.hpp>

namespace weft {

/// Names a fiber for the life of the process; ids are never used twice, and later fibers of a
/// worker have larger ones.
using fiber_id = std::uint64_t;

/// Where a fiber stands.
enum class fiber_state : std::uint8_t {
  fresh,      ///< not started; in a run queue, and may be stolen by another worker
  runnable,   ///< started, in its worker's queue
  running,    ///< what its worker executes now
  waiting,    ///< parked; in the queue of what it waits for
  finished,   ///< returned
  failed,     ///< ended by an exception
  cancelled,  ///< ended by its cancellation
};

struct spawn_options {
  std::string name = {};                ///< for people; need not be unique
  std::optional<unsigned> worker = {};  ///< run there; none such: std::out_of_range
  std::optional<std::size_t> stack_bytes =
      {};  ///< rounded up to a power of two; default runtime_options::stack_bytes
};

namespace detail {

class worker;
struct carrier;

/// Something that another thread may put into a worker's inbox.
class posted {
 public:
  /// What the worker does with it. On the worker's thread.
  virtual void arrive(worker& at) = 0;

  posted* next_posted = nullptr;

 protected:
  ~posted() = default;
};

class fiber_core : public posted {
 public:
  explicit fiber_core(spawn_options options);
  fiber_core(const fiber_core&) = delete;
  fiber_core& operator=(const fiber_core&) = delete;

  fiber_id id() const noexcept { return id_; }
  std::string_view name() const noexcept { return name_; }
  fiber_state state() const noexcept { return state_.load(std::memory_order_acquire); }
  bool ended() const noexcept { return state() >= fiber_state::finished; }
  /// What ended it, when it failed or was cancelled with a reason. Only after `ended`.
  const std::exception_ptr& failure() const noexcept { return failure_; }

  /// Waits until the fiber has ended. Throws `cancelled` when the caller is cancelled meanwhile.
  void wait_until_ended();
  /// Asks for cancellation, with `reason` as what will be thrown (null: `cancelled`). The first
  /// request counts. Any thread.
  void request_cancel(std::exception_ptr reason);
  bool cancel_requested() const noexcept {
    return cancel_requested_.load(std::memory_order_acquire);
  }
  /// Throws the reason given, or `cancelled`.
  [[noreturn]] void throw_cancelled() const;
  /// Whoever sees the failure to its end calls this, so that it is not reported as unhandled.
  void mark_observed() noexcept { observed_.store(true, std::memory_order_relaxed); }

  void add_reference() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
  void drop_reference() noexcept;

  void arrive(worker& at) final;

  /// In a run queue; belongs to that queue.
  fiber_core* next_ = nullptr;

 protected:
  virtual ~fiber_core();

 private:
  friend class worker;
  friend class waiter;
  struct joiners;

  /// The body; its exceptions are the fiber's end.
  virtual void run() = 0;

  void end(fiber_state how, std::exception_ptr failure) noexcept;
  joiners* joiners_for_waiting();
  std::exception_ptr cancel_reason_if_any() const {
    return cancel_requested() ? cancel_reason_ : nullptr;
  }
  bool was_cancelled_with(const std::exception_ptr& thrown) const {
    return cancel_requested() && cancel_reason_ == thrown;
  }

  // constant after construction
  const std::string name_;
  const std::size_t stack_bytes_;
  fiber_id id_ = 0;

  // own synchronisation
  std::atomic<std::uint32_t> references_{2};  // the scheduler's, until it ends, and the handle's
  std::atomic<fiber_state> state_{fiber_state::fresh};
  std::atomic<bool> cancel_claimed_{false};  // by the first canceller, who then writes the reason
  std::atomic<bool> cancel_requested_{false};
  std::atomic<bool> observed_{false};
  std::atomic<joiners*> joiners_{nullptr};  // made by the first one who waits for the end
  std::atomic<worker*> home_{nullptr};      // where it was started; set once

  // the canceller before `cancel_requested_`, the fiber after
  std::exception_ptr cancel_reason_;
  // the fiber until its state says that it has ended, anyone after
  std::exception_ptr failure_;

  // the home worker only
  fiber_core* previous_started_ =
      nullptr;  // in the worker's list of fibers that have parked at least once
  fiber_core* next_started_ = nullptr;
  carrier* carrier_ = nullptr;
  waiter* waiting_ = nullptr;
  wait_kind waits_for_ = wait_kind::nothing;
  bool listed_ = false;
};

/// The fiber that runs on this thread, or null.
fiber_core* current_fiber() noexcept;

/// Gives a fresh fiber to the scheduler of the calling fiber.
///
/// Errors:  std::out_of_range for a worker that does not exist.
void launch(fiber_core& fiber, std::optional<unsigned> worker);

/// Marks a call that may wait: throws if the running fiber was cancelled and may unwind. Does
/// nothing on a plain thread.
void suspension_point();

/// Throws what cancellation throws in the running fiber.
[[noreturn]] void throw_cancelled_here();

/// Tells of a failed fiber that nobody can join any more: the hook of runtime_options, or standard
/// error.
void report_unhandled(const fiber_core& fiber) noexcept;

/// The stack size that a fiber spawned here gets if it asks for none.
std::size_t default_stack_bytes() noexcept;

}  // namespace detail
}  // namespace weft
