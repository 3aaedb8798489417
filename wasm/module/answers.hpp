// The frames that answer clients. Nobody is told anything who is gone.
#pragma once

#include <exception>
#include <string_view>

#include <weft/node.hpp>
#include <weft/value.hpp>

#include "served.hpp"

namespace weft::wasm {

/// A DOMException.
value platform_error(std::string_view name, std::string_view message);

class answers {
 public:
  explicit answers(node& out) : out_(out) {}

  /// A frame of that kind without content.
  void tell(served_key key, detail::frame_kind kind) { out_.write(key.client, kind, key.id); }
  /// A frame with `content`, which is called `what` if it cannot be sent.
  ///
  /// Errors: web::bad_argument for what cannot be sent.
  void tell(served_key key, detail::frame_kind kind, const value& content, std::string_view what);
  void fail(served_key key, const value& error);
  /// With what was thrown; `cancelled` as the end of `what`.
  void fail(served_key key, std::exception_ptr thrown, std::string_view what);
  void flush() { out_.flush(); }

 private:
  node& out_;
};

}  // namespace weft::wasm
