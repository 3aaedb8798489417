// A fiber as the scheduler sees it. The public templates put the body and the result around it
// (weft/fiber.hpp).
//
// A fiber starts without a stack. It gets one from the worker that runs it first, stays on that
// worker from then on, and gives the stack back when it ends.
//
// A recurring fiber runs again and again. Between two runs it rests, without a stack and in no queue,
// and its next run may be on another worker:
//
//     fresh ── runs ──> rest() ── nothing to do ──> resting ── run_again() ──> fresh
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <weft/detail/cancel_region.hpp>
#include <weft/detail/fiber_locals.hpp>
#include <weft/detail/op_node.hpp>
#include <weft/detail/recycled.hpp>
#include <weft/detail/waiter.hpp>

namespace weft {

/// Names a fiber for the life of its runtime; ids are never used twice, and later fibers of a worker
/// have larger ones.
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
  int priority = 0;                     ///< higher ones run first; lower ones do not starve
  std::optional<unsigned> worker = {};  ///< run there; none such: std::out_of_range
  std::optional<std::size_t> stack_bytes =
      {};  ///< rounded up to a power of two; default runtime_options::stack_bytes
};

namespace detail {

class scheduler;
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

/// Learns of the end of a fiber.
class end_listener {
 public:
  /// Once, on the worker where the fiber ended. May destroy the listener.
  virtual void ended(fiber_core& fiber) noexcept = 0;

  end_listener* next_listener = nullptr;

 protected:
  ~end_listener() = default;
};

class fiber_core : public posted, public recycled {
 public:
  fiber_core() noexcept;
  explicit fiber_core(spawn_options options);
  fiber_core(const fiber_core&) = delete;
  fiber_core& operator=(const fiber_core&) = delete;

  fiber_id id() const noexcept { return id_; }
  std::string_view name() const noexcept {
    return name_ == nullptr ? std::string_view() : std::string_view(*name_);
  }
  fiber_state state() const noexcept { return state_.load(std::memory_order_acquire); }
  bool ended() const noexcept { return state() >= fiber_state::finished; }
  /// What ended it, when it failed or was cancelled with a reason. Only after `ended`.
  const std::exception_ptr& failure() const noexcept { return failure_; }
  int priority() const noexcept { return priority_.load(std::memory_order_relaxed); }
  /// Counts from the next time the fiber becomes runnable. Any thread.
  void set_priority(int priority) noexcept { priority_.store(priority, std::memory_order_relaxed); }

  /// Whether the fiber is in a scope, a limit or a shield. The fiber itself.
  bool in_region() const noexcept { return regions_ != nullptr; }

  /// Whether the fiber runs on the worker of the calling thread.
  bool lives_here() const noexcept;

  /// Waits until the fiber has ended. Throws `cancelled` when the caller is cancelled meanwhile.
  void wait_until_ended();
  // The same for an operation.
  op_leaf::published publish_joiner(wait_node& node);
  void withdraw_joiner(wait_node& node) noexcept;
  /// Calls `listener.ended` at the end; false, and nothing is kept: the fiber has ended already. Any
  /// thread. Errors: std::bad_alloc.
  bool listen(end_listener& listener);

  /// Asks for cancellation, with `reason` as what will be thrown (null: `cancelled`). The first
  /// request counts. Any thread.
  void request_cancel(std::exception_ptr reason);
  /// Lets the fiber look at its own and its regions' requests, if it waits. Any thread.
  void notice_cancel() noexcept;
  bool cancel_requested() const noexcept {
    return cancel_requested_.load(std::memory_order_acquire);
  }
  /// Lets the fiber unwind as if it was cancelled as long as this was called more often than
  /// `end_interrupt`, and it does not tolerate it. Any thread, in any order.
  void interrupt() noexcept;
  void end_interrupt() noexcept { fetch_add(interrupts_, -1); }
  bool interrupted() const noexcept {
    return interrupts_.load(std::memory_order_acquire) > 0 && !tolerates_interrupts_;
  }
  /// The fiber itself, or before it is launched.
  void tolerate_interrupts(bool yes) noexcept { tolerates_interrupts_ = yes; }

  /// Whoever sees the failure to its end calls this, so that it is not reported as unhandled.
  void mark_observed() noexcept { observed_.store(true, std::memory_order_relaxed); }

  void add_reference() noexcept { fetch_add(references_, std::uint32_t{1}); }
  void drop_reference() noexcept {
    if (fetch_add(references_, ~std::uint32_t{0}) == 1) destroy();
  }

  void arrive(worker& at) final;

  // In a queue, whose these links are; an inbox is one, too.
  fiber_core* next() const noexcept { return static_cast<fiber_core*>(next_posted); }
  void set_next(fiber_core* fiber) noexcept { next_posted = fiber; }
  fiber_core* previous = nullptr;

  // The fiber itself.
  std::unique_ptr<fiber_locals> locals;

 protected:
  virtual ~fiber_core();

  /// Whether `concluded` is called. Before the launch.
  void watch_end() noexcept { watched_ = true; }
  /// Whether the fiber rests when its body returns, instead of ending. Before the launch, or the fiber
  /// itself.
  void recur(bool yes) noexcept { recurs_ = yes; }
  /// Whether `catch_up` is called. The fiber itself, or before the launch.
  void puts_off(bool yes) noexcept { puts_off_ = yes; }
  /// Puts a resting fiber, which is claimed by the caller, into the queue of one that can run. Any
  /// thread.
  void run_again(scheduler& where) noexcept;
  bool failed_unseen() const noexcept {
    return state() == fiber_state::failed && !observed_.load(std::memory_order_relaxed);
  }

 private:
  friend class worker;
  friend class scheduler;
  friend class waiter;
  friend class cancel_region;
  friend class cancel_leaf;
  friend class coroutine;
  struct joiners;

  /// The body; its exceptions are the fiber's end.
  virtual void run() = 0;
  /// Destroys the body, in the fiber, at its end: what it holds is not to live as long as the last
  /// handle.
  virtual void drop_body() {}
  /// Learns, before anyone else, how the fiber ended; its body is gone. Need not be its own context.
  virtual void concluded(fiber_state) noexcept {}
  /// Before the fiber waits or yields: what others wait for cannot be put off any longer.
  virtual void catch_up() noexcept {}
  /// A recurring fiber has run and is off its stack. The last that its worker does with it: from here
  /// on `run_again` may be called.
  virtual void rest() noexcept {}

  void end(fiber_state how) noexcept;
  void destroy() noexcept;
  joiners* joiners_for_waiting();

  // constant after construction
  std::unique_ptr<const std::string> name_;
  fiber_id id_ = 0;

  // own synchronisation
  std::atomic<std::uint32_t> references_{2};  // the scheduler's, until it ends, and the handle's
  std::atomic<int> priority_{0};
  std::atomic<fiber_state> state_{fiber_state::fresh};
  std::atomic<bool> cancel_claimed_{false};  // by the first canceller, who then writes the reason
  std::atomic<bool> cancel_requested_{false};
  std::atomic<bool> observed_{false};
  std::atomic<int> interrupts_{0};
  std::atomic<joiners*> joiners_{nullptr};  // made by the first one who waits for the end
  std::atomic<worker*> home_{nullptr};      // where it was started; set once

  // the canceller before `cancel_requested_`, the fiber after
  std::exception_ptr cancel_reason_;
  // the fiber until its state says that it has ended, anyone after
  std::exception_ptr failure_;

  // the home worker only
  carrier* carrier_ = nullptr;
  cancel_region* regions_ = nullptr;  // the innermost
  wait_kind waits_for_ = wait_kind::nothing;
  bool tolerates_interrupts_ = false;
  bool recurs_ = false;
  bool puts_off_ = false;
  bool watched_ = false;          // constant after the launch
  bool pinned_ = false;           // constant after the launch
  std::uint8_t stack_class_ = 0;  // constant; 0: as runtime_options say
};

/// The fiber that runs on this thread, or null.
fiber_core* current_fiber() noexcept;

/// The same where there must be one.
///
/// Errors:  std::logic_error, naming `what` was called, outside fibers.
fiber_core& require_fiber(const char* what);

/// Gives a fresh fiber to the scheduler of the calling fiber.
///
/// Errors:  std::logic_error outside fibers; what copying a fiber-local value throws; std::bad_alloc. Then
///          the fiber is gone, unless somebody else refers to it: both its first references are dropped.
void launch(fiber_core& fiber);
/// The same for one worker of it.
///
/// Errors:  as `launch`; std::out_of_range for a worker that does not exist.
void launch_on(unsigned worker, fiber_core& fiber);

/// Marks a call that may wait: throws if the running fiber was cancelled and may unwind. Does
/// nothing on a plain thread.
void suspension_point();

/// Throws what cancellation throws in the running fiber.
[[noreturn]] void throw_cancelled_here();

/// Tells of a failed fiber that nobody can join any more: the hook of runtime_options, or standard
/// error.
void report_unhandled(const fiber_core& fiber) noexcept;

}  // namespace detail
}  // namespace weft
