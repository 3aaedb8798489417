// An array that is more than its elements: `value::sparse_array`.
#pragma once

#include <cstdint>
#include <map>

#include <weft/detail/value_core.hpp>
#include <weft/object.hpp>

namespace weft {

/// A JavaScript array with holes, or with properties beside its elements.
struct value::sparse_array {
  std::uint32_t length = 0;
  std::map<std::uint32_t, value> elements = {};  // indexes are below the length
  object properties = {};                        // names are no indexes
};

namespace detail {

/// Whether `name` is what JavaScript writes for an index of an array: 0 to 2^32 - 2, in decimal.
bool is_array_index(std::string_view name) noexcept;

}  // namespace detail

}  // namespace weft
