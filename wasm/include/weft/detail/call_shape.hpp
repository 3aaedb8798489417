// The signatures of what a module offers, for those who link it to read them (wasm/types). In a module
// that is linked as usual nothing of them is left.
#pragma once

#include <span>
#include <tuple>
#include <typeinfo>

#include <weft/detail/shape_containers.hpp>
#include <weft/detail/shape_others.hpp>
#include <weft/detail/shape_scalars.hpp>
#include <weft/detail/shape_structs.hpp>
#include <weft/detail/type_shape.hpp>

namespace weft::detail {

struct call_shape {
  const std::type_info* offered;  // what the std::function that is offered holds
  const type_shape* result;
  std::span<const type_shape* const> arguments;
};

/// The linker puts all that are in this section one behind the other.
template <class Offered, class Result, class... Arguments>
[[gnu::section("weft_call_shapes")]] inline constexpr call_shape call_shape_of{
    &typeid(Offered), &shape_of<Result>::value, shapes_of<Arguments...>};

/// Has the compiler emit a signature. The operand is named nowhere in the (empty) code: nothing refers
/// to the signature, and the linker drops it if it drops anything.
template <class Offered, class Result, class... Arguments>
void note_call_shape(const std::tuple<Arguments...>*) {
  asm volatile("" : : "i"(&call_shape_of<Offered, Result, Arguments...>));
}

}  // namespace weft::detail
