// Variables of which every fiber has its own.
//
//   weft::fiber_local<std::string> request{"none"};
//   *request = "GET /";        // seen by this fiber, and by those that it spawns from now on
//
// A spawned fiber starts with a copy of what its parent has at that moment; what either changes later,
// the other does not see. On a plain thread the thread takes the fiber's place.
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <utility>

#include <weft/detail/fiber_locals.hpp>

namespace weft {

namespace detail {

template <class T>
struct local_of final : local_value {
  explicit local_of(const T& from) : value(from) {}
  std::unique_ptr<local_value> copy() const override { return std::make_unique<local_of>(value); }

  T value;
};

/// Never given out twice.
std::size_t new_local_key() noexcept;
/// The values of the calling fiber, or, outside fibers, of the calling thread.
fiber_locals& locals_here();
/// Drops the calling fiber's value. Other fibers keep theirs, unreachable, until they end.
void forget_local(std::size_t key) noexcept;

}  // namespace detail

/// Begins, in each fiber that has not inherited a value, as a copy of what it was made with. T is
/// copyable; copies are made by `spawn`. A value lives as long as its fiber.
///
/// Threads: any. Never suspends.
template <std::copy_constructible T>
class fiber_local {
 public:
  fiber_local()
    requires std::default_initializable<T>
      : fiber_local(T()) {}
  explicit fiber_local(T initial) : key_(detail::new_local_key()), initial_(std::move(initial)) {}
  fiber_local(const fiber_local&) = delete;
  fiber_local& operator=(const fiber_local&) = delete;
  ~fiber_local() { detail::forget_local(key_); }

  /// The calling fiber's own.
  T& operator*() const {
    detail::fiber_locals& here = detail::locals_here();
    if (detail::local_value* present = here.find(key_))
      return static_cast<detail::local_of<T>*>(present)->value;
    auto made = std::make_unique<detail::local_of<T>>(initial_);
    T& value = made->value;
    here.add(key_, std::move(made));
    return value;
  }
  T* operator->() const { return std::addressof(**this); }

  fiber_local& operator=(T value) {
    **this = std::move(value);
    return *this;
  }

 private:
  const std::size_t key_;
  const T initial_;
};

}  // namespace weft
