#include "message_memory.hpp"

namespace weft::detail {

bool message_memory::is_alone(value const& root, node const* buffer) {
  if (!std::exchange(census_taken_, true)) take_census(root);
  return !met_again_.contains(buffer);
}

void message_memory::take_census(value const& root) {
  std::unordered_set<node const*> walked;
  std::vector<node*> to_walk;
  auto const meet = [&](value const& held) {
    node* const met = value_access::node_at(held);
    if (!met) return;
    if (met->kind == value_kind::array_buffer) {
      if (!met_once_.insert(met).second) met_again_.insert(met);
    } else if (met->kind >= value_kind::array && walked.insert(met).second) {
      to_walk.push_back(met);
    }
  };
  meet(root);
  while (!to_walk.empty()) {
    node* const next = to_walk.back();
    to_walk.pop_back();
    if (is_container(next->kind)) {
      for_each_inner(*static_cast<container_node*>(next), meet);
    } else {
      visit_node(*next, [&]<class Node>(Node& visited) {
        if constexpr (requires { visited.content.buffer(); }) meet(visited.content.buffer());
      });
    }
  }
}

}  // namespace weft::detail
