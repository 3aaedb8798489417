// What a C++ type is in TypeScript, as data: wasm/types writes the declarations of a module from it.
//
//   shape_of<std::optional<int>>::value ──> {"$ | undefined", "$ | null | undefined"} of {"number"}
//
// There is a row for each of weft/convert.hpp. A type without one does not compile; the error names
// `shaper` of that type.
#pragma once

#include <cstddef>
#include <span>
#include <typeinfo>

namespace weft::detail {

struct type_shape {
  enum class kind {
    pattern,  // `$` stands for the next part
    choice,   // one of the parts
    row,      // an array of just the parts
    record,   // an object of named parts
  };

  kind is;
  std::span<const type_shape* const> parts = {};
  const char* given = "";                   // pattern: what JavaScript gets
  const char* accepted = given;             // and what it may give
  bool accepts_undefined = false;           // pattern and record
  const char* imported = nullptr;           // pattern: what it names of the package
  std::span<const char* const> names = {};  // record
  const std::type_info* type = nullptr;     // record
};

/// `shape()` gives the shape of `T`.
template <class T>
struct shaper;

/// In a class, so that a type may have parts of its own type: the value is made when its address is long
/// known.
template <class T>
struct shape_of {
  static const type_shape value;
};
template <class T>
constinit const type_shape shape_of<T>::value = shaper<T>::shape();

template <class... Parts>
inline constexpr const type_shape* shapes_of[sizeof...(Parts)] = {&shape_of<Parts>::value...};
template <>
inline constexpr std::span<const type_shape* const> shapes_of<>;

/// One that reads the same both ways.
constexpr type_shape word(const char* text) {
  return {.is = type_shape::kind::pattern, .given = text};
}

template <class... Parts>
constexpr type_shape pattern_of(const char* given, const char* accepted) {
  return {.is = type_shape::kind::pattern,
          .parts = shapes_of<Parts...>,
          .given = given,
          .accepted = accepted};
}
template <class... Parts>
constexpr type_shape pattern_of(const char* text) {
  return pattern_of<Parts...>(text, text);
}

}  // namespace weft::detail
