#include "module_host.hpp"

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include "call_server.hpp"

extern "C" {
// In library_weft.js.
void weft_post(std::uint32_t peer, const std::byte* frames, std::size_t size);
void weft_introduce(std::uint32_t a, const char* a_name, std::size_t a_size, std::uint32_t b,
                    const char* b_name, std::size_t b_size);
void weft_watch(std::uint32_t peer, const char* life, std::size_t size);
char* weft_life();
}

namespace weft::wasm {
namespace {

/// 128 bits: nobody else's.
std::string random_name() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device random;
  std::string name;
  for (int word = 0; word < 4; ++word) {
    std::uint32_t bits = random();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4) name += digits[bits & 15];
  }
  return name;
}

}  // namespace

node_options module_host::who_we_are() {
  node_options we{.name = random_name()};
  if (char* const life = weft_life()) {
    we.life = life;
    std::free(life);
  }
  return we;
}

void module_host::post(peer_id to, std::span<const std::byte> frames) {
  weft_post(to, frames.data(), frames.size());
}

void module_host::introduce(peer_id a, std::string_view a_name, peer_id b,
                            std::string_view b_name) {
  weft_introduce(a, a_name.data(), a_name.size(), b, b_name.data(), b_name.size());
}

void module_host::watch(peer_id peer, std::string_view life) {
  weft_watch(peer, life.data(), life.size());
}

void module_host::take_call(peer_id from, detail::frame_kind kind, detail::frame_reader& frame) {
  calls_->take(from, kind, frame);
}

void module_host::unreadable(peer_id from, std::string_view why) { calls_->give_up(from, why); }

}  // namespace weft::wasm
