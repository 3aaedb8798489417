// The encoder: walks a value with an explicit stack of open arrays and objects, and writes each
// item as it meets it.
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <weft/codec.hpp>

#include "bigint_digits.hpp"
#include "byte_writer.hpp"
#include "cbor.hpp"
#include "half.hpp"
#include "path.hpp"
#include "small_stack.hpp"
#include "text.hpp"

namespace weft {

namespace {

using detail::major;

/// An array or object that is being written: one of the two cursors is set.
struct open_container {
  value const* element;                // next to be written
  value::object::entry const* member;  // next to be written
  std::size_t size;
  std::size_t left;
};

class tree_encoder {
 public:
  tree_encoder(bytes& out, clone_limits const& limits) noexcept : writer_(out), limits_(limits) {}

  std::expected<void, clone_error> run(value const& root) {
    if (!write_all(root)) {
      writer_.undo();
      return std::unexpected(std::move(*error_));
    }
    writer_.flush();
    return {};
  }

 private:
  bool write_all(value const& root);
  bool write_item(value const& item);
  void write_number(double number);
  void write_integer(std::int64_t number);
  void write_float(double number);
  void write_bigint(bigint_view number);
  bool write_text(std::string_view text);
  bool write_wtf8(std::string_view text);
  bool write_bytes(std::span<std::byte const> content);
  bool open_array(value::array const& elements);
  bool open_object(value::object const& members);
  bool count_container(std::size_t items);
  bool fail(clone_errc code);
  std::string path();

  detail::byte_writer writer_;
  clone_limits const limits_;
  std::size_t items_ = 1;
  detail::small_stack<open_container> open_;
  std::optional<clone_error> error_;
};

bool tree_encoder::write_all(value const& root) {
  if (limits_.items_max == 0) return fail(clone_errc::too_many_items);
  if (!write_item(root)) return false;
  while (!open_.empty()) {
    open_container& container = open_.top();
    if (container.left == 0) {
      open_.pop();
      continue;
    }
    --container.left;
    if (container.member) {
      auto const& member = *container.member++;
      if (!write_text(member.key()) || !write_item(member.item())) return false;
    } else {
      if (!write_item(*container.element++)) return false;
    }
    if (writer_.size() > limits_.bytes_max) return fail(clone_errc::too_large);
  }
  return writer_.size() <= limits_.bytes_max || fail(clone_errc::too_large);
}

bool tree_encoder::write_item(value const& item) {
  switch (item.kind()) {
    case value_kind::undefined:
      writer_.simple(detail::simple_undefined);
      return true;
    case value_kind::null:
      writer_.simple(detail::simple_null);
      return true;
    case value_kind::boolean:
      writer_.simple(item.as_boolean() ? detail::simple_true : detail::simple_false);
      return true;
    case value_kind::number:
      write_number(item.as_number());
      return true;
    case value_kind::bigint:
      write_bigint(item.as_bigint());
      return true;
    case value_kind::string:
      return write_text(item.as_string());
    case value_kind::array:
      return open_array(item.as_array());
    case value_kind::object:
      return open_object(item.as_object());
    case value_kind::uint8_array:
      writer_.head(major::tag, detail::tag_uint8_array);
      [[fallthrough]];
    case value_kind::array_buffer:
      return write_bytes(item.as_bytes());
  }
  std::unreachable();
}

void tree_encoder::write_number(double number) {
  constexpr auto exact_max = static_cast<double>(detail::exact_integer_max);
  if (-exact_max <= number && number <= exact_max) {
    auto const whole = static_cast<std::int64_t>(number);
    bool const minus_zero = whole == 0 && std::signbit(number);
    if (static_cast<double>(whole) == number && !minus_zero) return write_integer(whole);
  }
  write_float(number);
}

void tree_encoder::write_integer(std::int64_t number) {
  if (number >= 0) {
    writer_.head(major::unsigned_integer, static_cast<std::uint64_t>(number));
  } else {
    writer_.head(major::negative_integer, static_cast<std::uint64_t>(-1 - number));
  }
}

/// The shortest float that is equal to `number`.
void tree_encoder::write_float(double number) {
  if (std::isnan(number)) return writer_.floating(detail::simple_half, 0x7e00, 2);
  bool const in_range = std::isinf(number) || std::abs(number) <= std::numeric_limits<float>::max();
  auto const single = in_range ? static_cast<float>(number) : 0.0f;
  if (static_cast<double>(single) != number) {
    writer_.floating(detail::simple_double, std::bit_cast<std::uint64_t>(number), 8);
  } else if (auto const half = detail::exact_half(single)) {
    writer_.floating(detail::simple_half, *half, 2);
  } else {
    writer_.floating(detail::simple_single, std::bit_cast<std::uint32_t>(single), 4);
  }
}

void tree_encoder::write_bigint(bigint_view number) {
  auto const digits = [this](std::span<std::byte const> content) {
    writer_.head(major::byte_string, content.size());
    writer_.raw(content.data(), content.size());
  };
  writer_.head(major::tag, number.negative ? detail::tag_negative_bigint : detail::tag_bigint);
  number.negative ? digits(detail::decremented(number.magnitude)) : digits(number.magnitude);
}

bool tree_encoder::write_text(std::string_view text) {
  if (!detail::is_utf8(text)) return write_wtf8(text);
  if (text.size() > limits_.bytes_max) return fail(clone_errc::too_large);
  writer_.head(major::text_string, text.size());
  writer_.raw(text.data(), text.size());
  return true;
}

bool tree_encoder::write_wtf8(std::string_view text) {
  if (detail::form_of(text) == detail::text_form::invalid) return fail(clone_errc::invalid_utf8);
  writer_.head(major::tag, detail::tag_wtf8);
  return write_bytes(std::as_bytes(std::span(text)));
}

bool tree_encoder::write_bytes(std::span<std::byte const> content) {
  if (content.size() > limits_.bytes_max) return fail(clone_errc::too_large);
  writer_.head(major::byte_string, content.size());
  writer_.raw(content.data(), content.size());
  return true;
}

bool tree_encoder::open_array(value::array const& elements) {
  if (!count_container(elements.size())) return false;
  writer_.head(major::array, elements.size());
  open_.push() = {elements.data(), nullptr, elements.size(), elements.size()};
  return true;
}

bool tree_encoder::open_object(value::object const& members) {
  if (!count_container(members.size())) return false;
  writer_.head(major::map, members.size());
  open_.push() = {nullptr, members.begin(), members.size(), members.size()};
  return true;
}

bool tree_encoder::count_container(std::size_t items) {
  if (open_.size() >= limits_.depth_max) return fail(clone_errc::too_deep);
  if (items > limits_.items_max - items_) return fail(clone_errc::too_many_items);
  items_ += items;
  return true;
}

bool tree_encoder::fail(clone_errc code) {
  error_ = clone_error{.code = code, .path = path()};
  return false;
}

/// Where the walk is: the open containers, each at the item it took last.
std::string tree_encoder::path() {
  constexpr std::size_t steps_shown = 32;
  std::string path(detail::path_root);
  for (std::size_t level = 0; level < open_.size(); ++level) {
    if (level == steps_shown) return path + "…";
    open_container const& container = open_[level];
    path += container.member ? detail::member_step(container.member[-1].key())
                             : detail::element_step(container.size - container.left - 1);
  }
  return path;
}

}  // namespace

std::expected<void, clone_error> encode_into(bytes& out, value const& item,
                                             encode_options const& options) {
  return tree_encoder(out, options.limits).run(item);
}

std::expected<bytes, clone_error> encode(value const& item, encode_options const& options) {
  bytes out;
  if (auto written = encode_into(out, item, options); !written) {
    return std::unexpected(std::move(written).error());
  }
  return out;
}

}  // namespace weft
