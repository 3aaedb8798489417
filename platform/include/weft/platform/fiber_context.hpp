// One flow of control with a stack of its own: created, switched to, discarded.
//
// The class is provided by the back end that CMake puts on the include path (native: Boost.Context;
// WebAssembly: Binaryen's asyncify), so that a switch is compiled inline and never goes through a
// virtual call. A back end provides:
//
//   class fiber_context {
//     using entry_function = void (*)(void* argument);         // must never return
//     static void adopt_thread(fiber_context& base);           // `base` is the thread's own stack
//     void create(stack_span, entry_function, void* argument);  // runs nothing of `entry` yet
//     static std::exception_ptr enter(fiber_context& base, fiber_context& to);
//     template <class F, class Caught> static bool contain(F f, Caught caught);  // whether f() returned
//     static void switch_to(fiber_context& from, fiber_context& to);
//     bool unwinding() const noexcept;                         // of the running one: is an exception in flight?
//     void discard();                                          // nobody will switch to it again
//   };
//
// What f throws in a context is given to `caught`, or, where catching it there would make every switch
// dearer, returned by the `enter` that led there; then the context is gone, but for its `discard`.
//
// `enter` leaves the thread's own stack, `switch_to` a created context; both return when something
// switches to who called. All contexts that switch among each other are created, switched and
// discarded by one thread. A switch saves and restores the C++ exception state, so one inside a
// `catch` block is safe. platform/PORTING.md says what a new back end has to show.
#pragma once

#include <weft_backend/fiber_context.hpp>
