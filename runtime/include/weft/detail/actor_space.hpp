// The actors of one runtime: how many live, which have names, what becomes of dead letters.
//
// They are kept in shards, one for some of the workers, so that spawning on one does not wait for
// another.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <weft/detail/actor_core.hpp>
#include <weft/detail/spinlock.hpp>

namespace weft {
struct dead_letter;
}

namespace weft::detail {

class actor_space;
class local_actor;
class scheduler;

/// The actors that were spawned on some of the workers. Lives as long as one of them is referred to,
/// which may be longer than the runtime does. Any thread.
class actor_shard {
 public:
  actor_shard(actor_space& space, scheduler& runs_on) noexcept
      : scheduler_(runs_on), space_(&space) {}

  void add(local_actor& born) noexcept;
  void remove(local_actor& ended) noexcept;
  void note_dead_letter(actor_core& to, const message& mail) noexcept;
  void free_names_of(const actor_core& ended) noexcept;
  /// The runtime goes; its actors have ended.
  void abandon() noexcept;
  void add_reference() noexcept;
  /// The object of an actor, or the space, has gone.
  void drop_reference() noexcept;
  /// Lets those that are idle run.
  void rouse_all() noexcept;

  struct counts {
    std::uint64_t live = 0;
    std::uint64_t dead_letters = 0;
  };
  counts count() const noexcept;
  // While an actor of this shard lives.
  actor_space& space() const noexcept { return *space_; }
  scheduler& runs_on() const noexcept { return scheduler_; }

 private:
  scheduler& scheduler_;
  mutable spinlock lock_;
  // guarded by lock_
  actor_space* space_;  // null once the runtime has gone
  local_actor* first_ = nullptr;
  counts counts_;
  std::uint64_t references_ =
      1;  // the space's, one for the object of each actor, and those of nodes
};

class actor_space {
 public:
  using dead_letter_hook = std::function<void(const dead_letter&)>;

  actor_space(scheduler& runs_on, dead_letter_hook hook);
  actor_space(const actor_space&) = delete;
  actor_space& operator=(const actor_space&) = delete;
  ~actor_space();

  scheduler& runs_on() const noexcept { return scheduler_; }
  actor_shard& shard(unsigned worker) noexcept { return *shards_[worker % shards_.size()]; }
  actor_shard::counts count() const noexcept;
  void rouse_all() noexcept;
  void tell_of(const dead_letter& letter) const noexcept;
  bool wants_dead_letters() const noexcept { return static_cast<bool>(hook_); }

  bool add_name(std::string name, const actor_pointer& actor);
  std::optional<actor_pointer> whereis(std::string_view name);
  bool remove_name(std::string_view name);
  void remove_names_of(const actor_core& ended) noexcept;

 private:
  scheduler& scheduler_;
  const dead_letter_hook hook_;
  std::array<actor_shard*, 16> shards_;  // constant after construction
  std::mutex names_lock_;
  std::map<std::string, actor_pointer, std::less<>> names_;  // guarded by names_lock_
};

/// That of the calling fiber's runtime.
///
/// Errors:  std::logic_error outside fibers.
actor_space& actor_space_here();

}  // namespace weft::detail
