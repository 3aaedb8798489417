#include <weft/detail/item_extent.hpp>

#include <weft/detail/cbor.hpp>

namespace weft::detail {

namespace {

constexpr std::uint64_t endless = std::uint64_t{1} << 62;  // no input has as many bytes

}  // namespace

bool item_extent::settled(std::span<std::byte const> arrived) {
  while (!wrong_ && awaited_ > 0) {
    step const taken = take_head(arrived);
    if (taken == step::wait) return false;
    wrong_ = taken == step::wrong;
  }
  return at_ <= arrived.size() && awaited_ <= arrived.size() - at_;
}

item_extent::step item_extent::take_head(std::span<std::byte const> arrived) {
  if (at_ >= arrived.size()) return step::wait;
  auto const initial = std::to_integer<std::uint8_t>(arrived[at_]);
  auto const type = static_cast<major>(initial >> 5);
  std::uint8_t const info = initial & 0x1f;
  if (info > info_eight_bytes) return step::wrong;
  std::size_t const digits = info < info_one_byte ? 0 : std::size_t{1} << (info - info_one_byte);
  if (arrived.size() - at_ - 1 < digits) return step::wait;
  std::uint64_t argument = digits == 0 ? info : 0;
  for (std::size_t i = 1; i <= digits; ++i) {
    argument = argument << 8 | std::to_integer<std::uint64_t>(arrived[at_ + i]);
  }

  bool const has_items = type == major::array || type == major::map;
  bool const is_string = type == major::byte_string || type == major::text_string;
  if (argument > (is_string ? static_cast<std::size_t>(-1) / 2 : endless / 4) &&
      (is_string || has_items)) {
    awaited_ = endless;
    return step::wrong;
  }
  at_ += 1 + digits + (is_string ? static_cast<std::size_t>(argument) : 0);
  if (has_items) awaited_ += type == major::map ? 2 * argument : argument;
  if (type != major::tag) --awaited_;  // the content of a tag takes its place
  return awaited_ < endless ? step::taken : step::wrong;
}

}  // namespace weft::detail
