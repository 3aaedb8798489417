// The room as a web module: one for all tabs that share the worker.
#include <weft/web_module.hpp>

#include "room.hpp"

void weft_module(weft::web::module& module) {
  const weft::actor_ref room = weft::spawn_actor({.name = "room"}, chat::room);
  module.function("room", [room] { return room; });
}
