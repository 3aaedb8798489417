#include <weft/detail/frame_reader.hpp>

#include <utility>

#include <weft/codec.hpp>
#include <weft/detail/cbor.hpp>

#include "message/text.hpp"

namespace weft::detail {
namespace {

/// As many as the longest frame has; the elements of a side table are counted apart.
constexpr std::uint64_t elements_max = 5;
constexpr std::uint64_t number_max = std::uint64_t{1} << 53;
constexpr std::uint64_t table_max = 1 << 16;

[[noreturn]] void no_frame(const char* what) {
  throw bad_frame(std::string("not a frame: ") + what);
}

constexpr std::byte null_item{7 << 5 | simple_null};
constexpr std::byte true_item{7 << 5 | simple_true};
constexpr std::byte false_item{7 << 5 | simple_false};

/// The first bytes of an item.
struct head {
  major type;
  std::uint64_t argument;
  std::size_t size;  // 0: there is no such item
};

head head_of(std::span<const std::byte> rest) noexcept {
  constexpr head none{};
  if (rest.empty()) return none;
  const auto initial = std::to_integer<unsigned>(rest.front());
  const auto type = static_cast<major>(initial >> 5);
  const unsigned info = initial & 0x1f;
  if (info < info_one_byte) return {type, info, 1};
  if (info > info_eight_bytes) return none;
  const std::size_t bytes = std::size_t{1} << (info - info_one_byte);
  if (rest.size() <= bytes) return none;
  std::uint64_t argument = 0;
  for (const std::byte one : rest.subspan(1, bytes))
    argument = argument << 8 | std::to_integer<std::uint64_t>(one);
  return {type, argument, 1 + bytes};
}

/// Takes the head of an item of that type off; its argument.
std::uint64_t take_head(std::span<const std::byte>& rest, major type, std::uint64_t argument_max) {
  const head next = head_of(rest);
  if (next.size == 0 || next.type != type || next.argument > argument_max)
    no_frame("an element of another kind");
  rest = rest.subspan(next.size);
  return next.argument;
}

std::string_view take_string(std::span<const std::byte>& rest, major type) {
  const auto size = static_cast<std::size_t>(take_head(rest, type, rest.size()));
  if (size > rest.size()) no_frame("cut off");
  const std::string_view found(reinterpret_cast<const char*>(rest.data()), size);
  rest = rest.subspan(size);
  return found;
}

}  // namespace

frame_kind frame_reader::begin() {
  left_ = static_cast<std::size_t>(take_head(rest_, major::array, elements_max));
  const std::uint64_t kind = number();
  if (kind > static_cast<std::uint64_t>(frame_kind::waiting)) no_frame("of no known kind");
  return static_cast<frame_kind>(kind);
}

void frame_reader::count_one() {
  if (left_ == 0) no_frame("too short");
  --left_;
}

std::uint64_t frame_reader::number() {
  count_one();
  return take_head(rest_, major::unsigned_integer, number_max);
}

bool frame_reader::skip_null() {
  if (rest_.empty() || rest_.front() != null_item) return false;
  count_one();
  rest_ = rest_.subspan(1);
  return true;
}

std::optional<std::uint64_t> frame_reader::number_or_null() {
  if (skip_null()) return std::nullopt;
  return number();
}

bool frame_reader::boolean() {
  count_one();
  if (rest_.empty() || (rest_.front() != true_item && rest_.front() != false_item))
    no_frame("no boolean");
  const bool yes = rest_.front() == true_item;
  rest_ = rest_.subspan(1);
  return yes;
}

std::string_view frame_reader::text() {
  count_one();
  const bool has_lone_surrogates = head_of(rest_).type == major::tag;
  if (has_lone_surrogates && take_head(rest_, major::tag, tag_wtf8) != tag_wtf8)
    no_frame("no text");
  const std::string_view found =
      take_string(rest_, has_lone_surrogates ? major::byte_string : major::text_string);
  if (has_lone_surrogates ? form_of(found) == text_form::invalid : !is_utf8(found))
    no_frame("no text");
  return found;
}

std::optional<std::string_view> frame_reader::text_or_null() {
  if (skip_null()) return std::nullopt;
  return text();
}

value frame_reader::content() {
  count_one();
  auto next = decode_next(rest_, {.beside = beside_});
  if (!next) throw bad_frame("not a frame: " + next.error().message());
  rest_ = rest_.subspan(next->size);
  return std::move(next->item);
}

std::size_t frame_reader::array() {
  count_one();
  const auto size = static_cast<std::size_t>(take_head(rest_, major::array, table_max));
  left_ += size;
  return size;
}

void frame_reader::end() {
  if (left_ != 0) no_frame("too long");
}

}  // namespace weft::detail
