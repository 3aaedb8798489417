// The nodes of a decoded message that has a cycle: they live and die together.
//
//   value (outside) ──counted──▶ node ──internal──▶ node ──internal──▶ node ─┐
//                                  ▲                                         │
//                                  └────────────────internal─────────────────┘
//
// References between the nodes of a group are internal: they do not count. So a node's count is that
// of the references from outside, and may be zero while the node lives. The group counts its nodes
// whose count is not zero. Whoever raises a node's count from zero reached the node from another one
// of the group, which it holds: so the group's count does not fall to zero in between.
//
// Internal references are never moved away: whoever may change a node thaws its group first.
#pragma once

#include <atomic>
#include <cstdint>

#include "value_nodes.hpp"

namespace weft::detail {

struct node_group {
  std::atomic<std::uint32_t> nodes_held{0};
  container_node* first = nullptr;
};

/// Makes `group` of all containers that can be reached from `root`, none of which is in a group or
/// held from elsewhere.
void form_group(value& root, node_group* group) noexcept;

/// A node of `group` has lost its last reference from outside.
void leave_group(node_group& group) noexcept;

/// Deletes a node of which the containers inside are gone, or not counted.
void delete_container(container_node* container) noexcept;

}  // namespace weft::detail
