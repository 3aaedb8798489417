// Values that cross between JavaScript and C++ as messages in WebAssembly's memory. crossing.mjs calls
// these, and measures them.
#include <cstddef>
#include <span>
#include <utility>

#include <emscripten.h>

#include <weft/weft.hpp>

namespace {

const weft::channel<int> end;  // closed when nobody will call any more

weft::bytes incoming;
weft::bytes outgoing;
weft::value held;

}  // namespace

extern "C" {

/// Where a message of `size` bytes may be written.
EMSCRIPTEN_KEEPALIVE std::byte* crossing_room(std::size_t size) {
  if (incoming.size() < size) incoming.resize(size);
  return incoming.data();
}

/// Keeps the value of the message of `size` bytes that was written there. False: it is none.
EMSCRIPTEN_KEEPALIVE bool crossing_take(std::size_t size) {
  auto taken = weft::decode(std::span(incoming).first(size));
  if (taken) held = std::move(*taken);
  return taken.has_value();
}

/// Writes the value kept, and says where.
EMSCRIPTEN_KEEPALIVE std::byte* crossing_give() {
  outgoing.clear();
  if (!weft::encode_into(outgoing, held)) outgoing.clear();
  return outgoing.data();
}
EMSCRIPTEN_KEEPALIVE std::size_t crossing_given() { return outgoing.size(); }

EMSCRIPTEN_KEEPALIVE void crossing_end() { end.close(); }
}

int main() {
  weft::runtime().run([] { end.receive(); });
}
