// Stacks for fibers: lazily committed, guarded, pooled in power-of-two size classes.
//
//     lowest address                                         highest address
//     | guard: any access faults | usable bytes, grown downwards      <- top |
//                                 ^ stack_span::base
//
// WebAssembly has no page protection: there the guard is the stack limit that every function
// prologue checks.
#pragma once

#include <cstddef>

namespace weft::platform {

/// The usable part of a stack; grows from `base + bytes` down to `base`.
struct stack_span {
  std::byte* base = nullptr;
  std::size_t bytes = 0;

  std::byte* top() const { return base + bytes; }
};

/// Returns a stack of at least `bytes` usable bytes (rounded up to its size class).
///
/// Errors:  std::bad_alloc when the host has no memory or no address space left, or refuses another
///          guard.
/// Threads: any.
stack_span acquire_stack(std::size_t bytes);

/// Takes back a stack on which nothing runs or waits. Its memory may stay committed for the next
/// user.
///
/// Threads: any.
void release_stack(stack_span stack) noexcept;

/// Gives the memory of some free stacks, if there are more than are worth keeping, back to the system.
/// False: there was nothing to do. For a thread that has nothing better to do; takes microseconds.
///
/// Threads: any.
bool cool_free_stacks() noexcept;

/// Whether `address` lies in the guard below `stack`. Async-signal-safe.
bool in_guard(stack_span stack, const void* address) noexcept;

}  // namespace weft::platform
