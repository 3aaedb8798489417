#include <weft/value.hpp>

#include <string>

#include "value_nodes.hpp"

namespace weft {

using detail::node_of;

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
    case value_kind::boxed:
      return "boxed";
    case value_kind::date:
      return "date";
    case value_kind::regexp:
      return "regexp";
    case value_kind::array:
      return "array";
    case value_kind::sparse_array:
      return "sparse_array";
    case value_kind::object:
      return "object";
    case value_kind::map:
      return "map";
    case value_kind::set:
      return "set";
    case value_kind::error:
      return "error";
    case value_kind::array_buffer:
      return "array_buffer";
    case value_kind::typed_array:
      return "typed_array";
    case value_kind::data_view:
      return "data_view";
    case value_kind::capability:
      return "capability";
  }
  std::unreachable();
}

value_error::value_error(value_kind expected, value_kind found)
    : std::runtime_error("expected " + std::string(to_string(expected)) + ", found " +
                         std::string(to_string(found))),
      expected_(expected),
      found_(found) {}

value::value(array elements) : value(new node_of<array>(std::move(elements))) {}
value::value(object members) : value(new node_of<object>(std::move(members))) {}
value::value(map entries) : value(new node_of<map>(std::move(entries))) {}
value::value(set elements) : value(new node_of<set>(std::move(elements))) {}
value::value(sparse_array elements) : value(new node_of<sparse_array>(std::move(elements))) {}
value::value(boxed primitive) : value(new node_of<boxed>(std::move(primitive))) {}
value::value(date time) : value(new node_of<date>(std::move(time))) {}
value::value(regexp expression) : value(new node_of<regexp>(std::move(expression))) {}
value::value(error failure) : value(new node_of<error>(std::move(failure))) {}
value::value(weft::bytes content) : value(array_buffer(std::move(content))) {}
value::value(array_buffer buffer) : value(new node_of<array_buffer>(std::move(buffer))) {}
value::value(typed_array shown) : value(new node_of<typed_array>(std::move(shown))) {}
value::value(data_view shown) : value(new node_of<data_view>(std::move(shown))) {}
value value::made_from(std::shared_ptr<capability> handle) {
  return value(new node_of<std::shared_ptr<capability>>(std::move(handle)));
}

value value::uint8_array(weft::bytes content) {
  return typed_array(view_type::uint8, std::move(content));
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

template <class Content>
Content const& value::content() const noexcept {
  return static_cast<node_of<Content> const*>(word_.node)->content;
}

template <class Content>
Content& value::content() {
  detail::thaw(word_.node);
  return static_cast<node_of<Content>*>(word_.node)->content;
}

value::array const* value::if_array() const noexcept {
  return is(value_kind::array) ? &content<array>() : nullptr;
}
value::array* value::if_array() { return is(value_kind::array) ? &content<array>() : nullptr; }

value::object const* value::if_object() const noexcept {
  return is(value_kind::object) ? &content<object>() : nullptr;
}
value::object* value::if_object() { return is(value_kind::object) ? &content<object>() : nullptr; }

value::map const* value::if_map() const noexcept {
  return is(value_kind::map) ? &content<map>() : nullptr;
}
value::map* value::if_map() { return is(value_kind::map) ? &content<map>() : nullptr; }

value::set const* value::if_set() const noexcept {
  return is(value_kind::set) ? &content<set>() : nullptr;
}
value::set* value::if_set() { return is(value_kind::set) ? &content<set>() : nullptr; }

value::error const* value::if_error() const noexcept {
  return is(value_kind::error) ? &content<error>() : nullptr;
}
value::error* value::if_error() { return is(value_kind::error) ? &content<error>() : nullptr; }

value::array const& value::as_array() const {
  expect(value_kind::array);
  return content<array>();
}
value::array& value::as_array() {
  expect(value_kind::array);
  return content<array>();
}

value::object const& value::as_object() const {
  expect(value_kind::object);
  return content<object>();
}
value::object& value::as_object() {
  expect(value_kind::object);
  return content<object>();
}

value::map const& value::as_map() const {
  expect(value_kind::map);
  return content<map>();
}
value::map& value::as_map() {
  expect(value_kind::map);
  return content<map>();
}

value::set const& value::as_set() const {
  expect(value_kind::set);
  return content<set>();
}
value::set& value::as_set() {
  expect(value_kind::set);
  return content<set>();
}

value::sparse_array const& value::as_sparse_array() const {
  expect(value_kind::sparse_array);
  return content<sparse_array>();
}
value::sparse_array& value::as_sparse_array() {
  expect(value_kind::sparse_array);
  return content<sparse_array>();
}

value::error const& value::as_error() const {
  expect(value_kind::error);
  return content<error>();
}
value::error& value::as_error() {
  expect(value_kind::error);
  return content<error>();
}

value::date const& value::as_date() const {
  expect(value_kind::date);
  return content<date>();
}
value::date& value::as_date() {
  expect(value_kind::date);
  return content<date>();
}

value::regexp const& value::as_regexp() const {
  expect(value_kind::regexp);
  return content<regexp>();
}
value::regexp& value::as_regexp() {
  expect(value_kind::regexp);
  return content<regexp>();
}

value::array_buffer const& value::as_array_buffer() const {
  expect(value_kind::array_buffer);
  return content<array_buffer>();
}
value::array_buffer& value::as_array_buffer() {
  expect(value_kind::array_buffer);
  return content<array_buffer>();
}

value::boxed const& value::as_boxed() const {
  expect(value_kind::boxed);
  return content<boxed>();
}

value::typed_array const& value::as_typed_array() const {
  expect(value_kind::typed_array);
  return content<typed_array>();
}

value::data_view const& value::as_data_view() const {
  expect(value_kind::data_view);
  return content<data_view>();
}

std::shared_ptr<value::capability> const& value::as_capability() const {
  expect(value_kind::capability);
  return content<std::shared_ptr<capability>>();
}

std::span<std::byte const> value::as_bytes() const {
  switch (kind()) {
    case value_kind::typed_array:
      return content<typed_array>().shown();
    case value_kind::data_view:
      return content<data_view>().shown();
    default:
      return as_array_buffer().content;
  }
}

std::span<std::byte> value::as_bytes() {
  auto const shown = std::as_const(*this).as_bytes();
  return {const_cast<std::byte*>(shown.data()), shown.size()};  // a buffer is never constant
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
