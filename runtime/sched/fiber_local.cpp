#include <weft/fiber_local.hpp>

#include <atomic>

#include <weft/detail/fiber_core.hpp>

namespace weft::detail {

std::size_t new_local_key() noexcept {
  static std::atomic<std::size_t> next{0};
  return next.fetch_add(1, std::memory_order_relaxed);
}

fiber_locals& locals_here() {
  static thread_local fiber_locals of_this_thread;
  fiber_core* const fiber = current_fiber();
  if (fiber == nullptr) return of_this_thread;
  if (fiber->locals == nullptr) fiber->locals = std::make_unique<fiber_locals>();
  return *fiber->locals;
}

// Not on plain threads: static objects go after the values of the main thread have.
void forget_local(std::size_t key) noexcept {
  fiber_core* const fiber = current_fiber();
  if (fiber != nullptr && fiber->locals != nullptr) fiber->locals->remove(key);
}

}  // namespace weft::detail
