// The heap nodes behind values, and the one door through which this folder reaches into a value.
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include <weft/value.hpp>

namespace weft::detail {

/// A node that holds other values. `next_dead` links those whose turn to be freed has come, so that
/// freeing needs neither recursion nor memory.
struct container_node : node {
  using node::node;
  container_node* next_dead = nullptr;
};

struct array_node : container_node {
  explicit array_node(value::array from)
      : container_node(value_kind::array), elements(std::move(from)) {}
  value::array elements;
};

struct object_node : container_node {
  explicit object_node(value::object from)
      : container_node(value_kind::object), members(std::move(from)) {}
  value::object members;
};

struct bytes_node : node {
  bytes_node(value_kind of, bytes from) : node(of), content(std::move(from)) {}
  bytes content;
};

/// A node for `text`, which is longer than fits a value. The caller owns it.
text_node* make_text_node(value_kind kind, std::string_view text);

struct value_access {
  /// Builds a value where an undefined one is. A temporary would be written in parts and read at
  /// once as a whole, which processors are slow at.
  template <class From>
  static void build(value& undefined, From&& from) {
    std::construct_at(&undefined, std::forward<From>(from));
  }
  static value adopt(node* owned) noexcept { return value(owned); }
  static node* node_of(value const& v) noexcept { return v.on_heap() ? v.word_.node : nullptr; }
  /// Takes the node out of `v`, which becomes undefined; nullptr if it has none.
  static node* detach(value& v) noexcept {
    node* const taken = node_of(v);
    if (taken) v.word_ = {};
    return taken;
  }
};

}  // namespace weft::detail
