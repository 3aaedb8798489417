// A node: the actors of a program as other programs, workers and pages reach them.
//
//     actors here ── actor_ref ──> remote_actor ──> peer ── frames ──> node_host::post ~~> another node
//     actors here <── messages, signals ── peer <── frames ── node::take
//
// A node is linked with its peers by whatever carries posts: a MessagePort, a pipe, a queue. Frames are
// collected, and leave as one post per peer when `flush` is called. What the frames say is
// docs/wire_format.md, "Frames between actors".
//
// Whoever lets a runtime's actors be reached makes a node, with a `node_host` for the place that it is
// in; web modules have one. Programs then send actor_refs as they send anything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <weft/actor_ref.hpp>
#include <weft/clone_error.hpp>
#include <weft/detail/frame_reader.hpp>
#include <weft/value.hpp>

namespace weft {

/// A neighbour, as the host of a node numbers it.
using peer_id = std::uint32_t;

/// What a node needs of the place that it is in. None of these may suspend; the last two may call the
/// node.
class node_host {
 public:
  /// Frames wait. Called once until the next `flush`; any thread.
  virtual void wants_flush() = 0;
  /// One post; `frames` are valid until this returns. Called by `flush`.
  virtual void post(peer_id to, std::span<const std::byte> frames) = 0;
  /// Makes a link between two peers, before anything is posted to `a` that is not posted yet. Any thread.
  virtual void introduce(peer_id a, std::string_view a_name, peer_id b,
                         std::string_view b_name) = 0;
  /// Calls `node::close` when that peer, which says it holds the lock `life`, is gone. Any thread.
  virtual void watch(peer_id peer, std::string_view life) = 0;
  /// A frame about calls, with its kind: to be read up to its end.
  ///
  /// Errors: detail::bad_frame.
  virtual void take_call(peer_id from, detail::frame_kind kind, detail::frame_reader& frame);
  /// A post could not be read. Afterwards the node gives the peer up.
  virtual void unreadable(peer_id from, std::string_view why) = 0;

 protected:
  ~node_host() = default;
};

namespace detail {
class node_core;
}

struct node_options {
  std::string name;                      ///< that no other node has
  std::optional<std::string> life = {};  ///< the Web Lock that is held while the node lives
};

class node {
 public:
  /// For the actors of the calling fiber's runtime. `host` outlives the node.
  ///
  /// Errors: std::logic_error outside fibers; std::invalid_argument for an empty name.
  node(node_options options, node_host& host);
  node(const node&) = delete;
  node& operator=(const node&) = delete;
  /// Closes all peers.
  ~node();

  const std::string& name() const noexcept;

  /// Lets other nodes spawn actors of `type`. `start` is called in a fiber, does not suspend, and may
  /// throw: the actor then counts as one that has ended with that error.
  ///
  /// Errors: std::invalid_argument when `type` is taken. Threads: before the first peer.
  void offer(std::string type, std::function<actor_ref(const value::array&)> start);

  /// There is a new peer, whose name is known if somebody has introduced it. Any thread.
  void meet(peer_id peer, std::string_view name = {});
  /// The peer is gone, and all actors there have ended with `noconnection`. Any thread.
  void close(peer_id peer) noexcept;

  /// Takes a post of a peer; one that is not known yet is met. What is no post makes this give the peer
  /// up, as `close` does, and ignore what else it sends.
  ///
  /// Errors:  what `node_host::take_call` throws, but for bad_frame; std::bad_alloc.
  /// Threads: fibers; the posts of one peer one after another. Does not suspend: what is for an actor
  ///          whose mailbox is full, under overflow::block, waits in a queue of that actor's.
  void take(peer_id from, std::span<const std::byte> post);
  /// Posts what waits. One thread at a time.
  void flush();

  /// Adds a frame of a `kind` about calls to the peer's next post; nothing, if the peer is gone.
  /// `content` may hold actors.
  ///
  /// Errors:  why it cannot be encoded, then nothing was added.
  /// Threads: any.
  std::expected<void, clone_error> write(peer_id to, detail::frame_kind kind, std::uint64_t id,
                                         const value& content);
  /// The same without content.
  void write(peer_id to, detail::frame_kind kind, std::uint64_t id);

  /// Starts an actor of a type that a peer offers. A peer that is gone has actors that have ended.
  ///
  /// Errors:  std::invalid_argument for arguments that cannot be encoded. Threads: any.
  actor_ref spawn_at(peer_id peer, std::string_view type, const value::array& arguments);

 private:
  detail::reference<detail::node_core> core_;
};

}  // namespace weft
