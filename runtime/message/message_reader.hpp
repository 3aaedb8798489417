// Reads one message: item after item, each put where it belongs, with an explicit stack of the
// containers that are still open.
//
// Whatever has been read can be reached from the root at every moment, in place. So a message that
// turns out to be wrong is let go as a whole, even when it has cycles.
#pragma once

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

#include <weft/codec.hpp>
#include <weft/detail/small_stack.hpp>

#include "class_names.hpp"
#include "item_reader.hpp"
#include "node_group.hpp"

namespace weft::detail {

/// A container that is being read.
struct open_read {
  enum class shape : std::uint8_t { elements, set, members, entries, sparse, error };
  union place {
    value* element;  // next to be read
    value::set* set;
    value::object* members;
    value::map* entries;
    value::sparse_array* sparse;
    value::error* failure;
  };

  shape of;
  bool at_item = false;      // of entries: the key has been read
  bool has_members = false;  // of errors: own properties follow
  place into;
  std::size_t left;
  std::size_t shared;  // the number under tag 28, or `unshared`
  std::size_t offset;  // of the item
};

class message_reader {
 public:
  message_reader(std::span<std::byte const> input, decode_options const& options) noexcept
      : reader_(input, options.limits.bytes_max), options_(options) {}

  ~message_reader();
  message_reader(message_reader const&) = delete;
  message_reader& operator=(message_reader const&) = delete;

  /// Reads one item.
  std::expected<void, clone_error> run();
  value take_root() noexcept { return std::move(root_); }
  /// How much of the input it took.
  std::size_t offset() const noexcept { return reader_.offset(); }

 private:
  static constexpr std::size_t unshared = static_cast<std::size_t>(-1);

  void settle() noexcept;
  bool read_all(value& root);
  bool read_next(open_read& container);
  bool read_element(open_read& set);
  bool read_member(open_read& object);
  bool read_entry(open_read& map);
  bool read_sparse(open_read& sparse);
  bool read_error_part(open_read& error);
  bool read_key(value& place, std::size_t& offset);
  void close();

  bool read_item(value& place);
  bool read_text(item_head const& head, value& place);
  bool read_tagged(item_head const& tag, value& place);
  bool read_simple(item_head const& head, value& place);
  bool read_bytes(item_head const& head, value& place);
  bool read_bigint(item_head const& tag, value& place);

  bool read_shared(item_head const& tag, value& place);
  bool read_reference(item_head const& tag, value& place);

  bool open_array(item_head const& head, value& place);
  bool open_object(item_head const& head, value& place);
  bool open_set(item_head const& tag, value& place);
  bool open_map(item_head const& tag, value& place);
  bool check_limits(std::size_t items, std::size_t offset);
  bool add_items(std::size_t items, std::size_t offset);
  open_read& opened(open_read::shape of, std::size_t size, value const& place, std::size_t offset);

  bool read_date(item_head const& tag, value& place);
  bool read_long_date(item_head const& tag, value& place);
  bool read_regexp(item_head const& tag, value& place);
  bool read_class(item_head const& tag, value& place);
  bool read_boxed(item_head const& tag, value_kind kind, value& place);
  bool read_sparse_array(item_head const& tag, value& place);
  bool read_error(item_head const& tag, error_type type, std::size_t arguments, value& place);
  bool read_array_buffer(item_head const& tag, value& place);
  bool read_view(item_head const& tag, view_type type, std::size_t arguments, value& place);
  bool read_view_alone(item_head const& tag, tagged_view as, value& place);
  bool read_beside(item_head const& tag, value const*& entry);
  bool read_bytes_beside(item_head const& tag, value& place);
  bool read_capability(item_head const& tag, capability_kind kind, value& place);

  // Parts of classes, each an element of the array under `tag`: what does not fit is bad content.
  bool read_class_head(item_head const& tag, std::size_t& arguments, std::string_view& name);
  bool read_array_head(item_head const& tag, std::size_t& size);
  bool read_map_head(item_head const& tag, item_head& head);
  bool read_string(item_head const& tag, std::string& into);
  bool read_scalar(item_head const& tag, value& into);
  bool read_number(item_head const& tag, double& number);
  bool read_size(item_head const& tag, std::uint64_t max, std::uint64_t& size);
  bool read_buffer(item_head const& tag, value& place);
  enum class buffer_forms { all, fixed_length };
  bool read_buffer_form(item_head const& tag, buffer_forms allowed, value& place);
  bool check_bytes(std::size_t offset);
  bool bad_content(item_head const& tag);

  value root_;
  item_reader reader_;
  decode_options const& options_;
  std::size_t items_ = 1;
  std::size_t beside_bytes_ = 0;
  small_stack<open_read> open_;

  struct shared_item {
    value item;
    bool built = false;
    bool open = false;
  };
  std::vector<shared_item> shared_;
  std::size_t marked_ = unshared;      // the number of the item that is about to be read
  std::unique_ptr<node_group> group_;  // there is a cycle
};

}  // namespace weft::detail
