// Walks a value with an explicit stack of open containers, and writes each item as it meets it. What
// the items of JavaScript's classes look like is in message_writer_classes.cpp.
#include <weft/detail/message_writer.hpp>

#include <bit>
#include <cmath>

#include "bigint_digits.hpp"
#include "half.hpp"
#include "message_memory.hpp"
#include "path.hpp"
#include "text.hpp"

namespace weft::detail {

message_writer::message_writer(bytes& out, encode_options const& options,
                               std::vector<outside_bytes>* outside) noexcept
    : writer_(out, outside),
      out_(out),
      start_(out.size()),
      options_(options),
      outside_(outside),
      beside_at_start_(options.beside ? options.beside->size() : 0) {}

message_writer::~message_writer() = default;

bool message_writer::item(value const& root) {
  if (options_.limits.items_max == 0) return fail(clone_errc::too_many_items);
  root_ = &root;
  ++roots_;
  return write(root) && walk();
}

bool message_writer::made_item(value made) {
  if (made.kind() < value_kind::boxed) return item(made);
  return item(memory().made.emplace_back(std::move(made)));
}

std::expected<void, clone_error> message_writer::finish(bool written) {
  if (written) {
    writer_.flush();
    std::size_t const marks = memory_ ? memory_->marks.size() : 0;
    if (writer_.size() + marks + beside_bytes_ > options_.limits.bytes_max) {
      written = fail(clone_errc::too_large);
    } else if (marks != 0) {
      memory_->marks.apply(out_, start_, outside_);
    }
  }
  if (written) return {};
  writer_.undo();
  if (options_.beside) options_.beside->resize(beside_at_start_);
  return std::unexpected(*std::move(error_));
}

/// A string that is kept in a value.
inline bool message_writer::write_key(value const& key) {
  if (char const* const chars = value_access::short_ascii(key)) {
    writer_.short_text<value_access::short_text_max>(chars, value_access::short_size(key));
    return true;
  }
  return text(key.as_string());
}

bool message_writer::walk() {
  while (!open_.empty()) {
    open_write& container = open_.top();
    if (container.left == 0) {
      open_.pop();
      continue;
    }
    if (!write_next(container)) return false;
    if (writer_.size() > options_.limits.bytes_max) return fail(clone_errc::too_large);
  }
  return true;
}

/// Writes items of `container`, until one opens a container of its own.
bool message_writer::write_next(open_write& container) {
  std::size_t const depth = open_.size();
  switch (container.of) {
    case open_write::shape::elements:
      do {
        --container.left;
        if (!write(*container.next.element++)) return false;
      } while (open_.size() == depth && container.left > 0);
      return true;
    case open_write::shape::members:
      do {
        --container.left;
        auto const& member = *container.next.member++;
        if (!write_key(value_access::key(member)) || !write(member.item())) return false;
      } while (open_.size() == depth && container.left > 0);
      return true;
    case open_write::shape::entries:
      return write_entry(container);
    case open_write::shape::sparse:
      return write_sparse(container);
    case open_write::shape::error:
      return write_error_part(container);
  }
  std::unreachable();
}

bool message_writer::write_entry(open_write& container) {
  auto const& entry = *container.next.entry;
  if (std::exchange(container.at_item, !container.at_item)) {
    --container.left;
    ++container.next.entry;
    return write(entry.item());
  }
  return write(entry.key());
}

bool message_writer::write(value const& item) {
  switch (item.kind()) {
    case value_kind::undefined:
      return simple(simple_undefined);
    case value_kind::null:
      return simple(simple_null);
    case value_kind::boolean:
      return simple(item.as_boolean() ? simple_true : simple_false);
    case value_kind::number:
      return number(item.as_number());
    case value_kind::bigint:
      bigint(item.as_bigint());
      return true;
    case value_kind::string:
      return write_key(item);
    default:
      return write_node(item);
  }
}

bool message_writer::write_node(value const& item) {
  if (is_met(item)) return true;
  switch (item.kind()) {
    case value_kind::array:
      return array(item.as_array());
    case value_kind::object:
      return write_members(item.as_object());
    case value_kind::map:
      return map(item.as_map());
    case value_kind::set:
      return set(item.as_set());
    case value_kind::sparse_array:
      return sparse_array(item.as_sparse_array());
    case value_kind::error:
      return error(item.as_error());
    case value_kind::boxed:
      return boxed(item.as_boxed());
    case value_kind::date:
      date(item.as_date());
      return true;
    case value_kind::regexp:
      return regexp(item.as_regexp());
    case value_kind::array_buffer:
      return array_buffer(item);
    case value_kind::typed_array:
      return view(item.as_typed_array());
    case value_kind::data_view:
      return view(item.as_data_view());
    case value_kind::capability:
      return capability(item);
    default:
      std::unreachable();
  }
}

/// Notes the identity of `item`, unless nothing else can refer to it; whether it is written already.
bool message_writer::is_met(value const& item) {
  node const* const identity = value_access::node_at(item);
  bool const one_reference = identity->references.load(std::memory_order_relaxed) == 1;
  bool const grouped =
      is_container(item.kind()) && static_cast<container_node const*>(identity)->group;
  if (one_reference && !grouped) return false;
  return memory().marks.meet(identity, writer_.position());
}

message_memory& message_writer::memory() {
  if (!memory_) memory_ = std::make_unique<message_memory>();
  return *memory_;
}

bool message_writer::number(double number) {
  constexpr auto exact_max = static_cast<double>(exact_integer_max);
  if (-exact_max <= number && number <= exact_max) {
    auto const whole = static_cast<std::int64_t>(number);
    bool const minus_zero = whole == 0 && std::signbit(number);
    if (static_cast<double>(whole) == number && !minus_zero) return integer(whole);
  }
  floating(number);
  return true;
}

/// The shortest float that is equal to `number`.
void message_writer::floating(double number) {
  if (auto const half = exact_half(number)) return writer_.floating(simple_half, *half, 2);
  if (auto const single = exact_single(number)) return writer_.floating(simple_single, *single, 4);
  writer_.floating(simple_double, std::bit_cast<std::uint64_t>(number), 8);
}

void message_writer::bigint(bigint_view number) {
  auto const digits = [this](std::span<std::byte const> content) {
    writer_.head(major::byte_string, content.size());
    writer_.raw(content.data(), content.size());
  };
  writer_.head(major::tag, number.negative ? tag_negative_bigint : tag_bigint);
  number.negative ? digits(decremented(number.magnitude)) : digits(number.magnitude);
}

bool message_writer::text(std::string_view text) {
  if (text.size() <= short_ascii_max && is_short_ascii(text)) {
    writer_.short_text(text);
    return true;
  }
  if (!is_utf8(text)) return wtf8(text);
  if (text.size() > options_.limits.bytes_max) return fail(clone_errc::too_large);
  writer_.head(major::text_string, text.size());
  writer_.raw(text.data(), text.size());
  return true;
}

bool message_writer::wtf8(std::string_view text) {
  if (form_of(text) == text_form::invalid) return fail(clone_errc::invalid_utf8);
  writer_.head(major::tag, tag_wtf8);
  return byte_string(std::as_bytes(std::span(text)));
}

bool message_writer::byte_string(std::span<std::byte const> content) {
  if (content.size() > options_.limits.bytes_max) return fail(clone_errc::too_large);
  writer_.head(major::byte_string, content.size());
  writer_.raw(content.data(), content.size());
  return true;
}

bool message_writer::array(value::array const& elements) {
  if (!count(elements.size())) return false;
  writer_.head(major::array, elements.size());
  opened(open_write::shape::elements, elements.size()).next.element = elements.data();
  return true;
}

bool message_writer::write_members(value::object const& members) {
  if (!count(members.size())) return false;
  writer_.head(major::map, members.size());
  opened(open_write::shape::members, members.size()).next.member = members.begin();
  return true;
}

bool message_writer::fail(clone_errc code, std::string_view detail) {
  error_ = clone_error{.code = code, .path = path(), .detail = std::string(detail)};
  return false;
}

/// Where the walk is: the open containers, each at the item it took last.
std::string message_writer::path() {
  constexpr std::size_t steps_shown = 32;
  std::string path(path_root);
  for (std::size_t level = 0; level < open_.size(); ++level) {
    if (level == steps_shown) return path + "…";
    open_write const& container = open_[level];
    bool const untouched = container.left == container.size && !container.at_item;
    if (untouched) break;
    path += step_of(container);
  }
  return path;
}

}  // namespace weft::detail
