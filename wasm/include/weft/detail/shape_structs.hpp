// Shapes of structs described with Boost.Describe.
#pragma once

#include <type_traits>
#include <typeinfo>
#include <utility>

#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>

#include <weft/detail/type_shape.hpp>

namespace weft::detail {

template <class... Members>
inline constexpr const char* names_of[sizeof...(Members)] = {Members::name...};

template <class Struct>
  requires boost::describe::has_describe_members<Struct>::value
struct shaper<Struct> {
  static constexpr type_shape shape() {
    return of(boost::describe::describe_members<Struct, boost::describe::mod_public |
                                                            boost::describe::mod_inherited>());
  }

 private:
  template <template <class...> class List, class... Members>
  static constexpr type_shape of(List<Members...>) {
    if constexpr (sizeof...(Members) == 0) {  // it says all by its name
      type_shape empty =
          pattern_of<>("Record<string, never>", "Record<string, never> | null | undefined");
      empty.accepts_undefined = true;
      return empty;
    } else {
      return {.is = type_shape::kind::record,
              .parts = shapes_of<
                  std::remove_cvref_t<decltype(std::declval<Struct&>().*Members::pointer)>...>,
              .names = names_of<Members...>,
              .type = &typeid(Struct)};
    }
  }
};

}  // namespace weft::detail
