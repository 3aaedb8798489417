// Fiber contexts on Boost.Context's fcontext: one jump from context to context.
//
// A jump hands over the address of the context that was left, and the first thing done on arrival
// is to note there where it can be resumed. What the C++ runtime keeps per thread about exceptions
// in flight is exchanged on the way.
#pragma once

#include <boost/context/detail/fcontext.hpp>

#include <exception>
#include <utility>

#include <weft/platform/stack_pool.hpp>
#include <weft_backend/exception_state.hpp>
#include <weft_backend/jump.hpp>
#include <weft_backend/sanitizer.hpp>

namespace weft::platform {

class fiber_context {
 public:
  using entry_function = void (*)(void* argument);

  fiber_context() = default;
  fiber_context(const fiber_context&) = delete;
  fiber_context& operator=(const fiber_context&) = delete;

  static void adopt_thread(fiber_context& base) {
    base.exceptions_.adopt_thread();
    base.shadow_.adopt_thread();
  }

  void create(stack_span stack, entry_function entry, void* argument);

  static void switch_to(fiber_context& from, fiber_context& to) {
    exception_state::exchange(from.exceptions_, to.exceptions_);
    from.shadow_.leave_for(to.shadow_);
    arrive(from, detail::jump(to.resume_at_, &from));
  }

  static std::exception_ptr enter(fiber_context& base, fiber_context& to) {
    switch_to(base, to);
    return nullptr;  // `contain` lets nothing out
  }

  template <class F, class Caught>
  static bool contain(F f, Caught caught) {
    std::exception_ptr thrown;
    try {
      f();
      return true;
    } catch (...) {
      thrown = std::current_exception();
    }
    caught(std::move(thrown));
    return false;
  }

  bool unwinding() const noexcept { return exceptions_.in_flight(); }

  void discard() { shadow_.discard(); }

 private:
  struct birth;  // what the first jump hands to a new context
  static void begin(boost::context::detail::transfer_t);

  static void arrive(fiber_context& here, boost::context::detail::transfer_t came) {
    auto& left = *static_cast<fiber_context*>(came.data);
    left.resume_at_ = came.fctx;
    here.shadow_.arrive_from(left.shadow_);
  }

  boost::context::detail::fcontext_t resume_at_ = nullptr;
  exception_state exceptions_;
  [[no_unique_address]] sanitizer_shadow shadow_;
};

}  // namespace weft::platform
