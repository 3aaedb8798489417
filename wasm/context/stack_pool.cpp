// Stacks in linear memory. There is no guard page: stack_limits.hpp tells how an overflow is
// caught.
#include <weft/platform/stack_pool.hpp>

#include <array>
#include <bit>
#include <new>
#include <vector>

namespace weft::platform {
namespace {

constexpr std::size_t stack_bytes_min = 4 * 1024;
constexpr std::size_t alignment = 16;

std::vector<std::byte*>& free_stacks(std::size_t bytes) {
  static auto& classes = *new std::array<std::vector<std::byte*>, 32>();
  return classes[static_cast<std::size_t>(std::countr_zero(bytes))];
}

}  // namespace

stack_span acquire_stack(std::size_t bytes) {
  constexpr std::size_t bytes_max = std::size_t{1} << 30;
  if (bytes > bytes_max) throw std::bad_alloc();
  bytes = std::bit_ceil(bytes < stack_bytes_min ? stack_bytes_min : bytes);
  auto& free = free_stacks(bytes);
  if (free.empty())
    return {static_cast<std::byte*>(::operator new(bytes, std::align_val_t{alignment})), bytes};
  std::byte* base = free.back();
  free.pop_back();
  return {base, bytes};
}

void release_stack(stack_span stack) noexcept { free_stacks(stack.bytes).push_back(stack.base); }

/// Linear memory never shrinks.
bool cool_free_stacks() noexcept { return false; }

bool in_guard(stack_span stack, const void* address) noexcept {
  // The check reports where the stack pointer was about to go, which may be any way below the
  // stack.
  return static_cast<const std::byte*>(address) < stack.base;
}

}  // namespace weft::platform
