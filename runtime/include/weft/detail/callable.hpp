// What a handler takes and gives.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace weft::detail {

template <class T>
struct signature : signature<decltype(&T::operator())> {};
template <class R, class M>
struct signature<R (*)(M)> {
  using parameter = M;
  using message = std::remove_cvref_t<M>;
  using result = R;
};
template <class R, class C, class M>
struct signature<R (C::*)(M)> : signature<R (*)(M)> {};
template <class R, class C, class M>
struct signature<R (C::*)(M) const> : signature<R (*)(M)> {};
template <class R, class C, class M>
struct signature<R (C::*)(M) noexcept> : signature<R (*)(M)> {};
template <class R, class C, class M>
struct signature<R (C::*)(M) const noexcept> : signature<R (*)(M)> {};

/// A handler is called with one message, of a type that can be read off its signature.
template <class H>
concept handler = requires { typename signature<std::remove_cvref_t<H>>::message; };

template <class Signature>
class function_ref;

/// A callable that lives elsewhere, for the length of a call.
template <class R, class... Args>
class function_ref<R(Args...)> {
 public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, function_ref>)
  function_ref(F&& callable) noexcept
      : callable_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))),
        call_([](void* target, Args... args) -> R {
          return (*static_cast<std::remove_reference_t<F>*>(target))(std::forward<Args>(args)...);
        }) {}

  R operator()(Args... args) const { return call_(callable_, std::forward<Args>(args)...); }

 private:
  void* callable_;
  R (*call_)(void*, Args...);
};

}  // namespace weft::detail
