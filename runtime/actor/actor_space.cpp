#include <weft/detail/actor_space.hpp>

#include <utility>

#include <weft/detail/local_actor.hpp>
#include <weft/signals.hpp>

namespace weft::detail {

void actor_shard::add(local_actor& born) noexcept {
  const std::lock_guard lock(lock_);
  born.next_in_shard_ = first_;
  born.previous_in_shard_ = &first_;
  if (first_ != nullptr) first_->previous_in_shard_ = &born.next_in_shard_;
  first_ = &born;
  ++counts_.live;
  ++references_;
}

void actor_shard::remove(local_actor& ended) noexcept {
  const std::lock_guard lock(lock_);
  *ended.previous_in_shard_ = ended.next_in_shard_;
  if (ended.next_in_shard_ != nullptr)
    ended.next_in_shard_->previous_in_shard_ = ended.previous_in_shard_;
  --counts_.live;
}

void actor_shard::note_dead_letter(actor_core& to, const message& mail) noexcept {
  actor_space* hears = nullptr;
  {
    const std::lock_guard lock(lock_);
    ++counts_.dead_letters;
    if (space_ != nullptr && space_->wants_dead_letters()) hears = space_;
  }
  if (hears != nullptr) hears->tell_of({actor_ref(actor_pointer(&to)), *mail.type->info});
}

void actor_shard::free_names_of(const actor_core& ended) noexcept {
  actor_space* named_in = nullptr;
  {
    const std::lock_guard lock(lock_);
    named_in = space_;
  }
  if (named_in != nullptr) named_in->remove_names_of(ended);
}

void actor_shard::abandon() noexcept {
  {
    const std::lock_guard lock(lock_);
    space_ = nullptr;
  }
  drop_reference();
}

void actor_shard::add_reference() noexcept {
  const std::lock_guard lock(lock_);
  ++references_;
}

void actor_shard::drop_reference() noexcept {
  std::uint64_t left;
  {
    const std::lock_guard lock(lock_);
    left = --references_;
  }
  if (left == 0) delete this;
}

void actor_shard::rouse_all() noexcept {
  const std::lock_guard lock(lock_);  // none of them ends meanwhile
  for (local_actor* actor = first_; actor != nullptr; actor = actor->next_in_shard_)
    if (actor->mailbox_.rouse()) actor->let_run();
}

actor_shard::counts actor_shard::count() const noexcept {
  const std::lock_guard lock(lock_);
  return counts_;
}

// ----------------------------------------------------------------------------------------------------------------

actor_space::actor_space(scheduler& runs_on, dead_letter_hook hook)
    : scheduler_(runs_on), hook_(std::move(hook)) {
  for (actor_shard*& shard : shards_) shard = new actor_shard(*this, runs_on);
}

actor_space::~actor_space() {
  for (actor_shard* shard : shards_) shard->abandon();
}

actor_shard::counts actor_space::count() const noexcept {
  actor_shard::counts sum;
  for (const actor_shard* shard : shards_) {
    const auto part = shard->count();
    sum.live += part.live;
    sum.dead_letters += part.dead_letters;
  }
  return sum;
}

void actor_space::rouse_all() noexcept {
  for (actor_shard* shard : shards_) shard->rouse_all();
}

void actor_space::tell_of(const dead_letter& letter) const noexcept { hook_(letter); }

// ----------------------------------------------------------------------------------------------------------------
// names

bool actor_space::add_name(std::string name, const actor_pointer& actor) {
  const std::lock_guard lock(names_lock_);
  if (!actor->take_name()) return false;
  return names_.try_emplace(std::move(name), actor).second;
}

std::optional<actor_pointer> actor_space::whereis(std::string_view name) {
  const std::lock_guard lock(names_lock_);
  const auto at = names_.find(name);
  if (at == names_.end()) return std::nullopt;
  return at->second;
}

bool actor_space::remove_name(std::string_view name) {
  const std::lock_guard lock(names_lock_);
  const auto at = names_.find(name);
  if (at == names_.end()) return false;
  names_.erase(at);
  return true;
}

void actor_space::remove_names_of(const actor_core& ended) noexcept {
  const std::lock_guard lock(names_lock_);
  std::erase_if(names_, [&](const auto& entry) { return entry.second.get() == &ended; });
}

}  // namespace weft::detail
