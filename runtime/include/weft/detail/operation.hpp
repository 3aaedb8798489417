// The class `operation`, which what combines operations needs as well as who performs them
// (weft/operation.hpp).
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include <weft/detail/op_node.hpp>

namespace weft {

namespace detail {
template <class T, class R, class F>
class wrap_branch;

template <class F, class T>
struct wrap_result {
  using type = std::invoke_result_t<F&, T>;
};
template <class F>
struct wrap_result<F, void> {
  using type = std::invoke_result_t<F&>;
};
template <class F, class T>
using result_of_wrap = wrap_result<F, T>::type;
}  // namespace detail

/// Something to wait for that gives a T. Move-only, and performed at most once.
template <class T>
class operation {
 public:
  using result_type = T;

  /// For those who make base operations: a leaf whose result is a `detail::stored<T>`.
  template <class Node, class... Args>
  explicit operation(std::in_place_type_t<Node> type, Args&&... args)
      : box_(type, std::forward<Args>(args)...) {}

  /// The same operation with `f(result)` as its result. `f` runs in the performing fiber, after the
  /// others were withdrawn; it may wait, and what it throws leaves `perform`.
  template <class F>
  auto wrap(F f) && {
    using R = detail::result_of_wrap<F, T>;
    return operation<R>(std::in_place_type<detail::wrap_branch<T, R, F>>, std::move(box_),
                        std::move(f));
  }

  detail::op_box& box() noexcept { return box_; }

 private:
  detail::op_box box_;
};

}  // namespace weft
