// What leaves for a peer, and the tables of what is under way. What comes is in peer_frames.cpp.
#include "peer.hpp"

#include <mutex>
#include <stdexcept>
#include <utility>

#include "remote_actor.hpp"
#include "remote_asker.hpp"

namespace weft::detail {
namespace {

thread_local draft spare;

/// More than this is given back to the allocator.
constexpr std::size_t spare_bytes_max = 1 << 20;

void forget_large(bytes& buffer) {
  buffer.clear();
  if (buffer.capacity() > spare_bytes_max) buffer.shrink_to_fit();
}

}  // namespace

peer::peer(node_core& of, peer_id id) noexcept : node_(&of), id_(id) {}

peer::peer(node_core& of, std::string name, exit_reason reason)
    : node_(&of), id_(0), reason_(std::move(reason)), name_(std::move(name)) {
  lost_.store(true, std::memory_order_relaxed);
}

peer::~peer() = default;

std::string peer::name() {
  const std::lock_guard lock(node_->lock());
  return name_;
}

// ----------------------------------------------------------------------------------------------------------------
// what leaves

draft peer::take_draft() noexcept { return std::exchange(spare, {}); }

void peer::give_back(draft used) noexcept {
  forget_large(used.frame);
  used.beside.clear();
  spare = std::move(used);
}

/// What may throw is called from here as one: each such call that something is to be cleaned up after
/// is, in WebAssembly, a detour through JavaScript.
std::expected<void, clone_error> peer::write_frame(frame_kind kind,
                                                   function_ref<void(frame_writer&)> write) {
  draft now = take_draft();
  frame_writer writer(now.frame, now.beside);
  write(writer);
  if (auto written = writer.finish(); !written) return written;
  send_draft(kind, now);
  give_back(std::move(now));
  return {};
}

void peer::send_draft(frame_kind kind, draft& now) {
  if (now.beside.empty()) return append(!is_about_calls(kind), {}, now.frame);
  append(true, table_of(now.beside), now.frame);
}

/// The frame before the one that has these actors.
bytes peer::table_of(const side_table& beside) {
  bytes out;
  side_table none;
  frame_writer frame(out, none);
  frame.begin(frame_kind::refs, 2).array(beside.size());
  for (const value& entry : beside) put_entry(frame, entry);
  (void)frame.finish();
  return out;
}

void peer::put_entry(frame_writer& table, const value& entry) {
  const auto* const held = dynamic_cast<const actor_capability*>(entry.as_capability().get());
  if (held == nullptr)
    throw std::invalid_argument("weft: no other capability than an actor can be sent");
  actor_core& actor = *held->actor.core();
  std::string home;
  if (actor.local() != nullptr) {
    home = node_->name();
  } else {
    auto& remote = static_cast<remote_actor&>(actor);
    if (&remote.home().node() != node_.get())
      throw std::invalid_argument(
          "weft: an actor that another node knows cannot be sent from this");
    if (remote.home().name() != name()) home = remote.home().name();
    if (!home.empty() && !remote.home().lost()) node_->introduce(*this, remote.home());
  }
  const std::uint64_t number = actor.local() != nullptr ? node_->number_of(actor) : actor.number();
  table.array(2).text(home).number(number).end_array();
}

void peer::append(bool needs_hello, std::span<const std::byte> table,
                  std::span<const std::byte> frame) {
  bool is_first = false;
  {
    const std::lock_guard lock(node_->lock());
    if (lost()) return;
    is_first = append_locked(needs_hello, table, frame);
  }
  if (is_first) node_->host().wants_flush();
}

/// Under the lock. Whether the host is to be told.
bool peer::append_locked(bool needs_hello, std::span<const std::byte> table,
                         std::span<const std::byte> frame) {
  if (needs_hello && !greeted_) append_hello();
  if (!table.empty()) outbox_.insert(outbox_.end(), table.begin(), table.end());
  outbox_.insert(outbox_.end(), frame.begin(), frame.end());
  return !outbox_.empty() && node_->note_frames(*this);
}

void peer::append_hello() {
  greeted_ = true;
  side_table none;
  frame_writer frame(outbox_, none);
  frame.begin(frame_kind::hello, 3).text(node_->name());
  node_->life() ? frame.text(*node_->life()) : frame.null();
  (void)frame.finish();
}

void peer::greet() { append(true, {}, {}); }

/// The buffer comes back, for the next post.
void peer::flush() {
  bytes post;
  {
    const std::lock_guard lock(node_->lock());
    has_frames_ = false;
    if (lost()) return;
    post.swap(outbox_);
  }
  if (post.empty()) return;
  node_->host().post(id_, post);
  forget_large(post);
  const std::lock_guard lock(node_->lock());
  if (outbox_.empty()) outbox_.swap(post);
}

// ----------------------------------------------------------------------------------------------------------------
// what is waited for

std::uint64_t peer::add_ask(reference<asker> who) {
  const std::lock_guard lock(node_->lock());
  return lost() ? 0 : asks_.add(std::move(who));
}

reference<asker> peer::take_ask(std::uint64_t id) {
  const std::lock_guard lock(node_->lock());
  return asks_.take(id);
}

void peer::add_monitor(std::uint64_t id, remote_actor& actor, bond_key key) {
  {
    const std::lock_guard lock(node_->lock());
    monitors_.insert_or_assign(id, awaited_down{&actor, key});
  }
  (void)write(frame_kind::monitor, 3,
              [&](frame_writer& frame) { frame.number(id).number(actor.number()); });
}

void peer::remove_monitor(std::uint64_t id) {
  {
    const std::lock_guard lock(node_->lock());
    if (monitors_.erase(id) == 0) return;
  }
  (void)write(frame_kind::demonitor, 2, [&](frame_writer& frame) { frame.number(id); });
}

void peer::watcher_told(std::uint64_t id) noexcept {
  actor_pointer watched;  // let go of without the lock
  const std::lock_guard lock(node_->lock());
  const auto at = watched_.find(id);
  if (at == watched_.end()) return;
  watched = std::move(at->second);
  watched_.erase(at);
}

// ----------------------------------------------------------------------------------------------------------------
// its actors

/// Under the lock.
peer& peer::main() noexcept { return main_ && !main_->lost() ? *main_ : *this; }

actor_pointer peer::actor_at(std::uint64_t number) {
  if (lost()) return remote_actor::ended_in(*this, number);
  const std::lock_guard lock(node_->lock());
  peer& home = main();
  remote_actor*& known = home.actors_[number];
  if (known != nullptr && known->try_add_reference()) return actor_pointer::adopt(known);
  known = new remote_actor(home, number);
  return actor_pointer(known);
}

reference<remote_actor> peer::known_actor(std::uint64_t number) {
  const std::lock_guard lock(node_->lock());
  peer& home = main();
  const auto at = home.actors_.find(number);
  if (at == home.actors_.end() || !at->second->try_add_reference()) return {};
  return reference<remote_actor>::adopt(at->second);
}

void peer::forget(remote_actor& gone) noexcept {
  std::uint64_t watch = 0;
  {
    const std::lock_guard lock(node_->lock());
    const auto at = actors_.find(gone.number());
    if (at != actors_.end() && at->second == &gone) actors_.erase(at);
    watch = gone.watch_;
  }
  if (watch != 0) remove_monitor(watch);
}

void peer::lose() noexcept {
  std::vector<actor_pointer> theirs;
  std::vector<reference<asker>> asking;
  std::unordered_map<std::uint64_t, actor_pointer> watched;
  {
    const std::lock_guard lock(node_->lock());
    if (lost_.exchange(true)) return;
    for (const auto& [number, actor] : actors_)
      if (actor->try_add_reference()) theirs.push_back(actor_pointer::adopt(actor));
    asking = asks_.take_all();
    watched.swap(watched_);
    monitors_.clear();
    outbox_ = {};
  }
  node_->lost(*this);
  for (const actor_pointer& actor : theirs) static_cast<remote_actor&>(*actor).end(reason_);
  for (const reference<asker>& one : asking)
    if (one) one->gone(reason_);
  for (const auto& [id, actor] : watched) actor->remove_bond(remote_watcher::key(*this, id));
}

}  // namespace weft::detail
