#include <weft/detail/actor_core.hpp>

#include <mutex>
#include <utility>

#include "sync/wake_list.hpp"

namespace weft::detail {

actor_core::~actor_core() = default;

bonds& actor_core::made_bonds() {
  if (bonds_ == nullptr) bonds_ = std::make_unique<bonds>();
  return *bonds_;
}

bool actor_core::add_bond(bond_key key, std::unique_ptr<bond> who) {
  const std::lock_guard lock(lock_);
  if (ended()) return false;
  made_bonds().told.try_emplace(key, std::move(who));
  return true;
}

bool actor_core::remove_bond(bond_key key) { return take_bond(key) != nullptr; }

std::unique_ptr<bond> actor_core::take_bond(bond_key key) {
  const std::lock_guard lock(lock_);
  if (bonds_ == nullptr) return nullptr;
  const auto at = bonds_->told.find(key);
  if (at == bonds_->told.end()) return nullptr;
  std::unique_ptr<bond> taken = std::move(at->second);
  bonds_->told.erase(at);
  return taken;
}

bool actor_core::try_add_reference() noexcept {
  std::uint32_t known = references_.load(std::memory_order_relaxed);
  while (known != 0)
    if (replace(references_, known, known + 1)) return true;
  return false;
}

bool actor_core::has_bond(bond_key key) {
  const std::lock_guard lock(lock_);
  return bonds_ != nullptr && bonds_->told.contains(key);
}

bool actor_core::take_name() {
  naming known = naming::nameless;
  return replace(naming_, known, naming::named) || known == naming::named;
}

bool actor_core::close_names() noexcept {
  naming known = naming::nameless;
  while (!replace(naming_, known, naming::closed)) continue;
  return known == naming::named;
}

bool actor_core::anyone_to_tell() noexcept {
  const std::lock_guard lock(lock_);
  return bonds_ != nullptr && (!bonds_->told.empty() || !bonds_->waiting.empty());
}

bool actor_core::end_bonds(const exit_reason& reason) noexcept {
  std::unique_ptr<bonds> last;
  wake_list waiting;
  {
    const std::lock_guard lock(lock_);
    if (ended()) return false;
    ended_.store(true, std::memory_order_release);
    last = std::move(bonds_);
    while (wait_node* node = last != nullptr ? last->waiting.claim_first() : nullptr) {
      *static_cast<exit_reason*>(node->slot) = reason;
      waiting.add(*node);
    }
  }
  if (last == nullptr) return true;
  for (const auto& [key, who] : last->told) who->tell(reason);
  waiting.wake();
  return true;
}

op_leaf::published actor_core::publish_watcher(wait_node& node) {
  const std::lock_guard lock(lock_);
  if (!ended()) {
    made_bonds().waiting.push_back(node);
    return op_leaf::published::waits;
  }
  return node.who->claim(wake_reason::signalled, &node) ? op_leaf::published::committed
                                                        : op_leaf::published::taken;
}

void actor_core::withdraw_watcher(wait_node& node) noexcept {
  const std::lock_guard lock(lock_);
  if (bonds_ != nullptr) bonds_->waiting.withdraw(node);
}

}  // namespace weft::detail
