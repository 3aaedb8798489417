// Another node, at the other end of a link: writes what leaves for it, reads what comes from it, and
// keeps what is under way between the two.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <weft/bytes.hpp>
#include <weft/clone_error.hpp>
#include <weft/codec.hpp>
#include <weft/detail/actor_core.hpp>
#include <weft/detail/callable.hpp>
#include <weft/detail/frame_reader.hpp>
#include <weft/detail/reference.hpp>
#include <weft/node.hpp>

#include "ask_table.hpp"
#include "doorman.hpp"
#include "frame_writer.hpp"
#include "node_core.hpp"

namespace weft::detail {

class remote_actor;

/// A frame that is being written, and the actors in it. The thread's own, used again.
struct draft {
  bytes frame;
  side_table beside;
};

class peer {
 public:
  peer(node_core& of, peer_id id) noexcept;
  /// One that was never there: its actors have ended with `reason`.
  peer(node_core& of, std::string name, exit_reason reason);
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;

  void add_reference() noexcept { fetch_add(references_, std::uint32_t{1}); }
  void drop_reference() noexcept {
    if (fetch_add(references_, ~std::uint32_t{0}) == 1) delete this;
  }

  node_core& node() const noexcept { return *node_; }
  peer_id id() const noexcept { return id_; }
  bool lost() const noexcept { return lost_.load(std::memory_order_acquire); }
  /// Why its actors have ended, once it is lost.
  const exit_reason& reason() const noexcept { return reason_; }
  std::string name();

  // ---- what leaves; any thread
  /// Adds a frame of `elements` elements to the next post, unless the peer is lost; `fill` writes those
  /// behind the kind.
  ///
  /// Errors: why it cannot be encoded; std::invalid_argument for an actor of another node's.
  template <class Fill>
  std::expected<void, clone_error> write(frame_kind kind, std::size_t elements, Fill fill) {
    return write_frame(kind, [&](frame_writer& frame) { fill(frame.begin(kind, elements)); });
  }
  /// Sees to it that a hello goes out.
  void greet();
  /// Posts what waits.
  void flush();

  // ---- what this node waits for; any thread
  /// 0: the peer is lost.
  std::uint64_t add_ask(reference<asker> who);
  reference<asker> take_ask(std::uint64_t id);
  /// The `down` of that id is for `actor`, and ends the bond of that key; without a key, for the actor
  /// itself.
  void add_monitor(std::uint64_t id, remote_actor& actor, bond_key key);
  void remove_monitor(std::uint64_t id);
  /// What somebody there waited for has come.
  void watcher_told(std::uint64_t id) noexcept;

  // ---- its actors; any thread
  actor_pointer actor_at(std::uint64_t number);
  /// Null: nobody here knows it.
  reference<remote_actor> known_actor(std::uint64_t number);
  void forget(remote_actor& gone) noexcept;

  // ---- what comes; in a fiber, one post after another
  void take(std::span<const std::byte> post);
  /// The node is gone, and with it every actor there. Any thread.
  void lose() noexcept;

 private:
  friend class node_core;
  struct awaited_down {
    remote_actor* actor;
    bond_key key;
  };
  /// Whom an incoming signal is for.
  struct target {
    actor_pointer actor;  // null: there is none
    bool waits = false;   // others for the same actor wait already
  };

  ~peer();
  static draft take_draft() noexcept;
  static void give_back(draft used) noexcept;
  std::expected<void, clone_error> write_frame(frame_kind kind,
                                               function_ref<void(frame_writer&)> write);
  void send_draft(frame_kind kind, draft& now);
  bytes table_of(const side_table& beside);
  void put_entry(frame_writer& table, const value& entry);
  void append(bool needs_hello, std::span<const std::byte> table, std::span<const std::byte> frame);
  bool append_locked(bool needs_hello, std::span<const std::byte> table,
                     std::span<const std::byte> frame);
  void append_hello();
  peer& main() noexcept;

  bool is_named();
  void take_all(frame_reader& frames);
  void take_frame(frame_kind kind, frame_reader& frame);
  void take_refs(frame_reader& frame);
  void take_hello(frame_reader& frame);
  void take_send(frame_reader& frame);
  void take_ask(frame_reader& frame);
  void take_answer(frame_reader& frame);
  void take_failure(frame_reader& frame);
  void take_gone(frame_reader& frame);
  void take_monitor(frame_reader& frame);
  void take_demonitor(frame_reader& frame);
  void take_down(frame_reader& frame);
  void take_link(frame_reader& frame);
  void take_unlink(frame_reader& frame);
  void take_exit(frame_reader& frame);
  void take_linked_exit(const target& to, std::uint64_t from, const exit_reason& reason);
  void take_spawn(frame_reader& frame);

  target target_at(std::uint64_t number) noexcept;
  void deliver(std::uint64_t number, std::unique_ptr<message> mail);
  void undeliverable(std::uint64_t number, message& mail);
  void write_exit(std::uint64_t to, std::uint64_t from, const exit_reason& reason);
  template <class Action>
  void act(const target& on, Action action);
  void hold_back(const actor_pointer& actor, doorman::held what);
  bool next_held(doorman& queue, doorman::held& next);
  void serve(doorman& queue);

  const reference<node_core> node_;
  const peer_id id_;
  exit_reason reason_ = exit_reason::noconnection();  // constant

  // guarded by the node's lock
  std::string name_;      // empty: not known yet
  reference<peer> main_;  // of several of this name the one that is used; empty: this one
  bytes outbox_;
  bool greeted_ = false;
  bool has_frames_ = false;
  ask_table asks_;
  std::unordered_map<std::uint64_t, awaited_down> monitors_;
  std::unordered_map<std::uint64_t, actor_pointer> watched_;  // by monitors of the other node's
  std::unordered_map<std::uint64_t, remote_actor*> actors_;
  std::unordered_map<const actor_core*, std::shared_ptr<doorman>> queues_;
  std::size_t held_back_ = 0;
  std::atomic<bool> lost_{false};  // written under the lock

  std::atomic<std::uint32_t> references_{0};
};

}  // namespace weft::detail
