#include <weft/value.hpp>

#include "value_nodes.hpp"

namespace weft {

using detail::array_node;
using detail::bytes_node;
using detail::object_node;

std::string_view to_string(value_kind kind) noexcept {
  switch (kind) {
    case value_kind::undefined:
      return "undefined";
    case value_kind::null:
      return "null";
    case value_kind::boolean:
      return "boolean";
    case value_kind::number:
      return "number";
    case value_kind::bigint:
      return "bigint";
    case value_kind::string:
      return "string";
    case value_kind::array:
      return "array";
    case value_kind::object:
      return "object";
    case value_kind::array_buffer:
      return "array_buffer";
    case value_kind::uint8_array:
      return "uint8_array";
  }
  std::unreachable();
}

value_error::value_error(value_kind expected, value_kind found)
    : std::runtime_error("expected " + std::string(to_string(expected)) + ", found " +
                         std::string(to_string(found))),
      expected_(expected),
      found_(found) {}

value::value(array elements) : value(new array_node(std::move(elements))) {}
value::value(object members) : value(new object_node(std::move(members))) {}
value::value(weft::bytes content)
    : value(new bytes_node(value_kind::array_buffer, std::move(content))) {}

value value::uint8_array(weft::bytes content) {
  return value(new bytes_node(value_kind::uint8_array, std::move(content)));
}

void value::move_to_heap(std::string_view text) {
  word_ = {kind(), on_heap_mark, {}, {.node = detail::make_text_node(kind(), text)}};
}

void value::throw_not(value_kind expected) const { throw value_error(expected, kind()); }

// A bigint is kept as text: a sign byte, '-' or '+', and the magnitude.

value value::bigint(bigint_view number) {
  while (!number.magnitude.empty() && number.magnitude.front() == std::byte{0}) {
    number.magnitude = number.magnitude.subspan(1);
  }
  std::string text(1, number.negative && !number.magnitude.empty() ? '-' : '+');
  for (std::byte digit : number.magnitude) text.push_back(static_cast<char>(digit));
  return value(value_kind::bigint, text);
}

value value::bigint(bool negative, std::uint64_t magnitude) {
  std::byte digits[sizeof magnitude];
  for (std::size_t i = sizeof magnitude; i-- > 0; magnitude >>= 8) {
    digits[i] = static_cast<std::byte>(magnitude & 0xff);
  }
  return bigint(bigint_view{negative, digits});
}

bigint_view value::as_bigint() const {
  expect(value_kind::bigint);
  std::string_view const sign_and_magnitude = text();
  auto const magnitude = sign_and_magnitude.substr(1);
  return {sign_and_magnitude.front() == '-', std::as_bytes(std::span(magnitude))};
}

value::array const* value::if_array() const noexcept {
  return is(value_kind::array) ? &static_cast<array_node const*>(word_.node)->elements : nullptr;
}

value::array* value::if_array() noexcept {
  return is(value_kind::array) ? &static_cast<array_node*>(word_.node)->elements : nullptr;
}

value::object const* value::if_object() const noexcept {
  return is(value_kind::object) ? &static_cast<object_node const*>(word_.node)->members : nullptr;
}

value::object* value::if_object() noexcept {
  return is(value_kind::object) ? &static_cast<object_node*>(word_.node)->members : nullptr;
}

value::array const& value::as_array() const {
  expect(value_kind::array);
  return *if_array();
}

value::array& value::as_array() {
  expect(value_kind::array);
  return *if_array();
}

value::object const& value::as_object() const {
  expect(value_kind::object);
  return *if_object();
}

value::object& value::as_object() {
  expect(value_kind::object);
  return *if_object();
}

std::span<std::byte const> value::as_bytes() const {
  if (!is(value_kind::uint8_array)) expect(value_kind::array_buffer);
  return static_cast<bytes_node const*>(word_.node)->content;
}

std::span<std::byte> value::as_bytes() {
  if (!is(value_kind::uint8_array)) expect(value_kind::array_buffer);
  return static_cast<bytes_node*>(word_.node)->content;
}

std::optional<bool> value::if_boolean() const noexcept {
  return is(value_kind::boolean) ? std::optional(word_.boolean) : std::nullopt;
}

std::optional<double> value::if_number() const noexcept {
  return is(value_kind::number) ? std::optional(word_.number) : std::nullopt;
}

std::optional<std::string_view> value::if_string() const noexcept {
  return is(value_kind::string) ? std::optional(text()) : std::nullopt;
}

value const& value::operator[](std::string_view key) const { return as_object()[key]; }

value const& value::operator[](std::size_t index) const {
  static constinit value const undefined;
  array const& elements = as_array();
  return index < elements.size() ? elements[index] : undefined;
}

}  // namespace weft
