// What a node consists of. Outlives the `node` as long as something here refers to an actor elsewhere, or
// somebody elsewhere waits for an answer; its peers are lost by then.
//
// One lock guards the tables of the node and of its peers; a spinlock, which in a program without
// threads is next to nothing. It is never held while an actor, a bond, an
// asker or the host is called, nor while a reference to an actor or an asker may be the last one.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/detail/actor_core.hpp>
#include <weft/detail/actor_space.hpp>
#include <weft/detail/atomic_step.hpp>
#include <weft/detail/reference.hpp>
#include <weft/detail/spinlock.hpp>
#include <weft/node.hpp>

#include "exports.hpp"

namespace weft::detail {

class peer;

class node_core {
 public:
  using start_function = std::function<actor_ref(const value::array&)>;

  node_core(node_options options, node_host& host);
  node_core(const node_core&) = delete;
  node_core& operator=(const node_core&) = delete;

  void add_reference() noexcept { fetch_add(references_, std::uint32_t{1}); }
  void drop_reference() noexcept {
    if (fetch_add(references_, ~std::uint32_t{0}) == 1) delete this;
  }

  const std::string& name() const noexcept { return options_.name; }
  const std::optional<std::string>& life() const noexcept { return options_.life; }
  node_host& host() const noexcept { return host_; }
  spinlock& lock() noexcept { return lock_; }

  void offer(std::string type, start_function start);
  /// For another node, which chose the number. Errors: bad_frame.
  void spawn_for(std::uint64_t number, std::string_view type, const value::array& arguments);

  // ---- peers
  reference<peer> meet(peer_id id, std::string_view name);
  /// Empty: it is not known.
  reference<peer> find(peer_id id);
  void close(peer_id id) noexcept;
  void close_all() noexcept;
  void flush();
  /// The peer says what it is called. Of several with a name the first one is used.
  void named(peer& who);
  void lost(peer& who) noexcept;
  /// Frames of it wait. Whether the host is to be told. Under the lock.
  bool note_frames(peer& who);
  /// Makes two neighbours known to each other, once. Without the lock.
  void introduce(peer& to, peer& other);

  // ---- actors
  /// The number of an actor of this program, which another node gets to know by it.
  std::uint64_t number_of(actor_core& actor);
  /// Null: no such actor is known. Under the lock.
  actor_pointer known_locked(std::uint64_t number) const noexcept { return exports_.find(number); }
  /// Of an actor that is not known.
  exit_reason reason_of(std::uint64_t number);
  /// An actor of this node, or, by its name, of another one.
  actor_pointer referred_to(peer& by, std::string_view node, std::uint64_t number);
  std::uint64_t next_watch() noexcept { return fetch_add(last_watch_, std::uint64_t{1}) + 1; }
  std::uint64_t random_number();
  void note_dead_letter(actor_core& to, const message& mail) noexcept;
  void free_names_of(const actor_core& ended) noexcept { shard_.free_names_of(ended); }
  /// Stands for one that is not known.
  actor_pointer ended_actor(std::uint64_t number);

 private:
  ~node_core();

  // constant after construction
  const node_options options_;
  node_host& host_;
  actor_shard& shard_;  // where dead letters count, and names are

  std::map<std::string, start_function, std::less<>> types_;  // constant once there are peers

  spinlock lock_;
  // guarded by lock_
  std::map<peer_id, reference<peer>> peers_;
  std::map<std::string, reference<peer>, std::less<>> named_;
  std::vector<reference<peer>> with_frames_;
  export_table exports_;
  std::uint64_t random_;

  std::mutex introductions_lock_;
  std::set<std::pair<peer_id, peer_id>> introduced_;  // guarded by introductions_lock_

  std::atomic<std::uint64_t> last_watch_{std::uint64_t{1} << 52};
  std::atomic<std::uint32_t> references_{0};
};

}  // namespace weft::detail
