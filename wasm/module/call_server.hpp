// Carries out the calls of pages: one fiber each, answered with a frame (docs/wire_format.md,
// "Frames").
#pragma once

#include <cstdint>
#include <exception>
#include <map>
#include <span>
#include <string>

#include <weft/fiber.hpp>
#include <weft/value.hpp>
#include <weft/web_module.hpp>

#include "outbox.hpp"

namespace weft::wasm {

class call_server {
 public:
  explicit call_server(const web::module& module) : module_(module) {}

  /// Starts the calls, and cancels what is to be cancelled, of one post. In a fiber; does not
  /// suspend.
  void take(client_id client, std::span<const std::byte> post);
  /// Cancels the client's calls; nothing is posted to it any more.
  void close(client_id client);
  void flush() { outbox_.flush(); }

 private:
  using call_id = double;
  struct call_key {
    client_id client;
    call_id id;
    friend auto operator<=>(const call_key&, const call_key&) = default;
  };

  void take_frame(client_id client, const value& frame);
  void start(call_key key, std::string method, value arguments);
  void answer(call_key key, value result);
  void reject(call_key key, std::string_view name, std::string_view message);
  void reject(call_key key, std::exception_ptr failure);
  void send(call_key key, const value& frame);

  const web::module& module_;
  outbox outbox_;
  std::map<call_key, fiber_handle<void>> running_;
};

}  // namespace weft::wasm
