// Carries out the calls of pages: one fiber each, answered with a frame (docs/wire_format.md,
// "Frames"). A result may live on as a stream, under the number of its call.
//
//     call ──> served_call ──> result, error
//                   │ becomes
//                   ├──> served_iterator ──> item … done, error
//                   └──> served_observable ── subscribe ──> served_subscription ──> item … done, error
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <weft/node.hpp>
#include <weft/web_module.hpp>

#include "answers.hpp"
#include "served.hpp"

namespace weft::wasm {

class served_call;

class call_server {
 public:
  /// Answers leave through `out`.
  call_server(const web::module& module, node& out);
  ~call_server();

  /// Carries out a frame about calls. In a fiber; does not suspend.
  ///
  /// Errors: detail::bad_frame.
  void take(peer_id client, detail::frame_kind kind, detail::frame_reader& frame);
  /// A turn of the event loop is over: says which calls of it wait.
  void turn_ends();
  /// Tells a client, at once, that a post of its could not be read, and closes it.
  void give_up(peer_id client, std::string_view why);
  /// Cancels the client's calls and ends its streams.
  void close(peer_id client) { served_.release_all(client); }

 private:
  void call(served_key key, detail::frame_reader& frame);

  const web::module& module_;
  answers out_;
  served_table served_;
  std::vector<std::shared_ptr<served_call>> begun_;  // in this turn
};

}  // namespace weft::wasm
