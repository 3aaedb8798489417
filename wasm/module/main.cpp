// The program around a web module: a runtime whose root fiber takes in what the worker script
// delivers.
#include <emscripten.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <span>

#include <weft/channel.hpp>
#include <weft/runtime.hpp>
#include <weft/web_module.hpp>

#include "../host/event_loop_host.hpp"
#include "call_server.hpp"

namespace weft::wasm {
namespace {

/// One post of a client, or, without content, its departure.
struct delivery {
  client_id client;
  std::unique_ptr<std::byte[]> frames;
  std::size_t size;
};

/// More than any turn brings: a turn of JavaScript delivers one post, and the pump takes it at
/// once.
constexpr std::size_t deliveries_max = 1 << 20;

channel<delivery>& deliveries() {
  static channel<delivery> arriving(deliveries_max);
  return arriving;
}

call_server* server = nullptr;

void serve() {
  web::module offered;
  weft_module(offered);
  call_server calls(offered);
  server = &calls;
  at_end_of_turn([] { server->flush(); });
  for (delivery& next : deliveries()) {
    if (next.frames == nullptr)
      calls.close(next.client);
    else
      calls.take(next.client, {next.frames.get(), next.size});
  }
}

}  // namespace
}  // namespace weft::wasm

int main() { weft::runtime().run(weft::wasm::serve); }

extern "C" {

/// Room for a post of `size` bytes; handed back by `weft_deliver`.
EMSCRIPTEN_KEEPALIVE std::byte* weft_room(std::size_t size) { return new std::byte[size]; }

/// Takes one post of a client; without frames, the client is gone. A turn must follow.
EMSCRIPTEN_KEEPALIVE void weft_deliver(std::uint32_t client, std::byte* frames, std::size_t size) {
  using namespace weft::wasm;
  (void)deliveries().try_send({client, std::unique_ptr<std::byte[]>(frames), size});
}

}  // extern "C"
