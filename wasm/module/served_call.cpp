#include "served_call.hpp"

#include <exception>
#include <utility>

#include "served_iterator.hpp"
#include "served_observable.hpp"

namespace weft::wasm {

using detail::frame_kind;

void served_call::start(const web::module::call_function* function, std::string method,
                        value arguments) {
  spawn_options options{.name = method};
  fiber_ =
      spawn(std::move(options), [self = shared_from_this(), function, method = std::move(method),
                                 arguments = std::move(arguments)] {
        try {
          if (function == nullptr) throw web::bad_argument("the module has no function " + method);
          self->answer((*function)(arguments.as_array()), method);
        } catch (...) {
          self->out_.fail(self->key(), std::current_exception(), "call");
        }
        self->table_.forget(*self);
      });
}

/// A stream takes the place of the call, unless nobody wants it any more.
void served_call::answer(web::module::call_result result, const std::string& method) {
  if (const auto* const content = std::get_if<value>(&result))
    return out_.tell(key(), frame_kind::result, *content, "result");
  if (!table_.has(*this)) return;
  if (auto* const source = std::get_if<std::unique_ptr<detail::value_source>>(&result)) {
    table_.keep(std::make_shared<served_iterator>(table_, out_, key(), method, std::move(*source)));
    return out_.tell(key(), frame_kind::iterator);
  }
  auto& body = std::get<detail::subscribe_function>(result);
  table_.keep(std::make_shared<served_observable>(table_, out_, key(), method, std::move(body)));
  out_.tell(key(), frame_kind::observable);
}

}  // namespace weft::wasm
