// The decoder: reads items one after the other and puts each where it belongs, with an explicit
// stack of the arrays and objects that are still open.
#include <array>
#include <bit>
#include <string>

#include <weft/codec.hpp>

#include "bigint_digits.hpp"
#include "half.hpp"
#include "item_reader.hpp"
#include "small_stack.hpp"
#include "value_nodes.hpp"

namespace weft {

namespace {

using detail::item_head;
using detail::major;

// The least that an element and a member take: a member has a key and a value.
constexpr std::size_t element_bytes = 1;
constexpr std::size_t member_bytes = 2;

/// An array or object that is being read.
struct open_container {
  value* element;          // of an array: next to be read
  value::object* members;  // null for an array
  std::size_t left;
};

/// Fills a place of a new array or object.
template <class From>
void put(value& place, From&& from) {
  detail::value_access::build(place, std::forward<From>(from));
}

std::array<std::byte, 8> big_endian(std::uint64_t number) noexcept {
  std::array<std::byte, 8> digits;
  for (std::size_t i = digits.size(); i-- > 0; number >>= 8) {
    digits[i] = static_cast<std::byte>(number & 0xff);
  }
  return digits;
}

/// -1 - n, for the digits of n.
value negative_bigint(std::span<std::byte const> digits) {
  return value::bigint(bigint_view{true, detail::incremented(digits)});
}

class tree_decoder {
 public:
  tree_decoder(std::span<std::byte const> input, clone_limits const& limits) noexcept
      : reader_(input, limits.bytes_max), limits_(limits) {}

  /// Reads one item into `root`.
  std::expected<void, clone_error> run(value& root) {
    if (!read_all(root)) return std::unexpected(reader_.take_error());
    return {};
  }
  std::size_t offset() const noexcept { return reader_.offset(); }

 private:
  bool read_all(value& root);
  bool read_element(open_container& array);
  bool read_member(open_container& object);
  bool read_key(item_head& head, std::string_view& key);
  bool read_item(value& place);
  bool read_string(item_head const& head, value& place);
  bool read_tagged(item_head const& tag, value& place);
  bool read_simple(item_head const& head, value& place);
  bool open_array(item_head const& head, value& place);
  bool open_object(item_head const& head, value& place);
  bool check_limits(item_head const& container);

  detail::item_reader reader_;
  clone_limits const limits_;
  std::size_t items_ = 1;
  detail::small_stack<open_container> open_;
};

bool tree_decoder::read_all(value& root) {
  if (limits_.items_max == 0) return reader_.fail(clone_errc::too_many_items, 0);
  if (!read_item(root)) return false;
  while (!open_.empty()) {
    open_container& container = open_.top();
    if (container.left == 0) {
      open_.pop();
      continue;
    }
    --container.left;
    if (!(container.members ? read_member(container) : read_element(container))) return false;
  }
  return true;
}

bool tree_decoder::read_element(open_container& array) {
  reader_.keep_promise(element_bytes);
  return read_item(*array.element++);
}

bool tree_decoder::read_member(open_container& object) {
  reader_.keep_promise(member_bytes);
  item_head head{};
  std::string_view key;
  if (!read_key(head, key)) return false;
  auto const [place, is_new] = object.members->insert(key);
  if (!is_new) return reader_.fail(clone_errc::duplicate_key, head.offset);
  return read_item(*place);
}

bool tree_decoder::read_key(item_head& head, std::string_view& key) {
  if (!reader_.read_head(head)) return false;
  if (head.type == major::text_string) return reader_.read_text(head, key);
  if (head.type == major::tag && head.argument == detail::tag_wtf8) {
    return reader_.read_tagged_text(head, key);
  }
  return reader_.fail(clone_errc::key_not_text, head.offset);
}

bool tree_decoder::read_item(value& place) {
  item_head head{};
  if (!reader_.read_head(head)) return false;
  switch (head.type) {
    case major::unsigned_integer:
      put(place, head.argument);
      return true;
    case major::negative_integer:
      if (head.argument < static_cast<std::uint64_t>(detail::exact_integer_max)) {
        put(place, -1 - static_cast<std::int64_t>(head.argument));
      } else {
        put(place, negative_bigint(big_endian(head.argument)));
      }
      return true;
    case major::byte_string:
    case major::text_string:
      return read_string(head, place);
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

bool tree_decoder::read_string(item_head const& head, value& place) {
  std::span<std::byte const> content;
  std::string_view text;
  if (head.type == major::text_string) {
    if (!reader_.read_text(head, text)) return false;
    put(place, text);
  } else {
    if (!reader_.read_content(head, content)) return false;
    put(place, bytes(content.begin(), content.end()));
  }
  return true;
}

bool tree_decoder::read_tagged(item_head const& tag, value& place) {
  std::span<std::byte const> content;
  std::string_view text;
  switch (tag.argument) {
    case detail::tag_bigint:
      if (!reader_.read_tagged_bytes(tag, content)) return false;
      put(place, value::bigint(bigint_view{false, content}));
      return true;
    case detail::tag_negative_bigint:
      if (!reader_.read_tagged_bytes(tag, content)) return false;
      put(place, negative_bigint(content));
      return true;
    case detail::tag_uint8_array:
      if (!reader_.read_tagged_bytes(tag, content)) return false;
      put(place, value::uint8_array(bytes(content.begin(), content.end())));
      return true;
    case detail::tag_wtf8:
      if (!reader_.read_tagged_text(tag, text)) return false;
      put(place, text);
      return true;
    default:
      return reader_.fail(clone_errc::unsupported, tag.offset,
                          "tag " + std::to_string(tag.argument));
  }
}

bool tree_decoder::read_simple(item_head const& head, value& place) {
  switch (head.info) {
    case detail::simple_false:
    case detail::simple_true:
      put(place, head.info == detail::simple_true);
      return true;
    case detail::simple_null:
      put(place, nullptr);
      return true;
    case detail::simple_undefined:
      put(place, value());
      return true;
    case detail::simple_half:
      put(place, detail::from_half(static_cast<std::uint16_t>(head.argument)));
      return true;
    case detail::simple_single:
      put(place, std::bit_cast<float>(static_cast<std::uint32_t>(head.argument)));
      return true;
    case detail::simple_double:
      put(place, std::bit_cast<double>(head.argument));
      return true;
    default:
      break;
  }
  bool const fits_one_byte = head.info == detail::info_one_byte && head.argument < 32;
  if (fits_one_byte) return reader_.fail(clone_errc::malformed, head.offset);
  return reader_.fail(clone_errc::unsupported, head.offset,
                      "simple value " + std::to_string(head.argument));
}

bool tree_decoder::open_array(item_head const& head, value& place) {
  if (!reader_.promise(head, element_bytes) || !check_limits(head)) return false;
  auto const size = static_cast<std::size_t>(head.argument);
  put(place, value::array(size));
  open_.push() = {place.as_array().data(), nullptr, size};
  return true;
}

bool tree_decoder::open_object(item_head const& head, value& place) {
  if (!reader_.promise(head, member_bytes) || !check_limits(head)) return false;
  auto const size = static_cast<std::size_t>(head.argument);
  put(place, value::object());
  value::object& members = place.as_object();
  members.reserve(size);
  open_.push() = {nullptr, &members, size};
  return true;
}

bool tree_decoder::check_limits(item_head const& container) {
  if (open_.size() >= limits_.depth_max) {
    return reader_.fail(clone_errc::too_deep, container.offset);
  }
  auto const items = static_cast<std::size_t>(container.argument);
  if (items > limits_.items_max - items_) {
    return reader_.fail(clone_errc::too_many_items, container.offset);
  }
  items_ += items;
  return true;
}

}  // namespace

std::expected<decoded_item, clone_error> decode_next(std::span<std::byte const> input,
                                                     decode_options const& options) {
  decoded_item first;
  tree_decoder decoder(input, options.limits);
  if (auto read = decoder.run(first.item); !read) {
    return std::unexpected(std::move(read).error());
  }
  first.size = decoder.offset();
  return first;
}

std::expected<value, clone_error> decode(std::span<std::byte const> input,
                                         decode_options const& options) {
  auto first = decode_next(input, options);
  if (!first) return std::unexpected(std::move(first).error());
  if (first->size != input.size()) {
    return std::unexpected(clone_error{.code = clone_errc::trailing_bytes, .offset = first->size});
  }
  return std::move(first->item);
}

}  // namespace weft
