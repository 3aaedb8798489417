// The heap nodes behind values, and the one door through which this folder reaches into a value.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include <weft/detail/recycled.hpp>
#include <weft/value.hpp>

namespace weft::detail {

struct node_group;

/// A node that holds other values.
struct container_node : node {
  using node::node;
  container_node* next = nullptr;  // of a group; or of those whose turn to be freed has come
  node_group* group = nullptr;     // constant while other threads may see the node
};

template <class Content>
struct kind_of;
template <class Content, class Base, value_kind Kind>
struct kind_is {
  using base = Base;
  static constexpr value_kind kind = Kind;
};
template <>
struct kind_of<value::array> : kind_is<value::array, container_node, value_kind::array> {};
template <>
struct kind_of<value::sparse_array>
    : kind_is<value::sparse_array, container_node, value_kind::sparse_array> {};
template <>
struct kind_of<value::object> : kind_is<value::object, container_node, value_kind::object> {};
template <>
struct kind_of<value::map> : kind_is<value::map, container_node, value_kind::map> {};
template <>
struct kind_of<value::set> : kind_is<value::set, container_node, value_kind::set> {};
template <>
struct kind_of<value::error> : kind_is<value::error, container_node, value_kind::error> {};
// What holds no container cannot be part of a cycle, nor recurse when it is freed.
template <>
struct kind_of<value::boxed> : kind_is<value::boxed, node, value_kind::boxed> {};
template <>
struct kind_of<value::date> : kind_is<value::date, node, value_kind::date> {};
template <>
struct kind_of<value::regexp> : kind_is<value::regexp, node, value_kind::regexp> {};
template <>
struct kind_of<value::array_buffer> : kind_is<value::array_buffer, node, value_kind::array_buffer> {
};
template <>
struct kind_of<value::typed_array> : kind_is<value::typed_array, node, value_kind::typed_array> {};
template <>
struct kind_of<value::data_view> : kind_is<value::data_view, node, value_kind::data_view> {};
template <>
struct kind_of<std::shared_ptr<value::capability>>
    : kind_is<std::shared_ptr<value::capability>, node, value_kind::capability> {};

template <class Content>
struct node_of : kind_of<Content>::base, recycled {
  explicit node_of(Content&& from)
      : kind_of<Content>::base(kind_of<Content>::kind), content(std::move(from)) {}
  Content content;
};

/// Calls `use` with a node as what it is.
template <class Use>
decltype(auto) visit_node(node& visited, Use use) {
  switch (visited.kind) {
    case value_kind::array:
      return use(static_cast<node_of<value::array>&>(visited));
    case value_kind::sparse_array:
      return use(static_cast<node_of<value::sparse_array>&>(visited));
    case value_kind::object:
      return use(static_cast<node_of<value::object>&>(visited));
    case value_kind::map:
      return use(static_cast<node_of<value::map>&>(visited));
    case value_kind::set:
      return use(static_cast<node_of<value::set>&>(visited));
    case value_kind::error:
      return use(static_cast<node_of<value::error>&>(visited));
    case value_kind::boxed:
      return use(static_cast<node_of<value::boxed>&>(visited));
    case value_kind::date:
      return use(static_cast<node_of<value::date>&>(visited));
    case value_kind::regexp:
      return use(static_cast<node_of<value::regexp>&>(visited));
    case value_kind::array_buffer:
      return use(static_cast<node_of<value::array_buffer>&>(visited));
    case value_kind::typed_array:
      return use(static_cast<node_of<value::typed_array>&>(visited));
    case value_kind::data_view:
      return use(static_cast<node_of<value::data_view>&>(visited));
    case value_kind::capability:
      return use(static_cast<node_of<std::shared_ptr<value::capability>>&>(visited));
    default:
      return use(static_cast<text_node&>(visited));
  }
}

inline bool is_container(value_kind kind) noexcept {
  return value_kind::array <= kind && kind <= value_kind::error;
}

/// A node for `text`, which is longer than fits a value. The caller owns it.
text_node* make_text_node(value_kind kind, std::string_view text);

struct value_access {
  /// Builds a value where an undefined one is. A temporary would be written in parts and read at
  /// once as a whole, which processors are slow at.
  template <class From>
  static void build(value& undefined, From&& from) {
    std::construct_at(&undefined, std::forward<From>(from));
  }
  template <class Content>
  static Content& build_node(value& undefined, Content content) {
    auto* const made = new node_of<Content>(std::move(content));
    std::construct_at(&undefined, adopt(made));
    return made->content;
  }
  static value adopt(node* owned) noexcept { return value(owned); }
  static node* node_at(value const& v) noexcept { return v.on_heap() ? v.word_.node : nullptr; }
  /// Takes the node out of `v`, which becomes undefined; nullptr if it has none, or does not count.
  static node* detach(value& v) noexcept {
    if (v.text_.size != value::on_heap_mark) return nullptr;
    node* const taken = v.word_.node;
    v.word_ = {};
    return taken;
  }

  static constexpr std::size_t short_text_max = value::inline_max;
  /// The characters of a string that is kept inside `v` and is ASCII, or nullptr. All
  /// `short_text_max` of them can be read.
  static char const* short_ascii(value const& v) noexcept {
    if (v.on_heap()) return nullptr;
    std::uint64_t first, last;  // these overlap
    std::memcpy(&first, v.text_.chars, sizeof first);
    std::memcpy(&last, v.text_.chars + short_text_max - sizeof last, sizeof last);
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    return ((first | last) & high_bits) == 0 ? v.text_.chars : nullptr;
  }

  static std::size_t short_size(value const& v) noexcept { return v.text_.size; }

  /// Builds a string of `size` characters, at most `short_text_max`, where an undefined value is.
  /// They are those of the little-endian words `low` and `high`, which are zero beyond them.
  static void build_short_text(value& undefined, std::size_t size, std::uint64_t low,
                               std::uint64_t high) noexcept {
    std::uint64_t const words[2] = {
        static_cast<std::uint64_t>(value_kind::string) | std::uint64_t{size} << 8 | low << 16,
        low >> 48 | high << 16};
    static_assert(sizeof words == sizeof(value));
    std::memcpy(static_cast<void*>(&undefined), words, sizeof words);
  }

  /// Whether two strings are the same.
  static bool same_text(value const& a, value const& b) noexcept {
    std::uint64_t left[2], right[2];
    std::memcpy(left, static_cast<void const*>(&a), sizeof left);
    std::memcpy(right, static_cast<void const*>(&b), sizeof right);
    if (left[0] != right[0]) return false;  // both are inside, or both on the heap
    return left[1] == right[1] || (a.on_heap() && a.text() == b.text());
  }

  static bool is_internal(value const& v) noexcept { return v.text_.size == value::internal_mark; }
  static void mark_internal(value& v) noexcept { v.word_.size = value::internal_mark; }
  static void mark_counted(value& v) noexcept { v.word_.size = value::on_heap_mark; }

  static detail::entry_table<value::object::entry>& table(value::object& of) noexcept {
    return of.table_;
  }
  static detail::entry_table<value::map::entry>& table(value::map& of) noexcept {
    return of.table_;
  }
  static value& key(value::object::entry& of) noexcept { return of.key_; }
  static value const& key(value::object::entry const& of) noexcept { return of.key_; }
  static value& key(value::map::entry& of) noexcept { return of.key_; }
  static value::array& elements(value::set& of) noexcept { return of.elements_; }
  static bool admit_last(value::set& of);
};

// Calls `use` with every value in the content of a container that may be a container itself.

template <class Use>
void for_each_in(value::array& elements, Use use) {
  for (value& element : elements) use(element);
}
template <class Use>
void for_each_in(value::object& members, Use use) {
  for (auto& entry : members) use(entry.item());
}
template <class Use>
void for_each_in(value::map& entries, Use use) {
  for (auto& entry : entries) {
    use(value_access::key(entry));
    use(entry.item());
  }
}
template <class Use>
void for_each_in(value::set& elements, Use use) {
  for_each_in(value_access::elements(elements), use);
}
template <class Use>
void for_each_in(value::sparse_array& sparse, Use use) {
  for (auto& [index, element] : sparse.elements) use(element);
  for_each_in(sparse.properties, use);
}
template <class Use>
void for_each_in(value::error& failure, Use use) {
  for (auto* const part :
       {&failure.cause, &failure.errors, &failure.suppressing, &failure.suppressed}) {
    if (*part) use(**part);
  }
  for_each_in(failure.properties, use);
}

/// Calls `use` with a container as what it is.
template <class Use>
void visit_container(container_node& container, Use use) {
  visit_node(container, [&use]<class Node>(Node& visited) {
    if constexpr (std::is_base_of_v<container_node, Node>) use(visited);
  });
}

template <class Use>
void for_each_inner(container_node& container, Use use) {
  visit_container(container, [&use](auto& visited) { for_each_in(visited.content, use); });
}

}  // namespace weft::detail
