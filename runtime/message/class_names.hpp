// The names under tag 27, and the tags of typed arrays: one table for both directions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/value.hpp>

namespace weft::detail {

/// What an array under tag 27 describes.
enum class class_kind : std::uint8_t {
  boxed,
  sparse_array,
  error,
  array_buffer,
  view,
  capability,
  bytes_beside,
};

struct class_description {
  class_kind kind;
  std::uint8_t detail;  // value_kind of what is boxed, error_type, view_type or capability_kind
};

/// What `name` under tag 27 stands for, if for anything.
std::optional<class_description> find_class(std::string_view name) noexcept;

std::string_view name_of_boxed(value_kind primitive) noexcept;
std::string_view name_of(capability_kind kind) noexcept;

/// Whether an error of `type` may have `key` in its description.
bool may_have(error_type type, std::string_view key) noexcept;

/// Whether an array may have a property of that name beside its elements.
bool may_name_property(std::string_view name) noexcept;

/// Whether JavaScript takes `flags` for a regular expression.
bool are_regexp_flags(std::string_view flags) noexcept;

/// RFC 8746: the tag of a typed array, little-endian; and what a tag stands for.
std::uint64_t tag_of(view_type type) noexcept;
struct tagged_view {
  view_type type;
  bool big_endian;
};
std::optional<tagged_view> find_view(std::uint64_t tag) noexcept;

}  // namespace weft::detail
