// What a module offers, as TypeScript.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/detail/call_shape.hpp>

namespace weft::wasm {

struct offer {
  std::string_view name;
  detail::call_shape as;
};

/// The text of a declaration file: the structs in the order in which they are first met, then functions
/// and types of actors in the order given.
std::string declarations(const std::vector<offer>& functions, const std::vector<offer>& actors);

}  // namespace weft::wasm
