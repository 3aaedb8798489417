// An answer that is given later than its handler returns.
#pragma once

#include <exception>
#include <stdexcept>
#include <utility>

#include <weft/detail/reply.hpp>

namespace weft {

/// What an ask throws when the promise of its answer was dropped.
class broken_promise : public std::runtime_error {
 public:
  broken_promise() : std::runtime_error("weft: the promise of an answer was dropped") {}
};

/// Owes an answer of type T to who asked. Move-only; dropped unkept, the asker gets broken_promise at
/// once. May be kept by anyone.
///
/// Threads: any, one at a time. Nothing suspends.
template <class T>
class promise {
 public:
  explicit promise(detail::reference<detail::asker> to) noexcept : to_(std::move(to)) {}
  promise(promise&&) noexcept = default;
  promise& operator=(promise&& other) noexcept {
    std::swap(to_, other.to_);
    return *this;
  }
  ~promise() {
    if (to_) to_->fail(std::make_exception_ptr(broken_promise()));
  }

  /// Does nothing if nobody asked, or the answer was given.
  void set_value(detail::stored<T> value) {
    if (to_) to_->answer(detail::type_of<detail::stored<T>>, &value);
    to_ = {};
  }
  void set_value()
    requires std::is_void_v<T>
  {
    set_value(std::monostate());
  }
  void set_exception(std::exception_ptr failure) {
    if (to_) to_->fail(std::move(failure));
    to_ = {};
  }

 private:
  detail::reference<detail::asker> to_;
};

}  // namespace weft
