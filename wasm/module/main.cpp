// The program around a web module: a runtime whose root fiber takes in what the worker script
// delivers.
#include <emscripten/em_macros.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>

#include <weft/channel.hpp>
#include <weft/node.hpp>
#include <weft/runtime.hpp>
#include <weft/web_module.hpp>

#include "../host/event_loop_host.hpp"
#include "call_server.hpp"
#include "module_host.hpp"

namespace weft::wasm {
namespace {

/// What the worker script tells of a peer.
struct delivery {
  enum class kind { post, introduction, departure };

  kind what;
  peer_id peer;
  std::unique_ptr<std::byte[]> content = {};  // a post, or the name of the peer's node
  std::size_t size = 0;
};

/// More than any turn brings: a turn of JavaScript delivers one post, and the pump takes it at
/// once.
constexpr std::size_t deliveries_max = 1 << 20;

channel<delivery>& deliveries() {
  static channel<delivery> arriving(deliveries_max);
  return arriving;
}

node* here = nullptr;
call_server* calls_here = nullptr;

void take(node& of, call_server& calls, const delivery& next) {
  switch (next.what) {
    case delivery::kind::post:
      return of.take(next.peer, {next.content.get(), next.size});
    case delivery::kind::introduction:
      return of.meet(next.peer, {reinterpret_cast<const char*>(next.content.get()), next.size});
    case delivery::kind::departure:
      calls.close(next.peer);
      return of.close(next.peer);
  }
}

void serve() {
  web::module offered;
  weft_module(offered);
  module_host host;
  node actors(module_host::who_we_are(), host);
  for (const auto& [type, start] : offered.actors()) actors.offer(type, start);
  call_server calls(offered, actors);
  host.set_calls(calls);
  here = &actors;
  calls_here = &calls;
  at_end_of_turn([] {
    calls_here->turn_ends();
    here->flush();
  });
  for (const delivery& next : deliveries()) take(actors, calls, next);
}

/// Where JavaScript puts what is short, without a call that asks for room.
std::array<std::byte, 4096> doorstep;

std::unique_ptr<std::byte[]> take_in(std::byte* content, std::size_t size) {
  if (content != doorstep.data()) return std::unique_ptr<std::byte[]>(content);
  auto taken = std::make_unique_for_overwrite<std::byte[]>(size);
  std::ranges::copy_n(content, static_cast<std::ptrdiff_t>(size), taken.get());
  return taken;
}

void deliver(delivery::kind what, std::uint32_t peer, std::byte* content, std::size_t size) {
  expect_turn();
  (void)deliveries().try_send({what, peer, take_in(content, size), size});
  turn();
}

}  // namespace
}  // namespace weft::wasm

int main() { weft::runtime().run(weft::wasm::serve); }

extern "C" {

using weft::wasm::delivery;

/// Room for what one of the next two takes in, up to `weft_doorstep_bytes`; always the same.
EMSCRIPTEN_KEEPALIVE std::byte* weft_doorstep() { return weft::wasm::doorstep.data(); }
EMSCRIPTEN_KEEPALIVE std::size_t weft_doorstep_bytes() { return weft::wasm::doorstep.size(); }

/// Room for `size` bytes, to be handed over, whole, by one of the next two.
EMSCRIPTEN_KEEPALIVE std::byte* weft_room(std::size_t size) { return new std::byte[size]; }

// Each of these runs a turn.

/// A peer's post.
EMSCRIPTEN_KEEPALIVE void weft_deliver(std::uint32_t peer, std::byte* frames, std::size_t size) {
  weft::wasm::deliver(delivery::kind::post, peer, frames, size);
}

/// There is a new peer, which is the node of that name.
EMSCRIPTEN_KEEPALIVE void weft_introduced(std::uint32_t peer, std::byte* name, std::size_t size) {
  weft::wasm::deliver(delivery::kind::introduction, peer, name, size);
}

/// The peer is gone.
EMSCRIPTEN_KEEPALIVE void weft_closed(std::uint32_t peer) {
  weft::wasm::deliver(delivery::kind::departure, peer, nullptr, 0);
}

}  // extern "C"
