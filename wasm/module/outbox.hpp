// What leaves the instance: collected during a turn, posted to each client once at its end.
#pragma once

#include <cstdint>
#include <expected>
#include <map>

#include <weft/bytes.hpp>
#include <weft/clone_error.hpp>
#include <weft/value.hpp>

namespace weft::wasm {

/// A page that uses this instance; numbered by the worker script.
using client_id = std::uint32_t;

class outbox {
 public:
  /// Adds `frame` to the client's next post.
  ///
  /// Errors:  why it cannot be encoded; then nothing was added.
  std::expected<void, clone_error> add(client_id client, const value& frame);
  /// Forgets what waits for a client that is gone.
  void forget(client_id client) { posts_.erase(client); }
  /// One post per client.
  void flush();

 private:
  std::map<client_id, bytes> posts_;
};

}  // namespace weft::wasm
