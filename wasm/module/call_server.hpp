// Carries out the calls of pages: one fiber each, answered with a frame (docs/wire_format.md,
// "Frames").
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <weft/error_value.hpp>
#include <weft/fiber.hpp>
#include <weft/node.hpp>
#include <weft/value.hpp>
#include <weft/web_module.hpp>

namespace weft::wasm {

class call_server {
 public:
  /// Answers leave through `out`.
  call_server(const web::module& module, node& out) : module_(module), out_(out) {}

  /// Starts a call, or cancels one. In a fiber; does not suspend.
  ///
  /// Errors: detail::bad_frame.
  void take(peer_id client, detail::frame_kind kind, detail::frame_reader& frame);
  /// Tells a client, at once, that a post of its could not be read, and cancels its calls.
  void give_up(peer_id client, std::string_view why);
  /// Cancels the client's calls.
  void close(peer_id client);

 private:
  struct call_key {
    peer_id client;
    std::uint64_t id;
    friend auto operator<=>(const call_key&, const call_key&) = default;
  };

  void start(call_key key, std::string method, value arguments);
  void cancel(call_key key);
  void answer(call_key key, const value& result);
  void reject(call_key key, const value& error);

  const web::module& module_;
  node& out_;
  std::map<call_key, fiber_handle<void>> running_;
};

}  // namespace weft::wasm
