#include <weft/web_module.hpp>

void weft_module(weft::web::module& module) {
  module.function("answer", [] { return 42; });
}
