#include "node_core.hpp"

#include <stdexcept>
#include <utility>

#include <weft/detail/fiber_core.hpp>

#include "peer.hpp"
#include "remote_actor.hpp"
#include "sched/worker.hpp"

namespace weft::detail {
namespace {

actor_shard& shard_here() {
  actor_space& space = actor_space_here();
  return space.shard(current_worker->index());
}

/// The next of a sequence that looks random. Source: G. Steele et al., "Fast Splittable Pseudorandom
/// Number Generators", OOPSLA 2014 (SplitMix64).
std::uint64_t next_random(std::uint64_t& state) noexcept {
  std::uint64_t word = state += 0x9e3779b97f4a7c15;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
  word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
  return word ^ (word >> 31);
}

}  // namespace

node_core::node_core(node_options options, node_host& host)
    : options_(std::move(options)),
      host_(host),
      shard_(shard_here()),
      random_(std::hash<std::string>()(options_.name)) {
  if (options_.name.empty()) throw std::invalid_argument("weft: a node needs a name");
  shard_.add_reference();
}

node_core::~node_core() { shard_.drop_reference(); }

void node_core::offer(std::string type, start_function start) {
  const auto [at, is_new] = types_.try_emplace(std::move(type), std::move(start));
  if (!is_new) throw std::invalid_argument("weft: two types of actors are called " + at->first);
}

void node_core::spawn_for(std::uint64_t number, std::string_view type,
                          const value::array& arguments) {
  {
    const std::lock_guard lock(lock_);
    if (!exports_.may_choose(number)) throw bad_frame("not a frame: an impossible number");
  }
  try {
    const auto at = types_.find(type);
    if (at == types_.end())
      throw std::invalid_argument("There is no type of actor called " + std::string(type));
    const actor_ref started = at->second(arguments);
    const std::lock_guard lock(lock_);
    exports_.add_chosen(number, *started.core());
  } catch (const std::exception&) {
    const std::lock_guard lock(lock_);
    exports_.add_unstarted(number, exit_reason::error(std::current_exception()));
  }
}

// ----------------------------------------------------------------------------------------------------------------
// peers

reference<peer> node_core::meet(peer_id id, std::string_view name) {
  reference<peer> met;
  bool is_introduced = false;
  {
    const std::lock_guard lock(lock_);
    reference<peer>& place = peers_[id];
    if (!place) place = reference<peer>(new peer(*this, id));
    met = place;
    is_introduced = !name.empty() && met->name_.empty() && !met->lost();
    if (is_introduced) met->name_ = name;
  }
  if (is_introduced) {
    named(*met);
    met->greet();
  }
  return met;
}

reference<peer> node_core::find(peer_id id) {
  const std::lock_guard lock(lock_);
  const auto at = peers_.find(id);
  return at == peers_.end() ? reference<peer>() : at->second;
}

void node_core::close(peer_id id) noexcept {
  const reference<peer> gone = find(id);
  if (!gone) return;
  gone->lose();
  const std::lock_guard lock(lock_);
  peers_.erase(id);
}

void node_core::close_all() noexcept {
  std::map<peer_id, reference<peer>> all;
  std::vector<reference<peer>> ready;
  {
    const std::lock_guard lock(lock_);
    all.swap(peers_);
    ready.swap(with_frames_);
  }
  for (const auto& [id, gone] : all) gone->lose();
}

void node_core::named(peer& who) {
  const std::lock_guard lock(lock_);
  const auto [at, is_first] = named_.try_emplace(who.name_, &who);
  if (!is_first && at->second.get() != &who) who.main_ = at->second;
}

void node_core::lost(peer& who) noexcept {
  {
    const std::lock_guard lock(lock_);
    const auto at = named_.find(who.name_);
    if (at != named_.end() && at->second.get() == &who) named_.erase(at);
  }
  const std::lock_guard lock(introductions_lock_);
  std::erase_if(introduced_, [&](const auto& pair) {
    return pair.first == who.id() || pair.second == who.id();
  });
}

bool node_core::note_frames(peer& who) {
  if (who.has_frames_) return false;
  who.has_frames_ = true;
  with_frames_.emplace_back(&who);
  return with_frames_.size() == 1;
}

void node_core::flush() {
  std::vector<reference<peer>> ready;
  {
    const std::lock_guard lock(lock_);
    ready.swap(with_frames_);
  }
  for (const reference<peer>& one : ready) one->flush();
}

/// The lock is held so that nobody who finds them introduced is earlier than the introduction. A peer
/// that has not said its name cannot be introduced.
void node_core::introduce(peer& to, peer& other) {
  const std::string to_name = to.name();
  if (to_name.empty()) return;
  const std::lock_guard lock(introductions_lock_);
  if (!introduced_.insert(std::minmax(to.id(), other.id())).second) return;
  host_.introduce(to.id(), to_name, other.id(), other.name());
}

// ----------------------------------------------------------------------------------------------------------------
// actors

std::uint64_t node_core::number_of(actor_core& actor) {
  std::vector<actor_pointer> ended;  // let go of without the lock
  const std::lock_guard lock(lock_);
  return exports_.add(actor, ended);
}

exit_reason node_core::reason_of(std::uint64_t number) {
  const std::lock_guard lock(lock_);
  return exports_.reason_of(number);
}

actor_pointer node_core::ended_actor(std::uint64_t number) {
  const reference<peer> nobody(new peer(*this, name(), reason_of(number)));
  return remote_actor::ended_in(*nobody, number);
}

actor_pointer node_core::referred_to(peer& by, std::string_view node, std::uint64_t number) {
  if (node.empty() || node == name()) {
    std::unique_lock lock(lock_);
    actor_pointer here = exports_.find(number);
    lock.unlock();
    return here ? here : ended_actor(number);
  }
  if (node == by.name()) return by.actor_at(number);
  reference<peer> home;
  {
    const std::lock_guard lock(lock_);
    if (const auto at = named_.find(node); at != named_.end()) home = at->second;
  }
  if (!home)
    home = reference<peer>(new peer(*this, std::string(node), exit_reason::noconnection()));
  return home->actor_at(number);
}

std::uint64_t node_core::random_number() {
  const std::lock_guard lock(lock_);
  return export_table::chosen_min + (next_random(random_) >> 12);
}

void node_core::note_dead_letter(actor_core& to, const message& mail) noexcept {
  shard_.note_dead_letter(to, mail);
}

}  // namespace weft::detail
