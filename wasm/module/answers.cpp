#include "answers.hpp"

#include <string>

#include <weft/error_value.hpp>
#include <weft/fiber.hpp>
#include <weft/thrown_error.hpp>
#include <weft/web_module.hpp>

namespace weft::wasm {
namespace {

value error_of(const std::exception_ptr& thrown, std::string_view what) {
  try {
    std::rethrow_exception(thrown);
  } catch (const cancelled&) {
    return platform_error("AbortError", "the " + std::string(what) + " was cancelled");
  } catch (...) {
    return error_from(thrown);
  }
}

}  // namespace

value platform_error(std::string_view name, std::string_view message) {
  return value::error{.type = error_type::dom_exception,
                      .message = std::string(message),
                      .name = std::string(name)};
}

void answers::tell(served_key key, detail::frame_kind kind, const value& content,
                   std::string_view what) {
  if (const auto sent = out_.write(key.client, kind, key.id, content); !sent)
    throw web::bad_argument("the " + std::string(what) +
                            " cannot be sent: " + sent.error().message());
}

void answers::fail(served_key key, const value& error) {
  if (out_.write(key.client, detail::frame_kind::error, key.id, error)) return;
  (void)out_.write(key.client, detail::frame_kind::error, key.id,
                   value::error{.message = "what was thrown cannot be sent"});
}

void answers::fail(served_key key, std::exception_ptr thrown, std::string_view what) {
  fail(key, error_of(thrown, what));
}

}  // namespace weft::wasm
