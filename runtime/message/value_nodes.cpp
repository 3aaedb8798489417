#include "value_nodes.hpp"

#include <cstring>
#include <new>

#include "node_group.hpp"

namespace weft::detail {

namespace {

bool drop_reference(node& dropped) noexcept {
  // The only owner needs no read-modify-write: nobody else could add a reference now. Acquire pairs
  // with the release of those who dropped theirs before. (In a group others could, by copying what
  // is inside; there, the count says only whether the group has a reference here.)
  bool const alone = dropped.references.load(std::memory_order_acquire) == 1;
  if (alone && !(is_container(dropped.kind) && static_cast<container_node&>(dropped).group)) {
    return true;
  }
  return dropped.references.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

void free_leaf(node& leaf) noexcept {
  visit_node(leaf, []<class Node>(Node& freed) {
    if constexpr (std::is_same_v<Node, text_node>) {
      std::size_t const bytes = sizeof(text_node) + freed.size;
      freed.~text_node();
      free_recycled(&freed, bytes);
    } else {
      delete &freed;
    }
  });
}

/// Drops one reference. A leaf that nobody holds any more is freed, a container goes to the front
/// of `dead`.
void drop(node* dropped, container_node*& dead) noexcept {
  if (!is_container(dropped->kind)) {
    if (drop_reference(*dropped)) free_leaf(*dropped);
    return;
  }
  auto* const container = static_cast<container_node*>(dropped);
  node_group* const group = container->group;  // read while it is ours
  if (!drop_reference(*dropped)) return;
  if (group) return leave_group(*group);
  container->next = dead;
  dead = container;
}

/// Frees a container, and drops what it holds.
void free_container(container_node* container, container_node*& dead) noexcept {
  visit_container(*container, [&dead](auto& freed) {
    for_each_in(freed.content, [&dead](value& held) {
      if (node* const dropped = value_access::detach(held)) drop(dropped, dead);
    });
    delete &freed;
  });
}

}  // namespace

void delete_container(container_node* container) noexcept {
  visit_container(*container, [](auto& freed) { delete &freed; });
}

void release(node* dropped) noexcept {
  container_node* dead = nullptr;
  drop(dropped, dead);
  while (dead) {
    container_node* const next = dead;
    dead = next->next;
    free_container(next, dead);
  }
}

text_node* make_text_node(value_kind kind, std::string_view text) {
  void* const memory = allocate_recycled(sizeof(text_node) + text.size());
  auto* const made = new (memory) text_node(kind, text.size());
  std::memcpy(static_cast<std::byte*>(memory) + sizeof(text_node), text.data(), text.size());
  return made;
}

}  // namespace weft::detail
