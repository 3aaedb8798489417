#include <weft/node.hpp>

#include <stdexcept>
#include <utility>

#include "node_core.hpp"
#include "peer.hpp"

namespace weft {

void node_host::take_call(peer_id, detail::frame_kind, detail::frame_reader&) {
  throw detail::bad_frame("not a frame: nodes do not call each other");
}

node::node(node_options options, node_host& host)
    : core_(new detail::node_core(std::move(options), host)) {}

node::~node() { core_->close_all(); }

const std::string& node::name() const noexcept { return core_->name(); }

void node::offer(std::string type, std::function<actor_ref(const value::array&)> start) {
  core_->offer(std::move(type), std::move(start));
}

void node::meet(peer_id peer, std::string_view name) { (void)core_->meet(peer, name); }
void node::close(peer_id peer) noexcept { core_->close(peer); }

void node::take(peer_id from, std::span<const std::byte> post) {
  const auto peer = core_->meet(from, {});
  try {
    peer->take(post);
  } catch (const detail::bad_frame& unreadable) {
    core_->host().unreadable(from, unreadable.what());
    peer->lose();
  }
}

void node::flush() { core_->flush(); }

std::expected<void, clone_error> node::write(peer_id to, detail::frame_kind kind, std::uint64_t id,
                                             const value& content) {
  const auto peer = core_->find(to);
  if (!peer) return {};
  return peer->write(kind, 3,
                     [&](detail::frame_writer& frame) { frame.number(id).content(content); });
}

void node::write(peer_id to, detail::frame_kind kind, std::uint64_t id) {
  if (const auto peer = core_->find(to))
    (void)peer->write(kind, 2, [&](detail::frame_writer& frame) { frame.number(id); });
}

actor_ref node::spawn_at(peer_id id, std::string_view type, const value::array& arguments) {
  const auto peer = core_->meet(id, {});
  const std::uint64_t number = core_->random_number();
  const value given(arguments);
  const auto written = peer->write(detail::frame_kind::spawn, 4, [&](detail::frame_writer& frame) {
    frame.number(number).text(type).content(given);
  });
  if (!written)
    throw std::invalid_argument("weft: the arguments of an actor cannot be sent: " +
                                written.error().message());
  return actor_ref(peer->actor_at(number));
}

}  // namespace weft
