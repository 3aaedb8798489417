// The items of JavaScript's classes: docs/wire_format.md, "Kinds" and the sections that it refers to.
#include <algorithm>
#include <limits>

#include "message_reader.hpp"
#include "seconds.hpp"

namespace weft::detail {

namespace {

constexpr std::uint64_t array_length_max = 0xffffffff;

/// Turns elements of `size` bytes around.
void swap_elements(std::span<std::byte> content, std::size_t size) noexcept {
  for (; !content.empty(); content = content.subspan(size)) {
    std::ranges::reverse(content.first(size));
  }
}

}  // namespace

// Each part of a class keeps one promise of the array, or map, that it is in.

bool message_reader::read_array_head(item_head const& tag, std::size_t& size) {
  item_head head{};
  if (!reader_.read_head(head)) return false;
  if (head.type != major::array) return bad_content(tag);
  size = static_cast<std::size_t>(head.argument);
  return reader_.promise(head, 1);
}

bool message_reader::read_map_head(item_head const& tag, item_head& head) {
  reader_.keep_promise();
  if (!reader_.read_head(head)) return false;
  if (head.type != major::map) return bad_content(tag);
  return reader_.promise(head, 2);
}

bool message_reader::read_class_head(item_head const& tag, std::size_t& arguments,
                                     std::string_view& name) {
  std::size_t size = 0;
  if (!read_array_head(tag, size)) return false;
  if (size == 0) return bad_content(tag);
  arguments = size - 1;
  reader_.keep_promise();
  item_head head{};
  if (!reader_.read_head(head)) return false;
  return head.type == major::text_string ? reader_.read_text(head, name) : bad_content(tag);
}

/// A number, string, bigint, boolean, null or undefined.
bool message_reader::read_scalar(item_head const& tag, value& into) {
  item_head head{};
  if (!reader_.peek_head(head)) return false;
  switch (head.type) {
    case major::byte_string:
    case major::array:
    case major::map:
      return bad_content(tag);
    case major::tag:
      if (head.argument != tag_bigint && head.argument != tag_negative_bigint &&
          head.argument != tag_wtf8) {
        return bad_content(tag);
      }
      [[fallthrough]];
    default:
      return read_item(into);
  }
}

bool message_reader::read_string(item_head const& tag, std::string& into) {
  reader_.keep_promise();
  value read;
  if (!read_scalar(tag, read)) return false;
  if (!read.is(value_kind::string)) return bad_content(tag);
  into = read.as_string();
  return true;
}

/// Keeps no promise: a date's number is no element.
bool message_reader::read_number(item_head const& tag, double& number) {
  value read;
  if (!read_scalar(tag, read)) return false;
  if (!read.is(value_kind::number)) return bad_content(tag);
  number = read.as_number();
  return true;
}

bool message_reader::read_size(item_head const& tag, std::uint64_t max, std::uint64_t& size) {
  reader_.keep_promise();
  double number = 0;
  if (!read_number(tag, number)) return false;
  if (!(0 <= number && number <= static_cast<double>(max))) return bad_content(tag);
  size = static_cast<std::uint64_t>(number);
  return static_cast<double>(size) == number || bad_content(tag);
}

bool message_reader::read_date(item_head const& tag, value& place) {
  double seconds = 0;
  if (!read_number(tag, seconds)) return false;
  auto const time = date_from_seconds(seconds);
  if (!time) return bad_content(tag);
  value_access::build(place, *time);
  return true;
}

bool message_reader::read_long_date(item_head const& tag, value& place) {
  item_head head{};
  if (!reader_.read_head(head)) return false;
  if (head.type != major::map) return bad_content(tag);
  if (!reader_.promise(head, 2)) return false;
  if (head.argument != 2) return bad_content(tag);
  std::optional<double> seconds, milliseconds;
  for (int i = 0; i < 2; ++i) {
    double key = 0;
    reader_.keep_promise();
    if (!read_number(tag, key)) return false;
    auto& part = key == 1 ? seconds : milliseconds;
    if ((key != 1 && key != -3) || part) return bad_content(tag);
    reader_.keep_promise();
    if (!read_number(tag, part.emplace())) return false;
  }
  auto const time = date_from_parts(*seconds, *milliseconds);
  if (!time) return bad_content(tag);
  value_access::build(place, *time);
  return true;
}

bool message_reader::read_regexp(item_head const& tag, value& place) {
  std::size_t size = 0;
  if (!read_array_head(tag, size)) return false;
  if (size != 2 && size != 3) return bad_content(tag);
  value::regexp expression;
  if (!read_string(tag, expression.source) || !read_string(tag, expression.flags)) return false;
  if (!are_regexp_flags(expression.flags)) return bad_content(tag);
  if (size == 3) {
    reader_.keep_promise();
    if (!read_number(tag, expression.last_index)) return false;
  }
  value_access::build(place, std::move(expression));
  return true;
}

bool message_reader::read_class(item_head const& tag, value& place) {
  std::size_t arguments = 0;
  std::string_view name;
  if (!read_class_head(tag, arguments, name)) return false;
  auto const known = find_class(name);
  if (!known) {
    constexpr std::size_t shown_max = 40;
    return reader_.fail(clone_errc::unsupported, tag.offset,
                        "class " + std::string(name.substr(0, shown_max)));
  }
  auto const takes = [&](std::size_t least, std::size_t most) {
    return (least <= arguments && arguments <= most) || bad_content(tag);
  };
  switch (known->kind) {
    case class_kind::boxed:
      return takes(1, 1) && read_boxed(tag, static_cast<value_kind>(known->detail), place);
    case class_kind::sparse_array:
      return takes(2, 2) && read_sparse_array(tag, place);
    case class_kind::error: {
      auto const type = static_cast<error_type>(known->detail);
      std::size_t const described_at = type == error_type::dom_exception ? 2 : 1;
      return takes(described_at, described_at + 2) && read_error(tag, type, arguments, place);
    }
    case class_kind::array_buffer:
      return takes(2, 2) && read_array_buffer(tag, place);
    case class_kind::view:
      return takes(2, 3) && read_view(tag, static_cast<view_type>(known->detail), arguments, place);
    case class_kind::capability:
      return takes(1, 1) &&
             read_capability(tag, static_cast<capability_kind>(known->detail), place);
    case class_kind::bytes_beside:
      return takes(1, 1) && read_bytes_beside(tag, place);
  }
  std::unreachable();
}

bool message_reader::read_boxed(item_head const& tag, value_kind kind, value& place) {
  reader_.keep_promise();
  value primitive;
  if (!read_scalar(tag, primitive)) return false;
  if (!primitive.is(kind)) return bad_content(tag);
  value_access::build(place, value::boxed(std::move(primitive)));
  return true;
}

bool message_reader::read_sparse_array(item_head const& tag, value& place) {
  std::uint64_t length = 0;
  item_head head{};
  if (!read_size(tag, array_length_max, length) || !read_map_head(tag, head)) return false;
  auto const size = static_cast<std::size_t>(head.argument);
  if (!check_limits(size, head.offset)) return false;
  auto& elements = value_access::build_node(place, value::sparse_array());
  elements.length = static_cast<std::uint32_t>(length);
  opened(open_read::shape::sparse, size, place, tag.offset).into.sparse = &elements;
  return true;
}

/// An element, whose key is its index, or a property.
bool message_reader::read_sparse(open_read& sparse) {
  item_head const tag{major::tag, 0, tag_class, sparse.offset};
  value::sparse_array& into = *sparse.into.sparse;
  reader_.keep_promise();
  std::size_t const offset = reader_.offset();
  value key;
  if (!read_scalar(tag, key)) return false;
  std::pair<value*, bool> added;
  if (key.is(value_kind::string)) {
    if (!may_name_property(key.as_string())) return bad_content(tag);
    added = into.properties.insert(key.as_string());
  } else {
    double const index = key.is(value_kind::number) ? key.as_number() : -1;
    if (!(0 <= index && index < into.length)) return bad_content(tag);
    auto const whole = static_cast<std::uint32_t>(index);
    if (static_cast<double>(whole) != index) return bad_content(tag);
    auto const [at, is_new] = into.elements.try_emplace(whole);
    added = {&at->second, is_new};
  }
  if (!added.second) return reader_.fail(clone_errc::duplicate_key, offset);
  reader_.keep_promise();
  return read_item(*added.first);
}

bool message_reader::read_error(item_head const& tag, error_type type, std::size_t arguments,
                                value& place) {
  value::error& failure = value_access::build_node(place, value::error());
  failure.type = type;
  std::size_t const mark = std::exchange(marked_, unshared);
  value message;
  reader_.keep_promise();
  if (!read_scalar(tag, message)) return false;
  if (message.is(value_kind::string)) {
    failure.message = message.as_string();
  } else if (!message.is(value_kind::undefined)) {
    return bad_content(tag);
  }
  std::size_t read = 1;
  if (type == error_type::dom_exception) {
    if (!read_string(tag, failure.name.emplace())) return false;
    ++read;
  }
  if (read == arguments) return true;
  item_head head{};
  if (!read_map_head(tag, head)) return false;
  auto const size = static_cast<std::size_t>(head.argument);
  if (!check_limits(size, head.offset)) return false;
  marked_ = mark;
  open_read& parts = opened(open_read::shape::error, size + 1, place, tag.offset);
  parts.into.failure = &failure;
  parts.has_members = arguments == read + 2;
  return true;
}

/// One part of the description; after the last, the own properties.
bool message_reader::read_error_part(open_read& error) {
  item_head const tag{major::tag, 0, tag_class, error.offset};
  value::error& failure = *error.into.failure;
  if (error.left == 0) {
    if (!error.has_members) return true;
    item_head head{};
    if (!read_map_head(tag, head)) return false;
    auto const size = static_cast<std::size_t>(head.argument);
    if (!add_items(size, head.offset)) return false;
    failure.properties.reserve(size);
    error.of = open_read::shape::members;
    error.into.members = &failure.properties;
    error.left = size;
    return true;
  }
  reader_.keep_promise();
  std::size_t offset = 0;
  value key = "";
  if (!read_key(key, offset)) return false;
  std::string_view const part = key.as_string();
  if (!may_have(failure.type, part)) return bad_content(tag);
  auto const duplicate = [&] { return reader_.fail(clone_errc::duplicate_key, offset); };
  if (part == "name" || part == "stack") {
    auto& text = part == "name" ? failure.name : failure.stack;
    return text ? duplicate() : read_string(tag, text.emplace());
  }
  auto& item = part == "cause"    ? failure.cause
               : part == "errors" ? failure.errors
               : part == "error"  ? failure.suppressing
                                  : failure.suppressed;
  if (item) return duplicate();
  reader_.keep_promise();
  if (!read_item(item.emplace())) return false;
  bool const is_array = item->is(value_kind::array) || item->is(value_kind::sparse_array);
  return part != "errors" || is_array || bad_content(tag);
}

bool message_reader::read_array_buffer(item_head const& tag, value& place) {
  value content;
  std::uint64_t max = 0;
  reader_.keep_promise();
  if (!read_buffer_form(tag, buffer_forms::fixed_length, content)) return false;
  if (!read_size(tag, static_cast<std::uint64_t>(exact_integer_max), max)) return false;
  if (content.as_bytes().size() > max) return bad_content(tag);
  bool const ours = value_access::node_at(content)->references.load() == 1;
  if (!ours) content = bytes(content.as_array_buffer().content);  // what is beside stays as it is
  content.as_array_buffer().byte_length_max = max;
  value_access::build(place, std::move(content));
  return true;
}

bool message_reader::read_view(item_head const& tag, view_type type, std::size_t arguments,
                               value& place) {
  constexpr auto size_max = std::numeric_limits<std::uint32_t>::max();
  constexpr std::uint64_t largest =
      sizeof(std::size_t) == sizeof size_max ? size_max : std::uint64_t{1} << 53;
  std::uint64_t offset = 0, length = 0;
  value buffer;
  if (!read_buffer(tag, buffer) || !read_size(tag, largest, offset)) return false;
  bool const tracks = arguments == 2;
  if (!tracks && !read_size(tag, largest, length)) return false;
  if (tracks && !buffer.as_array_buffer().byte_length_max) return bad_content(tag);
  auto const shown = [&]<class View>(View view) {
    if (!view.fits()) return bad_content(tag);
    value_access::build(place, std::move(view));
    return true;
  };
  auto const at = static_cast<std::size_t>(offset);
  std::optional<std::size_t> const size =
      tracks ? std::nullopt : std::optional(static_cast<std::size_t>(length));
  return type == view_type::data_view
             ? shown(value::data_view(std::move(buffer), at, size))
             : shown(value::typed_array(type, std::move(buffer), at, size));
}

/// The buffer of a view: in any form, shared or a reference.
bool message_reader::read_buffer(item_head const& tag, value& place) {
  reader_.keep_promise();
  item_head head{};
  if (!reader_.peek_head(head)) return false;
  if (head.type == major::tag && head.argument == tag_reference) {
    static_cast<void>(reader_.read_head(head));
    if (!read_reference(head, place)) return false;
    return place.is(value_kind::array_buffer) || bad_content(tag);
  }
  if (head.type != major::tag || head.argument != tag_shared)
    return read_buffer_form(tag, buffer_forms::all, place);
  static_cast<void>(reader_.read_head(head));
  std::size_t const number = shared_.size();
  shared_.emplace_back();
  if (!read_buffer_form(tag, buffer_forms::all, place)) return false;
  shared_[number] = {place, true, false};
  return true;
}

/// A buffer that is not shared: its bytes, here or beside the message, or the form of a resizable one.
bool message_reader::read_buffer_form(item_head const& tag, buffer_forms allowed, value& place) {
  item_head head{};
  if (!reader_.read_head(head)) return false;
  if (head.type == major::byte_string) return read_bytes(head, place);
  if (head.type != major::tag || head.argument != tag_class) return bad_content(tag);
  std::size_t arguments = 0;
  std::string_view name;
  if (!read_class_head(head, arguments, name)) return false;
  if (name == "Bytes" && arguments == 1) return read_bytes_beside(head, place);
  if (allowed == buffer_forms::all && name == "ArrayBuffer" && arguments == 2)
    return read_array_buffer(head, place);
  return bad_content(tag);
}

bool message_reader::read_view_alone(item_head const& tag, tagged_view as, value& place) {
  value buffer;
  if (!read_buffer_form(tag, buffer_forms::fixed_length, buffer)) return false;
  std::size_t const element = element_bytes(as.type);
  std::size_t const size = std::as_const(buffer).as_bytes().size();
  if (size % element != 0) return bad_content(tag);
  if (as.big_endian) {
    bool const ours = value_access::node_at(buffer)->references.load() == 1;
    if (!ours) buffer = bytes(buffer.as_array_buffer().content);
    swap_elements(buffer.as_bytes(), element);
  }
  value_access::build(place, value::typed_array(as.type, std::move(buffer), 0, size / element));
  return true;
}

bool message_reader::read_beside(item_head const& tag, value const*& entry) {
  std::uint64_t index = 0;
  if (!read_size(tag, array_length_max, index)) return false;
  if (index >= options_.beside.size()) return bad_content(tag);
  entry = &options_.beside[static_cast<std::size_t>(index)];
  return true;
}

bool message_reader::read_bytes_beside(item_head const& tag, value& place) {
  value const* entry = nullptr;
  if (!read_beside(tag, entry)) return false;
  if (!entry->is(value_kind::array_buffer)) return bad_content(tag);
  beside_bytes_ += entry->as_bytes().size();
  if (!check_bytes(tag.offset)) return false;
  value_access::build(place, *entry);
  return true;
}

bool message_reader::read_capability(item_head const& tag, capability_kind kind, value& place) {
  value const* entry = nullptr;
  if (!read_beside(tag, entry)) return false;
  bool const fits = entry->is(value_kind::capability) && entry->as_capability()->kind() == kind;
  if (!fits) return bad_content(tag);
  value_access::build(place, *entry);
  return true;
}

}  // namespace weft::detail
