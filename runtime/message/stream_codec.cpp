#include <weft/stream_codec.hpp>

#include <string>
#include <utility>

#include <weft/detail/message_writer.hpp>

namespace weft {

namespace {

constexpr std::byte version{2};

bool is_integer(std::byte initial) noexcept {
  return (initial >> 5) == std::byte{static_cast<unsigned char>(detail::major::unsigned_integer)};
}

}  // namespace

encoder::encoder(sink out, encode_options options)
    : out_(std::move(out)), options_(std::move(options)), gathered_{version} {}

std::expected<void, clone_error> encoder::push(value const& item) {
  std::size_t const start = gathered_.size();
  detail::message_writer writer(gathered_, options_, &outside_);
  bool const written = writer.item(item);
  auto result = writer.finish(written);
  if (result && !outside_.empty()) hand_out_with_outside(start);
  outside_.clear();
  if (gathered_.size() >= piece_bytes) flush();
  return result;
}

/// Hands out all there is; the positions of what lies outside count from `start`.
void encoder::hand_out_with_outside(std::size_t start) {
  std::span<std::byte const> rest = gathered_;
  std::size_t handed_out = 0;
  for (auto const& [position, content] : outside_) {
    std::size_t const before = start + position - std::exchange(handed_out, start + position);
    if (before != 0) out_(rest.first(before));
    out_(content);
    rest = rest.subspan(before);
  }
  if (!rest.empty()) out_(rest);
  gathered_.clear();
}

void encoder::flush() {
  if (!gathered_.empty()) out_(gathered_);
  gathered_.clear();
}

void decoder::push(std::span<std::byte const> piece) {
  arrived_.insert(arrived_.end(), piece.begin(), piece.end());
}

std::expected<std::optional<value>, clone_error> decoder::next() {
  if (error_) return std::unexpected(*error_);
  if (!version_taken_) {
    if (auto const taken = take_version(); !taken) {
      return std::unexpected(error_.emplace(taken.error()));
    }
    if (!version_taken_) return std::nullopt;
  }
  if (pending().empty()) return std::nullopt;
  auto item = next_item();
  if (!item) error_ = item.error();
  return item;
}

std::expected<std::optional<value>, clone_error> decoder::next_item() {
  auto const input = pending();
  bool const cut = input.size() > options_.limits.bytes_max;
  if (!extent_.settled(input) && !cut && !finished_) return std::nullopt;
  auto first = decode_next(input, options_);
  if (!first) {
    first.error().offset += offset_;
    return std::unexpected(std::move(first).error());
  }
  take(first->size);
  return std::move(first->item);
}

std::expected<void, clone_error> decoder::take_version() {
  if (!pending().empty() && !is_integer(pending().front())) {
    return std::unexpected(clone_error{.code = clone_errc::unsupported, .detail = "no version"});
  }
  auto const number = next_item();
  if (!number) return std::unexpected(number.error());
  if (!*number) return {};
  if (**number != value(2)) {
    auto const other = (*number)->if_number();
    return std::unexpected(
        clone_error{.code = clone_errc::unsupported,
                    .detail = other ? "version " + std::to_string(static_cast<std::int64_t>(*other))
                                    : "version"});
  }
  version_taken_ = true;
  return {};
}

void decoder::take(std::size_t bytes) {
  taken_ += bytes;
  offset_ += bytes;
  extent_ = {};
  if (2 * taken_ < arrived_.size()) return;
  // Now moving the rest costs no more than what has been taken.
  arrived_.erase(arrived_.begin(), arrived_.begin() + static_cast<std::ptrdiff_t>(taken_));
  taken_ = 0;
}

}  // namespace weft
