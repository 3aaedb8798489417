#include "item_reader.hpp"

#include "text.hpp"

namespace weft::detail {

namespace {

std::string_view chars_of(std::span<std::byte const> content) noexcept {
  return {reinterpret_cast<char const*>(content.data()), content.size()};
}

}  // namespace

/// The argument of a head that does not hold it in its first byte.
bool item_reader::read_argument(item_head& head) {
  if (head.info > info_eight_bytes) {
    bool const has_length = major::byte_string <= head.type && head.type <= major::map;
    bool const indefinite = has_length && head.info == info_indefinite;
    return fail(indefinite ? clone_errc::indefinite_length : clone_errc::malformed, head.offset);
  }
  std::size_t const size = std::size_t{1} << (head.info - info_one_byte);
  if (left() < size) return fail(clone_errc::truncated, head.offset);
  std::uint64_t argument = 0;
  if (left() >= sizeof argument && std::endian::native == std::endian::little) {
    std::memcpy(&argument, at_, sizeof argument);
    argument = std::byteswap(argument) >> 8 * (sizeof argument - size);
  } else {
    for (std::size_t i = 0; i < size; ++i) {
      argument = argument << 8 | std::to_integer<std::uint64_t>(at_[i]);
    }
  }
  at_ += size;
  head.argument = argument;
  return true;
}

bool item_reader::read_content(item_head const& string, std::span<std::byte const>& content) {
  if (!has(string.argument)) return fail(clone_errc::truncated, string.offset);
  content = {at_, static_cast<std::size_t>(string.argument)};
  at_ += content.size();
  return true;
}

bool item_reader::read_text(item_head const& string, std::string_view& text) {
  std::span<std::byte const> content;
  if (!read_content(string, content)) return false;
  text = chars_of(content);
  return is_utf8(text) || fail(clone_errc::invalid_utf8, string.offset);
}

bool item_reader::read_tagged_bytes(item_head const& tag, std::span<std::byte const>& content) {
  item_head head{};
  if (!read_head(head)) return false;
  if (head.type != major::byte_string) {
    return fail(clone_errc::bad_tag_content, tag.offset, "tag " + std::to_string(tag.argument));
  }
  return read_content(head, content);
}

bool item_reader::read_tagged_text(item_head const& tag, std::string_view& text) {
  std::span<std::byte const> content;
  if (!read_tagged_bytes(tag, content)) return false;
  text = chars_of(content);
  return form_of(text) != text_form::invalid || fail(clone_errc::invalid_utf8, tag.offset);
}

bool item_reader::promise(item_head const& container, std::size_t per_item) {
  bool const countable = container.argument <= left() / per_item;
  if (!countable || !has(container.argument * per_item)) {
    return fail(clone_errc::truncated, container.offset);
  }
  promised_ += static_cast<std::size_t>(container.argument) * per_item;
  return true;
}

bool item_reader::fail(clone_errc code, std::size_t offset, std::string detail) {
  if (code == clone_errc::truncated && cut_) code = clone_errc::too_large;
  error_ = clone_error{.code = code, .offset = offset, .detail = std::move(detail)};
  return false;
}

}  // namespace weft::detail
