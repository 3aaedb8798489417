#include "outbox.hpp"

#include <weft/codec.hpp>

extern "C" void weft_post(std::uint32_t client, const std::byte* frames,
                          std::size_t size);  // library_weft.js

namespace weft::wasm {

std::expected<void, clone_error> outbox::add(client_id client, const value& frame) {
  return encode_into(posts_[client], frame);
}

void outbox::flush() {
  for (auto& [client, frames] : posts_) {
    if (frames.empty()) continue;
    weft_post(client, frames.data(), frames.size());
    frames.clear();
  }
}

}  // namespace weft::wasm
