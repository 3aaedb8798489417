#include "message_reader.hpp"

#include <array>
#include <bit>

#include "bigint_digits.hpp"
#include "half.hpp"

namespace weft::detail {

namespace {

/// Fills a place of a new container.
template <class From>
void put(value& place, From&& from) {
  value_access::build(place, std::forward<From>(from));
}

std::array<std::byte, 8> big_endian(std::uint64_t number) noexcept {
  std::array<std::byte, 8> digits;
  for (std::size_t i = digits.size(); i-- > 0; number >>= 8) {
    digits[i] = static_cast<std::byte>(number & 0xff);
  }
  return digits;
}

bool is_mark(item_head const& head) noexcept {
  return head.type == major::tag && (head.argument == tag_shared || head.argument == tag_reference);
}

/// -1 - n, for the digits of n.
value negative_bigint(std::span<std::byte const> digits) {
  return value::bigint(bigint_view{true, incremented(digits)});
}

}  // namespace

message_reader::~message_reader() { settle(); }

/// Makes a group of a message that has a cycle. Due even when an exception ended the reading.
void message_reader::settle() noexcept {
  shared_.clear();
  if (group_) form_group(root_, group_.release());
}

std::expected<void, clone_error> message_reader::run() {
  bool const read = read_all(root_) && check_bytes(reader_.offset());
  settle();
  if (!read) return std::unexpected(reader_.take_error());
  return {};
}

bool message_reader::read_all(value& root) {
  if (options_.limits.items_max == 0) return reader_.fail(clone_errc::too_many_items, 0);
  if (!read_item(root)) return false;
  while (!open_.empty()) {
    open_read& container = open_.top();
    if (container.left == 0) {
      close();
    } else if (!read_next(container)) {
      return false;
    }
  }
  return true;
}

/// Reads items of `container`, until one opens a container of its own.
bool message_reader::read_next(open_read& container) {
  std::size_t const depth = open_.size();
  switch (container.of) {
    case open_read::shape::elements:
      do {
        --container.left;
        reader_.keep_promise();
        if (!read_item(*container.into.element++)) return false;
      } while (open_.size() == depth && container.left > 0);
      return true;
    case open_read::shape::members:
      do {
        --container.left;
        if (!read_member(container)) return false;
      } while (open_.size() == depth && container.left > 0);
      return true;
    case open_read::shape::set:
      --container.left;
      return read_element(container);
    case open_read::shape::entries:
      return read_entry(container);
    case open_read::shape::sparse:
      --container.left;
      return read_sparse(container);
    case open_read::shape::error:
      --container.left;
      return read_error_part(container);
  }
  std::unreachable();
}

bool message_reader::read_member(open_read& object) {
  reader_.keep_promise();
  auto& table = value_access::table(*object.into.members);
  auto& entry = table.append(std::string_view());
  std::size_t offset = reader_.offset();
  value& key = value_access::key(entry);
  if (!reader_.try_short_text(key) && !read_key(key, offset)) return false;
  auto const same = [](value const& a, value const& b) { return value_access::same_text(a, b); };
  if (!table.admit_last(same)) {
    return reader_.fail(clone_errc::duplicate_key, offset);
  }
  reader_.keep_promise();
  return read_item(entry.item());
}

/// The key of an object, into a place that holds the empty string.
bool message_reader::read_key(value& place, std::size_t& offset) {
  offset = reader_.offset();
  item_head head{};
  if (!reader_.read_head(head)) return false;
  std::string_view text;
  if (head.type == major::text_string) {
    if (!reader_.read_text(head, text)) return false;
  } else if (head.type == major::tag && head.argument == tag_wtf8) {
    if (!reader_.read_tagged_text(head, text)) return false;
  } else {
    return reader_.fail(clone_errc::key_not_text, head.offset);
  }
  put(place, text);
  return true;
}

bool message_reader::read_element(open_read& set) {
  reader_.keep_promise();
  value::set& into = *set.into.set;
  std::size_t const offset = reader_.offset();
  value& element = value_access::elements(into).emplace_back();
  if (!read_item(element)) return false;
  if (element.is(value_kind::number) && element.as_number() == 0) put(element, 0);
  return value_access::admit_last(into) || reader_.fail(clone_errc::duplicate_key, offset);
}

bool message_reader::read_entry(open_read& map) {
  reader_.keep_promise();
  auto& table = value_access::table(*map.into.entries);
  if (std::exchange(map.at_item, !map.at_item)) {
    --map.left;
    return read_item(table.begin()[table.size() - 1].item());
  }
  std::size_t const offset = reader_.offset();
  value& key = value_access::key(table.append(value()));
  if (!read_item(key)) return false;
  if (key.is(value_kind::number) && key.as_number() == 0) put(key, 0);
  auto const same = [](value const& a, value const& b) { return same_key(a, b); };
  return table.admit_last(same) || reader_.fail(clone_errc::duplicate_key, offset);
}

void message_reader::close() {
  open_read& done = open_.top();
  if (done.shared != unshared) shared_[done.shared].open = false;
  open_.pop();
}

bool message_reader::read_item(value& place) {
  // Most items are one of these.
  if (int small = 0; reader_.try_small_integer(small)) {
    put(place, static_cast<double>(small));
    return true;
  }
  if (reader_.try_short_text(place)) return true;
  item_head head{};
  if (!reader_.read_head(head)) return false;
  switch (head.type) {
    case major::unsigned_integer:
      put(place, head.argument);
      return true;
    case major::negative_integer:
      if (head.argument < static_cast<std::uint64_t>(exact_integer_max)) {
        put(place, -1 - static_cast<std::int64_t>(head.argument));
      } else {
        put(place, negative_bigint(big_endian(head.argument)));
      }
      return true;
    case major::byte_string:
      return read_bytes(head, place);
    case major::text_string:
      return read_text(head, place);
    case major::array:
      return open_array(head, place);
    case major::map:
      return open_object(head, place);
    case major::tag:
      return read_tagged(head, place);
    case major::simple:
      return read_simple(head, place);
  }
  std::unreachable();
}

bool message_reader::read_text(item_head const& head, value& place) {
  std::string_view text;
  if (!reader_.read_text(head, text)) return false;
  put(place, text);
  return true;
}

bool message_reader::read_bytes(item_head const& head, value& place) {
  std::span<std::byte const> content;
  if (!reader_.read_content(head, content)) return false;
  put(place, bytes(content.begin(), content.end()));
  return true;
}

bool message_reader::read_tagged(item_head const& tag, value& place) {
  switch (tag.argument) {
    case tag_bigint:
    case tag_negative_bigint:
      return read_bigint(tag, place);
    case tag_wtf8: {
      std::string_view text;
      if (!reader_.read_tagged_text(tag, text)) return false;
      put(place, text);
      return true;
    }
    case tag_date:
      return read_date(tag, place);
    case tag_long_date:
      return read_long_date(tag, place);
    case tag_class:
      return read_class(tag, place);
    case tag_shared:
      return read_shared(tag, place);
    case tag_reference:
      return read_reference(tag, place);
    case tag_set:
      return open_set(tag, place);
    case tag_map:
      return open_map(tag, place);
    case tag_regexp:
      return read_regexp(tag, place);
    default:
      if (auto const view = find_view(tag.argument)) return read_view_alone(tag, *view, place);
      return reader_.fail(clone_errc::unsupported, tag.offset,
                          "tag " + std::to_string(tag.argument));
  }
}

bool message_reader::read_bigint(item_head const& tag, value& place) {
  std::span<std::byte const> content;
  if (!reader_.read_tagged_bytes(tag, content)) return false;
  if (tag.argument == tag_bigint) {
    put(place, value::bigint(bigint_view{false, content}));
  } else {
    put(place, negative_bigint(content));
  }
  return true;
}

bool message_reader::read_simple(item_head const& head, value& place) {
  switch (head.info) {
    case simple_false:
    case simple_true:
      put(place, head.info == simple_true);
      return true;
    case simple_null:
      put(place, nullptr);
      return true;
    case simple_undefined:
      put(place, value());
      return true;
    case simple_half:
      put(place, from_half(static_cast<std::uint16_t>(head.argument)));
      return true;
    case simple_single:
      put(place, std::bit_cast<float>(static_cast<std::uint32_t>(head.argument)));
      return true;
    case simple_double:
      put(place, std::bit_cast<double>(head.argument));
      return true;
    default:
      break;
  }
  bool const fits_one_byte = head.info == info_one_byte && head.argument < 32;
  if (fits_one_byte) return reader_.fail(clone_errc::malformed, head.offset);
  return reader_.fail(clone_errc::unsupported, head.offset,
                      "simple value " + std::to_string(head.argument));
}

/// The item under a tag 28. It is known by its number from its beginning on.
bool message_reader::read_shared(item_head const& tag, value& place) {
  std::size_t const number = shared_.size();
  shared_.emplace_back();
  item_head next{};
  if (!reader_.peek_head(next)) return false;
  if (is_mark(next)) return bad_content(tag);
  marked_ = number;
  bool const read = read_item(place);
  marked_ = unshared;
  if (!read) return false;
  if (!shared_[number].built) shared_[number] = {place, true, false};
  return true;
}

bool message_reader::read_reference(item_head const& tag, value& place) {
  item_head head{};
  if (!reader_.read_head(head)) return false;
  if (head.type != major::unsigned_integer) return bad_content(tag);
  if (head.argument >= shared_.size()) {
    return reader_.fail(clone_errc::forward_reference, tag.offset);
  }
  shared_item const& meant = shared_[static_cast<std::size_t>(head.argument)];
  if (!meant.built) return bad_content(tag);
  if (meant.open && !group_) group_ = std::make_unique<node_group>();
  put(place, meant.item);
  return true;
}

bool message_reader::open_array(item_head const& head, value& place) {
  if (!reader_.promise(head, 1)) return false;
  auto const size = static_cast<std::size_t>(head.argument);
  if (!check_limits(size, head.offset)) return false;
  auto& elements = value_access::build_node(place, value::array(size));
  opened(open_read::shape::elements, size, place, head.offset).into.element = elements.data();
  return true;
}

bool message_reader::open_object(item_head const& head, value& place) {
  if (!reader_.promise(head, 2)) return false;
  auto const size = static_cast<std::size_t>(head.argument);
  if (!check_limits(size, head.offset)) return false;
  auto& members = value_access::build_node(place, value::object());
  members.reserve(size);
  opened(open_read::shape::members, size, place, head.offset).into.members = &members;
  return true;
}

bool message_reader::open_set(item_head const& tag, value& place) {
  item_head head{};
  if (!reader_.read_head(head)) return false;
  if (head.type != major::array) return bad_content(tag);
  if (!reader_.promise(head, 1)) return false;
  auto const size = static_cast<std::size_t>(head.argument);
  if (!check_limits(size, head.offset)) return false;
  auto& elements = value_access::build_node(place, value::set());
  elements.reserve(size);
  opened(open_read::shape::set, size, place, tag.offset).into.set = &elements;
  return true;
}

bool message_reader::open_map(item_head const& tag, value& place) {
  item_head head{};
  if (!reader_.read_head(head)) return false;
  if (head.type != major::map) return bad_content(tag);
  if (!reader_.promise(head, 2)) return false;
  auto const size = static_cast<std::size_t>(head.argument);
  if (!check_limits(2 * size, head.offset)) return false;
  auto& entries = value_access::build_node(place, value::map());
  entries.reserve(size);
  opened(open_read::shape::entries, size, place, tag.offset).into.entries = &entries;
  return true;
}

open_read& message_reader::opened(open_read::shape of, std::size_t size, value const& place,
                                  std::size_t offset) {
  open_read& top = open_.push();
  top.of = of;
  top.at_item = false;
  top.left = size;
  top.shared = std::exchange(marked_, unshared);
  top.offset = offset;
  if (top.shared != unshared) shared_[top.shared] = {place, true, true};
  return top;
}

bool message_reader::check_limits(std::size_t items, std::size_t offset) {
  if (open_.size() >= options_.limits.depth_max) return reader_.fail(clone_errc::too_deep, offset);
  return add_items(items, offset);
}

bool message_reader::add_items(std::size_t items, std::size_t offset) {
  if (items > options_.limits.items_max - items_) {
    return reader_.fail(clone_errc::too_many_items, offset);
  }
  items_ += items;
  return true;
}

/// What is beside the message counts, too.
bool message_reader::check_bytes(std::size_t offset) {
  std::size_t const limit = options_.limits.bytes_max;
  bool const in_limit = beside_bytes_ <= limit && reader_.offset() <= limit - beside_bytes_;
  return in_limit || reader_.fail(clone_errc::too_large, offset);
}

bool message_reader::bad_content(item_head const& tag) {
  return reader_.fail(clone_errc::bad_tag_content, tag.offset,
                      "tag " + std::to_string(tag.argument));
}

}  // namespace weft::detail
