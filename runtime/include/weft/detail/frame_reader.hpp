// Reads a post: frame after frame, word by word (docs/wire_format.md, "Frames").
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <weft/value.hpp>

namespace weft::detail {

enum class frame_kind : std::uint8_t {
  call,
  result,
  error,
  cancel,
  refs,
  hello,
  send,
  ask,
  answer,
  failure,
  gone,
  monitor,
  demonitor,
  down,
  link,
  unlink,
  exit,
  spawn,
  iterator,
  observable,
  item,
  done,
  pull,
  resume,
  subscribe,
  release,
  waiting,
};

/// The others are between actors.
constexpr bool is_about_calls(frame_kind kind) noexcept {
  return kind <= frame_kind::cancel || kind >= frame_kind::iterator;
}

/// The post holds what is no frame: whatever else its sender sends cannot be told apart.
class bad_frame : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Every read throws bad_frame for what does not fit. Nothing is copied but content.
class frame_reader {
 public:
  explicit frame_reader(std::span<const std::byte> post) noexcept : rest_(post) {}

  bool at_end() const noexcept { return rest_.empty(); }
  /// Goes on to the next frame.
  frame_kind begin();
  /// An id, or the number of an actor.
  std::uint64_t number();
  std::optional<std::uint64_t> number_or_null();
  bool boolean();
  /// Valid as long as the post is.
  std::string_view text();
  std::optional<std::string_view> text_or_null();
  value content();
  /// How many elements the element has that comes next, an array; they are to be read one by one.
  std::size_t array();
  /// The frame ends here.
  void end();

  /// What the side table of the next content has.
  void set_beside(std::vector<value> table) { beside_ = std::move(table); }
  void clear_beside() noexcept { beside_.clear(); }

 private:
  void count_one();
  bool skip_null();

  std::span<const std::byte> rest_;
  std::size_t left_ = 0;  // elements that are still to be read
  std::vector<value> beside_;
};

}  // namespace weft::detail
