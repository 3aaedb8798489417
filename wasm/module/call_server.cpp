#include "call_server.hpp"

#include <string>
#include <utility>

#include "served_call.hpp"

namespace weft::wasm {
namespace {

using detail::frame_kind;

/// The id under which a client learns that a whole post of its could not be read.
constexpr std::uint64_t whole_post = 0;

step read_step(detail::frame_reader& frame) {
  const std::uint64_t how = frame.number();
  if (how > static_cast<std::uint64_t>(step::kind::fail))
    throw detail::bad_frame("not a frame: an unknown way to resume");
  return {static_cast<step::kind>(how), frame.content()};
}

}  // namespace

call_server::call_server(const web::module& module, node& out) : module_(module), out_(out) {}
call_server::~call_server() = default;

void call_server::take(peer_id client, frame_kind kind, detail::frame_reader& frame) {
  const served_key key{client, frame.number()};
  if (kind == frame_kind::call) return call(key, frame);
  if (kind == frame_kind::release) return served_.release(key);
  const auto known = served_.find(key);
  const auto tell = [&](auto action, auto... words) {
    if (known) ((*known).*action)(std::move(words)...);
  };
  switch (kind) {
    case frame_kind::cancel:
      return tell(&served::cancel);
    case frame_kind::pull:
      return tell(&served::pull, frame.number());
    case frame_kind::resume:
      return tell(&served::resume, read_step(frame));
    case frame_kind::subscribe:
      return tell(&served::subscribe, frame.number());
    default:
      throw detail::bad_frame("not a frame: an answer to a module");
  }
}

void call_server::call(served_key key, detail::frame_reader& frame) {
  std::string method(frame.text());
  value arguments = frame.content();
  if (arguments.if_array() == nullptr) throw detail::bad_frame("not a frame: no arguments");
  const auto made = std::make_shared<served_call>(served_, out_, key);
  made->start(module_.find(method), std::move(method), std::move(arguments));
  served_.begin(made);
  begun_.push_back(made);
}

/// One that did not begin, because the turn was too short, is looked at again.
void call_server::turn_ends() {
  std::erase_if(begun_, [this](const auto& call) {
    if (!call->has_begun()) return false;
    if (served_.has(*call) && call->waits()) out_.tell(call->key(), frame_kind::waiting);
    return true;
  });
}

void call_server::give_up(peer_id client, std::string_view why) {
  out_.fail({client, whole_post},
            platform_error("DataError", "the post cannot be read: " + std::string(why)));
  out_.flush();
  close(client);
}

}  // namespace weft::wasm
