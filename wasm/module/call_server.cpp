#include "call_server.hpp"

#include <exception>
#include <utility>

#include <weft/thrown_error.hpp>

namespace weft::wasm {
namespace {

using detail::frame_kind;

/// The id under which a client learns that a whole post of its could not be read.
constexpr std::uint64_t whole_post = 0;

value platform_error(std::string_view name, std::string_view message) {
  return value::error{.type = error_type::dom_exception,
                      .message = std::string(message),
                      .name = std::string(name)};
}

}  // namespace

void call_server::take(peer_id client, frame_kind kind, detail::frame_reader& frame) {
  const call_key key{client, frame.number()};
  if (kind == frame_kind::cancel) return cancel(key);
  if (kind != frame_kind::call) throw detail::bad_frame("not a frame: an answer to a module");
  std::string method(frame.text());
  value arguments = frame.content();
  if (arguments.if_array() == nullptr) throw detail::bad_frame("not a frame: no arguments");
  start(key, std::move(method), std::move(arguments));
}

void call_server::start(call_key key, std::string method, value arguments) {
  auto fiber = spawn({.name = method}, [this, key, method, arguments = std::move(arguments)] {
    try {
      const auto* function = module_.find(method);
      if (function == nullptr) throw web::bad_argument("the module has no function " + method);
      answer(key, (*function)(arguments.as_array()));
    } catch (const cancelled&) {
      reject(key, platform_error("AbortError", "the call was cancelled"));
    } catch (...) {
      reject(key, error_from(std::current_exception()));
    }
    running_.erase(key);
  });
  running_.insert_or_assign(key, std::move(fiber));
}

void call_server::cancel(call_key key) {
  if (const auto found = running_.find(key); found != running_.end()) found->second.cancel();
}

void call_server::close(peer_id client) {
  for (auto at = running_.lower_bound({client, whole_post});
       at != running_.end() && at->first.client == client; ++at)
    at->second.cancel();
}

void call_server::answer(call_key key, const value& result) {
  if (const auto sent = out_.write(key.client, frame_kind::result, key.id, result); !sent)
    throw web::bad_argument("the result cannot be sent: " + sent.error().message());
}

void call_server::reject(call_key key, const value& error) {
  if (out_.write(key.client, frame_kind::error, key.id, error)) return;
  (void)out_.write(key.client, frame_kind::error, key.id,
                   value::error{.message = "what was thrown cannot be sent"});
}

void call_server::give_up(peer_id client, std::string_view why) {
  reject({client, whole_post},
         platform_error("DataError", "the post cannot be read: " + std::string(why)));
  out_.flush();
  close(client);
}

}  // namespace weft::wasm
