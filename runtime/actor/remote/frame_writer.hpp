// Writes a frame, element by element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

#include <weft/codec.hpp>
#include <weft/detail/frame_reader.hpp>
#include <weft/detail/message_writer.hpp>

namespace weft::detail {

class frame_writer {
 public:
  /// Appends a frame to `out`. What its content has of capabilities goes to `beside`.
  frame_writer(bytes& out, side_table& beside) noexcept
      : options_{.beside = &beside}, writer_(out, options_) {}

  /// First of all: it has `elements` elements, its kind among them.
  frame_writer& begin(frame_kind kind, std::size_t elements) {
    // Closed at once: nothing but the content holds parts that may be shared, and it is one value.
    written_ = writer_.open(major::array, elements) && writer_.close();
    return number(static_cast<std::uint64_t>(kind));
  }

  frame_writer& number(std::uint64_t number) {
    written_ = written_ && writer_.integer(static_cast<std::int64_t>(number));
    return *this;
  }
  frame_writer& null() {
    written_ = written_ && writer_.simple(simple_null);
    return *this;
  }
  frame_writer& boolean(bool yes) {
    written_ = written_ && writer_.simple(yes ? simple_true : simple_false);
    return *this;
  }
  frame_writer& text(std::string_view text) {
    written_ = written_ && writer_.text(text);
    return *this;
  }
  frame_writer& text_or_null(std::string_view text) {
    return text.empty() ? null() : this->text(text);
  }
  /// An array of so many elements, which follow.
  frame_writer& array(std::size_t elements) {
    written_ = written_ && writer_.open(major::array, elements);
    return *this;
  }
  frame_writer& end_array() {
    written_ = written_ && writer_.close();
    return *this;
  }
  /// Only once in a frame; `content` stays as it is until `finish`.
  frame_writer& content(const value& content) {
    written_ = written_ && writer_.item(content);
    return *this;
  }

  /// Errors: why the frame cannot be written; then nothing was.
  std::expected<void, clone_error> finish() { return writer_.finish(written_); }

 private:
  const encode_options options_;
  message_writer writer_;
  bool written_ = true;
};

}  // namespace weft::detail
