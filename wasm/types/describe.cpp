// Linked into a module only where its declarations are wanted (wasm/cmake/link_module.mjs): stands in for
// `weft_module`, and hands JavaScript what that has offered.
#include <emscripten/em_js.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <weft/detail/call_shape.hpp>
#include <weft/web_module.hpp>

#include "declarations.hpp"

EM_JS_DEPS(weft_describe, "$UTF8ToString");
EM_JS(void, weft_take_declarations, (const char* text, std::size_t size),
      { Module['weftDeclarations'](UTF8ToString(text, size)); });

namespace weft::wasm {
namespace {

/// The section is there, even if a module offers nothing.
[[gnu::section("weft_call_shapes"), gnu::used]] constexpr detail::call_shape first{
    nullptr, nullptr, {}};

}  // namespace
}  // namespace weft::wasm

extern "C" {
extern const weft::detail::call_shape __start_weft_call_shapes[];
extern const weft::detail::call_shape __stop_weft_call_shapes[];
void __real__Z11weft_moduleRN4weft3web6moduleE(weft::web::module&);
}

namespace weft::wasm {
namespace {

template <class Offered>
std::vector<offer> described(const Offered& offered) {
  std::vector<offer> all;
  for (const auto& [name, function] : offered) {
    const auto* const found =
        std::find_if(__start_weft_call_shapes, __stop_weft_call_shapes, [&](const auto& signature) {
          return signature.offered != nullptr && *signature.offered == function.target_type();
        });
    if (found == __stop_weft_call_shapes) throw std::logic_error("no signature of " + name);
    all.push_back({name, *found});
  }
  return all;
}

}  // namespace
}  // namespace weft::wasm

extern "C" void __wrap__Z11weft_moduleRN4weft3web6moduleE(weft::web::module& module) {
  __real__Z11weft_moduleRN4weft3web6moduleE(module);
  const std::string text = weft::wasm::declarations(weft::wasm::described(module.functions()),
                                                    weft::wasm::described(module.actors()));
  weft_take_declarations(text.data(), text.size());
}
