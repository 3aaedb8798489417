#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

struct work {};
struct are_you_there {};

weft::actor_ref spawn_fragile() {
  return weft::spawn_actor([](weft::self& me) {
    me.receive([](work) { throw std::runtime_error("the file is gone"); });
  });
}

// A monitor tells of an end. A link shares it: unless an actor traps exits, it ends with the other one.
void watcher(weft::self& me) {
  const weft::actor_ref monitored = spawn_fragile();
  const weft::monitor_ref mine = me.monitor(monitored);
  monitored.send(work{});
  me.receive_if([&](const weft::down& d) { return d.monitor == mine; },
                [](const weft::down& d) { std::printf("down: %s\n", d.reason.what().c_str()); });

  me.trap_exit(true);
  const weft::actor_ref linked = spawn_fragile();
  me.link(linked);
  linked.send(work{});
  me.receive([](const weft::exited& e) { std::printf("exited: %s\n", e.reason.what().c_str()); });

  me.receive([](are_you_there) { return std::string("still here"); });
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const weft::actor_ref watching = weft::spawn_actor(watcher);
    std::puts(watching.ask<std::string>(are_you_there{}, 1s).c_str());
  });
}
