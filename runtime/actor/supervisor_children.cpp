#include "actor/supervisor_children.hpp"

#include <stdexcept>
#include <utility>

namespace weft::detail {

supervised_child& supervised_children::add(child_spec spec) {
  if (!spec.start)
    throw std::invalid_argument("weft: the child " + spec.name + " has no start function");
  const auto [at, fresh] = by_name_.try_emplace(spec.name, in_order_.end());
  if (!fresh) throw std::invalid_argument("weft: a supervisor has two children named " + spec.name);
  try {
    at->second = in_order_.insert(in_order_.end(), {std::move(spec)});
  } catch (...) {
    by_name_.erase(at);
    throw;
  }
  return *at->second;
}

void supervised_children::remove(supervised_child& child) noexcept {
  const auto at = by_name_.find(child.spec.name);
  const position place = at->second;
  by_name_.erase(at);
  in_order_.erase(place);
}

void supervised_children::runs(supervised_child& child, const actor_ref& actor) {
  if (!by_actor_.try_emplace(actor, &child).second)
    throw std::logic_error("weft: the start function of the child " + child.spec.name +
                           " returned an actor that is a child already");
  child.actor = actor;
}

actor_ref supervised_children::stopped(supervised_child& child) noexcept {
  by_actor_.erase(*child.actor);
  return *std::exchange(child.actor, std::nullopt);
}

supervised_child* supervised_children::find(std::string_view name) noexcept {
  const auto at = by_name_.find(name);
  return at == by_name_.end() ? nullptr : &*at->second;
}

supervised_child* supervised_children::find(const actor_ref& actor) noexcept {
  const auto at = by_actor_.find(actor);
  return at == by_actor_.end() ? nullptr : at->second;
}

supervised_children::position supervised_children::position_of(
    const supervised_child& child) noexcept {
  return by_name_.find(child.spec.name)->second;
}

}  // namespace weft::detail
