// A body that can be left in the middle and gone on with, on a stack of its own.
//
//     resumer's stack:  … resume() ──┐             ┌──> returns the value
//                                    ▼             │
//     own stack:            body … yield(value) ───┘   until the next resume(), which lets yield return
//
// The body runs as part of the fiber that resumes it: while it runs, that fiber's carrier is the
// body's. So whatever parks in the body parks that fiber, body and all; and limits, scopes and shields
// around the resume hold inside. Those that the body opens must be closed before it yields: they are a
// part of the fiber's run, not of the body's.
//
// A started body stays on its worker, as fibers do.
#pragma once

#include <cstdint>
#include <exception>

#include <weft/detail/fiber_core.hpp>

namespace weft::detail {

class coroutine : public posted {
 public:
  coroutine() = default;
  coroutine(const coroutine&) = delete;
  coroutine& operator=(const coroutine&) = delete;

  /// Runs the body to its next yield and returns what that was given; null: it has ended.
  ///
  /// Errors:  what the body throws, once; std::logic_error outside fibers, on another worker than the
  ///          one where the body was started, or while it runs.
  void* resume();

  /// Lets `resume` return `value`, and returns at the next one. By the body.
  ///
  /// Errors:  std::logic_error elsewhere, and inside a limit, scope or shield that the body has opened;
  ///          what unwinds a body that will not be resumed any more.
  void yield(void* value);

  /// Destroys `one`; a body in the middle unwinds first, on its worker. Waits for that inside fibers;
  /// is no suspension point.
  static void dispose(coroutine* one) noexcept;

 protected:
  virtual ~coroutine() = default;

 private:
  friend class worker;
  class unwinding_fiber;
  class unwound {};  // what unwinds the body; derived from nothing

  enum class progress : std::uint8_t {
    fresh,      ///< has no stack yet
    suspended,  ///< in a yield
    running,    ///< part of the fiber that resumed it
    ended,      ///< has given its stack back
    orphaned,   ///< was suspended when its run ended
  };

  /// The body.
  virtual void run() = 0;

  void start(fiber_core& by);
  void go_on(fiber_core& in);
  void leave(fiber_core& in) noexcept;
  static void carry(void* self);
  void release_stack() noexcept;

  void unwind(fiber_core& in) noexcept;
  void unwind_elsewhere() noexcept;
  void arrive(worker& at) final;

  /// The suspended ones of a worker whose run has ended.
  static void orphan_all(coroutine*& first) noexcept;
  void enter_list() noexcept;
  void leave_list() noexcept;

  progress progress_ = progress::fresh;
  bool unwinding_ = false;
  worker* home_ = nullptr;            // where it was started
  carrier* carrier_ = nullptr;        // its own
  carrier* resumer_ = nullptr;        // where `resume` was called
  cancel_region* outside_ = nullptr;  // the innermost region there
  void* yielded_ = nullptr;
  std::exception_ptr failure_;
  waiter* destroyer_ = nullptr;  // who waits for the body to be unwound elsewhere
  coroutine* next_ = nullptr;    // of those that were started on this worker
  coroutine* previous_ = nullptr;
};

struct coroutine_disposer {
  void operator()(coroutine* one) const noexcept { coroutine::dispose(one); }
};

}  // namespace weft::detail
