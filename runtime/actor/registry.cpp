#include <weft/actor.hpp>

#include <utility>

#include <weft/detail/actor_space.hpp>

namespace weft::registry {

bool add(std::string name, const actor_ref& actor) {
  return detail::actor_space_here().add_name(std::move(name), actor.core());
}

std::optional<actor_ref> whereis(std::string_view name) {
  auto found = detail::actor_space_here().whereis(name);
  if (!found) return std::nullopt;
  return actor_ref(*std::move(found));
}

bool remove(std::string_view name) { return detail::actor_space_here().remove_name(name); }

}  // namespace weft::registry
