// Writes one message: a value, or a C++ object part by part (weft/detail/converters.hpp).
//
// Every method that may fail returns whether it did not; the writer then holds the error.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/bytes.hpp>
#include <weft/clone_error.hpp>
#include <weft/codec.hpp>
#include <weft/detail/byte_writer.hpp>
#include <weft/detail/small_stack.hpp>
#include <weft/value.hpp>

namespace weft::detail {

class message_memory;  // what only messages with identity need

/// A container that is being written: which, and what of it comes next.
struct open_write {
  enum class shape : std::uint8_t { elements, members, entries, sparse, error };
  union cursor {
    value const* element;
    value::object::entry const* member;
    value::map::entry const* entry;
    value::sparse_array const* sparse;
    value::error const* failure;
  };

  shape of;
  bool at_item = false;     // of entries: the key has been written
  std::uint32_t stage = 0;  // of sparse: the least index that may come; of errors: which part
  cursor next;
  std::size_t size;
  std::size_t left;
};

class message_writer {
 public:
  /// Appends to `out`. `outside`, if given, is what byte_writer says.
  message_writer(bytes& out, encode_options const& options,
                 std::vector<outside_bytes>* outside = nullptr) noexcept;
  ~message_writer();
  message_writer(message_writer const&) = delete;
  message_writer& operator=(message_writer const&) = delete;

  /// Writes `root` and all that it holds; it must stay as it is until `finish`.
  bool item(value const& root);

  // Parts of a C++ object.
  bool number(double number);
  bool integer(std::int64_t number) {
    number >= 0 ? writer_.head(major::unsigned_integer, static_cast<std::uint64_t>(number))
                : writer_.head(major::negative_integer, static_cast<std::uint64_t>(-1 - number));
    return true;
  }
  bool simple(std::uint8_t info) {
    writer_.simple(info);
    return true;
  }
  bool text(std::string_view text);
  bool byte_string(std::span<std::byte const> content);
  /// Opens an array or map; each needs a `close`.
  bool open(major type, std::size_t items) {
    if (!count(items)) return false;
    ++outer_depth_;
    writer_.head(type, items);
    return true;
  }
  template <std::size_t Size>
  bool open(std::array<char, Size> const& head, std::size_t items) {
    if (!count(items)) return false;
    ++outer_depth_;
    writer_.fixed(head);
    return true;
  }
  bool close() noexcept {
    --outer_depth_;
    return true;
  }
  template <std::size_t Size>
  bool fixed(std::array<char, Size> const& content) {
    writer_.fixed(content);
    return true;
  }
  /// Writes a value that was made for this message.
  bool made_item(value made);

  /// Due in the end, with what the last call has returned. On error all is undone.
  std::expected<void, clone_error> finish(bool written);

 private:
  bool walk();
  bool write_next(open_write& container);
  bool write_entry(open_write& container);
  bool write_sparse(open_write& container);
  bool write_error_part(open_write& container);
  bool write_members(value::object const& members);
  bool write(value const& item);
  bool write_node(value const& item);
  bool write_key(value const& key);
  void bigint(bigint_view number);
  void floating(double number);
  bool wtf8(std::string_view text);
  bool array(value::array const& elements);
  bool set(value::set const& elements);
  bool map(value::map const& entries);
  bool sparse_array(value::sparse_array const& elements);
  bool error(value::error const& failure);
  bool boxed(value::boxed const& boxed);
  void date(value::date time);
  bool regexp(value::regexp const& expression);
  bool array_buffer(value const& buffer);
  bool buffer_content(value const& buffer, std::span<std::byte const> part);
  bool view(value::view const& view);
  bool shown_alone(value::view const& view);
  bool capability(value const& handle);
  bool beside(value const& item, std::string_view kind, std::size_t bytes);
  bool is_met(value const& item);
  message_memory& memory();

  void class_head(std::string_view name, std::size_t arguments);
  bool count(std::size_t items) {
    if (open_.size() + outer_depth_ >= options_.limits.depth_max) return fail(clone_errc::too_deep);
    if (items > options_.limits.items_max - items_) return fail(clone_errc::too_many_items);
    items_ += items;
    return true;
  }
  open_write& opened(open_write::shape of, std::size_t size) {
    auto& top = open_.push();
    top.of = of;
    top.at_item = false;
    top.stage = 0;
    top.size = top.left = size;
    return top;
  }
  bool fail(clone_errc code, std::string_view detail = {});
  std::string path();
  static std::string step_of(open_write const& container);

  byte_writer writer_;
  bytes& out_;
  std::size_t const start_;
  encode_options const& options_;
  std::vector<outside_bytes>* const outside_;
  std::size_t const beside_at_start_;
  std::size_t beside_bytes_ = 0;
  std::size_t items_ = 1;
  std::size_t outer_depth_ = 0;  // open parts of a C++ object
  value const* root_ = nullptr;
  std::size_t roots_ = 0;
  small_stack<open_write> open_;
  std::unique_ptr<message_memory> memory_;
  std::optional<clone_error> error_;
};

}  // namespace weft::detail
