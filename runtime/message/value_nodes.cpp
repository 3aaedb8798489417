#include "value_nodes.hpp"

#include <cstring>
#include <new>

namespace weft::detail {

namespace {

bool drop_reference(node& dropped) noexcept {
  // The only owner needs no read-modify-write: nobody else could add a reference now. Acquire pairs
  // with the release of those who dropped theirs before.
  if (dropped.references.load(std::memory_order_acquire) == 1) return true;
  return dropped.references.fetch_sub(1, std::memory_order_acq_rel) == 1;
}

void free_text(text_node* text) noexcept {
  text->~text_node();
  ::operator delete(text);
}

/// Drops one reference. A leaf that nobody holds any more is freed, a container goes to the front
/// of `dead`.
void drop(node* dropped, container_node*& dead) noexcept {
  if (!drop_reference(*dropped)) return;
  switch (dropped->kind) {
    case value_kind::array:
    case value_kind::object: {
      auto* const container = static_cast<container_node*>(dropped);
      container->next_dead = dead;
      dead = container;
      return;
    }
    case value_kind::array_buffer:
    case value_kind::uint8_array:
      delete static_cast<bytes_node*>(dropped);
      return;
    default:
      free_text(static_cast<text_node*>(dropped));
  }
}

void drop(value& held, container_node*& dead) noexcept {
  if (node* const dropped = value_access::detach(held)) drop(dropped, dead);
}

/// Frees a container, and drops what it holds.
void free_container(container_node* container, container_node*& dead) noexcept {
  if (container->kind == value_kind::array) {
    auto* const array = static_cast<array_node*>(container);
    for (value& element : array->elements) drop(element, dead);
    delete array;
  } else {
    auto* const object = static_cast<object_node*>(container);
    for (auto& entry : object->members) drop(entry.item(), dead);
    delete object;  // keys are strings: they hold nothing further
  }
}

}  // namespace

void release(node* dropped) noexcept {
  container_node* dead = nullptr;
  drop(dropped, dead);
  while (dead) {
    container_node* const next = dead;
    dead = next->next_dead;
    free_container(next, dead);
  }
}

text_node* make_text_node(value_kind kind, std::string_view text) {
  void* const memory = ::operator new(sizeof(text_node) + text.size());
  auto* const made = new (memory) text_node(kind, text.size());
  std::memcpy(static_cast<std::byte*>(memory) + sizeof(text_node), text.data(), text.size());
  return made;
}

}  // namespace weft::detail
