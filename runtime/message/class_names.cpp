#include "class_names.hpp"

#include <array>
#include <utility>

namespace weft::detail {

namespace {

struct view_tag {
  std::uint8_t tag;
  view_type type;
  bool big_endian = false;
};
// The first of each type is what is written. Elements of one byte have no order.
constexpr view_tag view_tags[] = {
    {64, view_type::uint8},
    {68, view_type::uint8_clamped},
    {72, view_type::int8},
    {69, view_type::uint16},
    {70, view_type::uint32},
    {71, view_type::big_uint64},
    {77, view_type::int16},
    {78, view_type::int32},
    {79, view_type::big_int64},
    {84, view_type::float16},
    {85, view_type::float32},
    {86, view_type::float64},
    {65, view_type::uint16, true},
    {66, view_type::uint32, true},
    {67, view_type::big_uint64, true},
    {73, view_type::int16, true},
    {74, view_type::int32, true},
    {75, view_type::big_int64, true},
    {80, view_type::float16, true},
    {81, view_type::float32, true},
    {82, view_type::float64, true},
};

constexpr value_kind boxed_kinds[] = {value_kind::boolean, value_kind::number, value_kind::bigint,
                                      value_kind::string};
constexpr capability_kind capability_kinds[] = {
    capability_kind::host, capability_kind::actor, capability_kind::stream,
    capability_kind::abort_signal, capability_kind::lock};

template <class Enum>
class_description described(class_kind kind, Enum detail) noexcept {
  return {kind, static_cast<std::uint8_t>(std::to_underlying(detail))};
}

}  // namespace

std::optional<class_description> find_class(std::string_view name) noexcept {
  for (auto type = error_type::error; type <= error_type::dom_exception;
       type = static_cast<error_type>(std::to_underlying(type) + 1)) {
    if (name == to_string(type)) return described(class_kind::error, type);
  }
  for (auto type = view_type::uint8; type <= view_type::data_view;
       type = static_cast<view_type>(std::to_underlying(type) + 1)) {
    if (name == to_string(type)) return described(class_kind::view, type);
  }
  for (value_kind const kind : boxed_kinds) {
    if (name == name_of_boxed(kind)) return described(class_kind::boxed, kind);
  }
  for (capability_kind const kind : capability_kinds) {
    if (name == name_of(kind)) return described(class_kind::capability, kind);
  }
  if (name == "Array") return class_description{class_kind::sparse_array, 0};
  if (name == "ArrayBuffer") return class_description{class_kind::array_buffer, 0};
  if (name == "Bytes") return class_description{class_kind::bytes_beside, 0};
  return std::nullopt;
}

std::string_view name_of_boxed(value_kind primitive) noexcept {
  switch (primitive) {
    case value_kind::boolean:
      return "Boolean";
    case value_kind::number:
      return "Number";
    case value_kind::bigint:
      return "BigInt";
    default:
      return "String";
  }
}

std::string_view name_of(capability_kind kind) noexcept {
  switch (kind) {
    case capability_kind::host:
      return "Host";
    case capability_kind::actor:
      return "Actor";
    case capability_kind::stream:
      return "Stream";
    case capability_kind::abort_signal:
      return "AbortSignal";
    case capability_kind::lock:
      return "Lock";
  }
  std::unreachable();
}

bool may_have(error_type type, std::string_view key) noexcept {
  if (key == "stack" || key == "cause") return true;
  if (key == "name") return type != error_type::dom_exception;
  if (key == "errors") return type == error_type::aggregate_error;
  if (key == "error" || key == "suppressed") return type == error_type::suppressed_error;
  return false;
}

bool may_name_property(std::string_view name) noexcept {
  return name != "length" && !is_array_index(name);
}

bool are_regexp_flags(std::string_view flags) noexcept {
  constexpr std::string_view known = "dgimsuvy";
  unsigned seen = 0;
  for (char const flag : flags) {
    auto const at = known.find(flag);
    if (at == known.npos || (seen >> at & 1) != 0) return false;
    seen |= 1u << at;
  }
  constexpr unsigned unicode_and_sets = 1u << 5 | 1u << 6;  // "u" and "v" exclude each other
  return (seen & unicode_and_sets) != unicode_and_sets;
}

std::uint64_t tag_of(view_type type) noexcept {
  for (view_tag const& row : view_tags) {
    if (row.type == type) return row.tag;
  }
  std::unreachable();
}

std::optional<tagged_view> find_view(std::uint64_t tag) noexcept {
  for (view_tag const& row : view_tags) {
    if (row.tag == tag) return tagged_view{row.type, row.big_endian};
  }
  return std::nullopt;
}

}  // namespace weft::detail
