#include "node_group.hpp"

namespace weft::detail {

namespace {

container_node* container_at(value const& v) noexcept {
  return is_container(v.kind()) ? static_cast<container_node*>(value_access::node_at(v)) : nullptr;
}

/// The edges of `changed` count again.
void count_edges(container_node& changed) noexcept {
  for_each_inner(changed, [](value& held) {
    if (!value_access::is_internal(held)) return;
    value_access::mark_counted(held);
    value_access::node_at(held)->references.fetch_add(1, std::memory_order_relaxed);
  });
}

}  // namespace

void form_group(value& root, node_group* group) noexcept {
  container_node* last = container_at(root);
  group->first = last;
  last->group = group;
  for (container_node* each = group->first; each; each = each->next) {
    for_each_inner(*each, [&last, group](value& held) {
      container_node* const met = container_at(held);
      if (!met) return;
      value_access::mark_internal(held);
      met->references.fetch_sub(1, std::memory_order_relaxed);
      if (met->group) return;
      met->group = group;
      last->next = met;
      last = met;
    });
  }
  group->nodes_held.store(1, std::memory_order_relaxed);  // the root
}

void enter_group(node* held) noexcept {
  static_cast<container_node*>(held)->group->nodes_held.fetch_add(1, std::memory_order_relaxed);
}

void leave_group(node_group& group) noexcept {
  if (group.nodes_held.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  for (container_node* each = group.first; each;) {
    container_node* const freed = each;
    each = each->next;
    delete_container(freed);  // what counts in there are leaves
  }
  delete &group;
}

void thaw(node* changed) {
  if (!is_container(changed->kind)) return;
  node_group* const group = static_cast<container_node*>(changed)->group;
  if (!group) return;
  // Each node is held until all edges count, since one that nobody refers to goes in the end.
  container_node* const first = group->first;
  for (container_node* each = first; each; each = each->next) {
    each->references.fetch_add(1, std::memory_order_relaxed);
    each->group = nullptr;
    count_edges(*each);
  }
  delete group;
  for (container_node* each = first; each;) {
    container_node* const thawed = each;
    each = each->next;
    release(thawed);
  }
}

}  // namespace weft::detail
