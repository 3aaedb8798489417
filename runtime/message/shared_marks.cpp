#include "shared_marks.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace weft::detail {

namespace {

constexpr std::array<unsigned char, 2> shared_mark = {0xd8, 0x1c};     // tag 28
constexpr std::array<unsigned char, 2> reference_mark = {0xd8, 0x1d};  // tag 29

/// Bytes that `number` takes as a CBOR integer.
std::size_t integer_size(std::size_t number) noexcept {
  if (number < info_one_byte) return 1;
  auto const bits = static_cast<unsigned>(std::bit_width(number));
  return 1 + std::bit_ceil((bits + 7) / 8);
}

void write_integer(std::size_t number, std::byte* at, std::size_t size) noexcept {
  if (size == 1) {
    *at = static_cast<std::byte>(number);
    return;
  }
  for (std::size_t i = size; i-- > 1; number >>= 8) at[i] = static_cast<std::byte>(number & 0xff);
  auto const power = static_cast<unsigned>(std::bit_width(size - 1) - 1);
  *at = static_cast<std::byte>(info_one_byte + power);
}

}  // namespace

bool shared_marks::meet(node const* met, std::size_t position) {
  auto const [first, is_new] = first_mark_.insert(met, marks_.size());
  if (!is_new) {
    marks_[first].number = 0;  // no longer `unshared`
    met_again_ = true;
  }
  marks_.push_back({position, first, unshared});
  return !is_new;
}

void shared_marks::number_marks() {
  if (std::exchange(numbered_, true)) return;
  std::size_t next = 0;
  for (std::size_t at = 0; at < marks_.size(); ++at) {
    mark& each = marks_[at];
    if (each.is_first(at) && each.number != unshared) each.number = next++;
  }
}

std::size_t shared_marks::size() {
  if (!met_again_) return 0;
  number_marks();
  std::size_t sum = 0;
  for (std::size_t at = 0; at < marks_.size(); ++at) {
    mark const& each = marks_[at];
    if (!each.is_first(at)) {
      sum += reference_mark.size() + integer_size(marks_[each.first].number);
    } else if (each.number != unshared) {
      sum += shared_mark.size();
    }
  }
  return sum;
}

/// Writes a mark so that it ends at `end`; its size.
std::size_t shared_marks::write(std::size_t at, std::byte* end) const noexcept {
  mark const& each = marks_[at];
  if (each.is_first(at)) {
    if (each.number == unshared) return 0;
    std::memcpy(end - shared_mark.size(), shared_mark.data(), shared_mark.size());
    return shared_mark.size();
  }
  std::size_t const number = marks_[each.first].number;
  std::size_t const digits = integer_size(number);
  write_integer(number, end - digits, digits);
  std::memcpy(end - digits - reference_mark.size(), reference_mark.data(), reference_mark.size());
  return digits + reference_mark.size();
}

void shared_marks::apply(bytes& out, std::size_t start, std::vector<outside_bytes>* outside) {
  std::size_t added = size();
  if (added == 0) return;
  std::size_t end = out.size() - start;  // of what has not been moved
  out.resize(out.size() + added);
  std::byte* const first = out.data() + start;
  std::size_t outside_left = outside ? outside->size() : 0;
  for (std::size_t at = marks_.size(); at-- > 0;) {
    std::size_t const position = marks_[at].position;
    // What lies outside at a mark's own position is behind it: its head comes between.
    while (outside_left > 0 && (*outside)[outside_left - 1].position > position) {
      (*outside)[--outside_left].position += added;
    }
    std::memmove(first + position + added, first + position, end - position);
    end = position;
    added -= write(at, first + position + added);
  }
}

}  // namespace weft::detail
