#include "served_observable.hpp"

#include <exception>
#include <utility>

#include "time_share.hpp"

namespace weft::wasm {

using detail::frame_kind;

served_observable::served_observable(served_table& table, answers& out, served_key key,
                                     std::string method, detail::subscribe_function body)
    : served(key), table_(table), out_(out), method_(std::move(method)), body_(std::move(body)) {}

void served_observable::subscribe(std::uint64_t id) {
  const auto made =
      std::make_shared<served_subscription>(table_, out_, served_key{key().client, id});
  made->start(body_, method_);
  table_.begin(made);
}

void served_subscription::start(detail::subscribe_function body, const std::string& method) {
  fiber_ = spawn({.name = method}, [self = shared_from_this(), body = std::move(body)] {
    try {
      self->run(body);
      if (!self->is_released_) self->out_.tell(self->key(), frame_kind::done, value(), "value");
    } catch (...) {
      if (!self->is_released_)
        self->out_.fail(self->key(), std::current_exception(), "subscription");
    }
    self->table_.forget(*self);
  });
}

void served_subscription::run(const detail::subscribe_function& body) {
  time_share share;
  body([&](const value& item) {
    share.spend();
    // Cancelled, but not to be told so here: it unwinds, or is shielded.
    if (!is_released_) out_.tell(key(), frame_kind::item, item, "item");
  });
}

void served_subscription::release() {
  is_released_ = true;
  fiber_->cancel();
}

}  // namespace weft::wasm
