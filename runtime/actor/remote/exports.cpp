#include "exports.hpp"

#include <algorithm>
#include <utility>

namespace weft::detail {
namespace {

constexpr std::size_t unstarted_max = 1024;

}  // namespace

std::uint64_t export_table::add(actor_core& actor, std::vector<actor_pointer>& ended) {
  if (!chosen_.empty())
    if (const auto known = chosen_.find(&actor); known != chosen_.end()) return known->second;
  const std::uint64_t number = actor.number();
  if (!actors_.try_emplace(number, &actor).second) return number;
  if (actors_.size() >= clear_at_) clear_away(ended);
  return number;
}

bool export_table::may_choose(std::uint64_t number) const noexcept {
  return number >= chosen_min && number <= chosen_max && !actors_.contains(number) &&
         !unstarted_.contains(number);
}

void export_table::add_chosen(std::uint64_t number, actor_core& actor) {
  chosen_.emplace(&actor, number);
  actors_.emplace(number, actor_pointer(&actor));
}

void export_table::add_unstarted(std::uint64_t number, exit_reason why) {
  unstarted_.emplace(number, std::move(why));
  unstarted_order_.push_back(number);
  if (unstarted_order_.size() <= unstarted_max) return;
  unstarted_.erase(unstarted_order_.front());
  unstarted_order_.pop_front();
}

actor_pointer export_table::find(std::uint64_t number) const noexcept {
  const auto at = actors_.find(number);
  return at == actors_.end() ? actor_pointer() : at->second;
}

exit_reason export_table::reason_of(std::uint64_t number) const {
  const auto at = unstarted_.find(number);
  return at == unstarted_.end() ? exit_reason::noproc() : at->second;
}

void export_table::clear_away(std::vector<actor_pointer>& ended) {
  for (auto at = actors_.begin(); at != actors_.end();) {
    if (!at->second->ended()) {
      ++at;
      continue;
    }
    chosen_.erase(at->second.get());
    ended.push_back(std::move(at->second));
    at = actors_.erase(at);
  }
  clear_at_ = std::max<std::size_t>(64, 2 * actors_.size());
}

}  // namespace weft::detail
