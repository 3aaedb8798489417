// The items of JavaScript's classes: docs/wire_format.md, "Kinds" and the sections that it refers to.
#include <cmath>
#include <string>

#include <weft/detail/message_writer.hpp>

#include "class_names.hpp"
#include "message_memory.hpp"
#include "path.hpp"
#include "seconds.hpp"

namespace weft::detail {

namespace {

/// The parts of an error that may be any value, in the order in which they are written.
struct error_part {
  std::string_view key;
  std::optional<value> value::error::* item;
};
constexpr error_part error_parts[] = {{"cause", &value::error::cause},
                                      {"errors", &value::error::errors},
                                      {"error", &value::error::suppressing},
                                      {"suppressed", &value::error::suppressed}};

bool belongs_to(value::error const& failure, error_part const& part) noexcept {
  return (failure.*part.item).has_value() && may_have(failure.type, part.key);
}

/// The name to be written: none, if it is the type's own.
std::string const* own_name(value::error const& failure) noexcept {
  bool const own = failure.type != error_type::dom_exception && failure.name &&
                   *failure.name != to_string(failure.type);
  return own ? &*failure.name : nullptr;
}

}  // namespace

void message_writer::class_head(std::string_view name, std::size_t arguments) {
  writer_.head(major::tag, tag_class);
  writer_.head(major::array, 1 + arguments);
  writer_.head(major::text_string, name.size());
  writer_.raw(name.data(), name.size());
}

bool message_writer::set(value::set const& elements) {
  if (!count(elements.size())) return false;
  writer_.head(major::tag, tag_set);
  writer_.head(major::array, elements.size());
  opened(open_write::shape::elements, elements.size()).next.element = elements.begin();
  return true;
}

bool message_writer::map(value::map const& entries) {
  if (!count(2 * entries.size())) return false;
  writer_.head(major::tag, tag_map);
  writer_.head(major::map, entries.size());
  opened(open_write::shape::entries, entries.size()).next.entry = entries.begin();
  return true;
}

bool message_writer::sparse_array(value::sparse_array const& elements) {
  auto const& [length, at, properties] = elements;
  if (!at.empty() && at.rbegin()->first >= length) {
    return fail(clone_errc::uncloneable, "an element beyond the length of its array");
  }
  for (auto const& property : properties) {
    if (!may_name_property(property.key())) {
      return fail(clone_errc::uncloneable, "an array with an index among its properties");
    }
  }
  std::size_t const size = at.size() + properties.size();
  if (!count(size)) return false;
  class_head("Array", 2);
  writer_.head(major::unsigned_integer, length);
  writer_.head(major::map, size);
  opened(open_write::shape::sparse, at.size() + 1).next.sparse = &elements;
  return true;
}

/// The elements one by one, then the properties all at once.
bool message_writer::write_sparse(open_write& container) {
  value::sparse_array const& sparse = *container.next.sparse;
  if (--container.left == 0) {
    open_.pop();
    auto& properties = opened(open_write::shape::members, sparse.properties.size());
    properties.next.member = sparse.properties.begin();
    return true;
  }
  auto const element = sparse.elements.lower_bound(container.stage);
  container.stage = element->first + 1;
  writer_.head(major::unsigned_integer, element->first);
  return write(element->second);
}

bool message_writer::error(value::error const& failure) {
  bool const is_dom = failure.type == error_type::dom_exception;
  std::string const* const name = own_name(failure);
  std::string const* const stack = options_.stacks && failure.stack ? &*failure.stack : nullptr;
  std::size_t described = (name ? 1 : 0) + (stack ? 1 : 0);
  for (auto const& part : error_parts) described += belongs_to(failure, part) ? 1 : 0;
  bool const extended = options_.profile == clone_profile::extended;
  std::size_t const own = extended ? failure.properties.size() : 0;
  if (!count(described + own)) return false;

  std::size_t const described_at = is_dom ? 3 : 2;
  class_head(to_string(failure.type), described_at - 1 + (own ? 2 : described ? 1 : 0));
  if (!(failure.message ? text(*failure.message) : simple(simple_undefined))) return false;
  if (is_dom && !text(failure.name ? *failure.name : "Error")) return false;
  if (described == 0 && own == 0) return true;
  writer_.head(major::map, described);
  if (name && !(text("name") && text(*name))) return false;
  if (stack && !(text("stack") && text(*stack))) return false;
  opened(open_write::shape::error, std::size(error_parts) + 1).next.failure = &failure;
  return true;
}

/// The parts one by one, then the own properties all at once.
bool message_writer::write_error_part(open_write& container) {
  value::error const& failure = *container.next.failure;
  if (--container.left == 0) {
    open_.pop();
    if (failure.properties.empty() || options_.profile == clone_profile::html) return true;
    writer_.head(major::map, failure.properties.size());
    auto& properties = opened(open_write::shape::members, failure.properties.size());
    properties.next.member = failure.properties.begin();
    return true;
  }
  error_part const& part = error_parts[container.stage++];
  if (!belongs_to(failure, part)) return true;
  return text(part.key) && write(*(failure.*part.item));
}

bool message_writer::boxed(value::boxed const& boxed) {
  class_head(name_of_boxed(boxed.primitive().kind()), 1);
  return write(boxed.primitive());
}

void message_writer::date(value::date time) {
  if (auto const seconds = exact_seconds(time)) {
    writer_.head(major::tag, tag_date);
    number(*seconds);
    return;
  }
  auto const [seconds, milliseconds] = split_seconds(time);
  writer_.head(major::tag, tag_long_date);
  writer_.head(major::map, 2);
  integer(1);
  integer(seconds);
  integer(-3);
  integer(milliseconds);
}

bool message_writer::regexp(value::regexp const& expression) {
  if (!are_regexp_flags(expression.flags)) {
    return fail(clone_errc::uncloneable, "a regular expression with the flags " + expression.flags);
  }
  double const last_index = expression.last_index;
  bool const kept = options_.profile == clone_profile::extended && 0 < last_index &&
                    last_index <= static_cast<double>(exact_integer_max) &&
                    std::trunc(last_index) == last_index;
  writer_.head(major::tag, tag_regexp);
  writer_.head(major::array, kept ? 3 : 2);
  if (!text(expression.source) || !text(expression.flags)) return false;
  return !kept || number(last_index);
}

bool message_writer::array_buffer(value const& buffer) {
  value::array_buffer const& held = buffer.as_array_buffer();
  if (!held.byte_length_max) return buffer_content(buffer, held.content);
  if (held.content.size() > *held.byte_length_max || *held.byte_length_max > exact_integer_max) {
    return fail(clone_errc::uncloneable, "a buffer beyond its own maximum");
  }
  class_head("ArrayBuffer", 2);
  if (!byte_string(held.content)) return false;
  writer_.head(major::unsigned_integer, *held.byte_length_max);
  return true;
}

/// `part` of `buffer` as a byte string, or the whole beside the message.
bool message_writer::buffer_content(value const& buffer, std::span<std::byte const> part) {
  bool const whole = part.size() == buffer.as_bytes().size();
  if (options_.beside && whole && part.size() >= options_.beside_bytes_min) {
    return beside(buffer, "Bytes", part.size());
  }
  return byte_string(part);
}

bool message_writer::view(value::view const& view) {
  if (!view.fits()) return fail(clone_errc::uncloneable, "a view beyond the end of its buffer");
  value const& buffer = view.buffer();
  if (view.type() != view_type::data_view && shown_alone(view)) {
    writer_.head(major::tag, tag_of(view.type()));
    return buffer_content(buffer, view.shown());
  }
  if (error_) return false;
  class_head(to_string(view.type()), view.length() ? 3 : 2);
  if (!is_met(buffer) && !array_buffer(buffer)) return false;
  writer_.head(major::unsigned_integer, view.byte_offset());
  if (view.length()) writer_.head(major::unsigned_integer, *view.length());
  return true;
}

/// Whether what the view shows can stand for its buffer: nothing else of the message needs it.
bool message_writer::shown_alone(value::view const& view) {
  value::array_buffer const& buffer = view.buffer().as_array_buffer();
  if (buffer.byte_length_max || !view.length()) return false;
  bool const whole = view.shown().size() == buffer.content.size();
  if (options_.profile == clone_profile::html && !whole) return false;
  node const* const identity = value_access::node_at(view.buffer());
  if (identity->references.load(std::memory_order_relaxed) == 1) return true;
  // Other parts of a C++ object may hold the buffer. Who encodes it makes it one value, then.
  if (outer_depth_ > 0) return fail(clone_errc::uncloneable, "a buffer that may be shared");
  return memory().is_alone(*root_, identity);
}

bool message_writer::capability(value const& handle) {
  return beside(handle, name_of(handle.as_capability()->kind()), 0);
}

bool message_writer::beside(value const& item, std::string_view kind, std::size_t bytes) {
  if (!options_.beside) {
    return fail(clone_errc::uncloneable, std::string(kind) + " without a side table");
  }
  class_head(kind, 1);
  writer_.head(major::unsigned_integer, options_.beside->size());
  options_.beside->push_back(item);
  beside_bytes_ += bytes;
  return bytes <= options_.limits.bytes_max || fail(clone_errc::too_large);
}

/// The item that the walk took last.
std::string message_writer::step_of(open_write const& container) {
  std::size_t const at = container.size - container.left - 1;
  switch (container.of) {
    case open_write::shape::elements:
      return element_step(at);
    case open_write::shape::members:
      return member_step(container.next.member[-1].key());
    case open_write::shape::entries:
      return container.at_item ? ".keys()" + element_step(at + 1) : ".values()" + element_step(at);
    case open_write::shape::sparse:
      return element_step(container.stage - 1);
    case open_write::shape::error:
      return member_step(error_parts[container.stage - 1].key);
  }
  std::unreachable();
}

}  // namespace weft::detail
