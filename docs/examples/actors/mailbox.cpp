#include <chrono>
#include <cstdio>
#include <string>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

struct note {
  std::string text;
};
struct read_all {};

// It takes the question first, although the notes came before it: what no handler wants stays where it
// is, in its order.
void reader(weft::self& me) {
  me.receive([&](read_all) {
    std::string all;
    while (me.receive_for(0s, [&](note m) { all += (all.empty() ? "" : ", ") + m.text; })) {
    }
    return all;
  });
  const bool more = me.receive_for(1ms, [](note) {});
  me.receive([&](read_all) { return std::string(more ? "more" : "nothing more"); });
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const weft::actor_ref slow = weft::spawn_actor(reader);
    slow.send(note{"first"});
    slow.send(note{"second"});
    slow.send_urgent(note{"urgent"});
    std::puts(slow.ask<std::string>(read_all{}, 1s).c_str());
    std::puts(slow.ask<std::string>(read_all{}, 1s).c_str());
  });
}
