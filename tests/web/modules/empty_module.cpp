// The runtime and nothing else: what it weighs.
#include <weft/web_module.hpp>

void weft_module(weft::web::module&) {}
