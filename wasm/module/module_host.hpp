// The place that a module's node is in: an instance in a worker, whose script has the ports.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <weft/node.hpp>

namespace weft::wasm {

class call_server;

class module_host final : public node_host {
 public:
  /// A random name, and the lock that the worker holds.
  static node_options who_we_are();

  void set_calls(call_server& calls) noexcept { calls_ = &calls; }

  void wants_flush() override {}  // every turn ends with a flush
  void post(peer_id to, std::span<const std::byte> frames) override;
  void introduce(peer_id a, std::string_view a_name, peer_id b, std::string_view b_name) override;
  void watch(peer_id peer, std::string_view life) override;
  void take_call(peer_id from, detail::frame_kind kind, detail::frame_reader& frame) override;
  void unreadable(peer_id from, std::string_view why) override;

 private:
  call_server* calls_ = nullptr;
};

}  // namespace weft::wasm
