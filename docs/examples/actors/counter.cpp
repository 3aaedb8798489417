#include <chrono>
#include <cstdio>
#include <memory>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

// Messages are types of your own.
struct add {
  int by;
};
struct get {};

// A straight-line actor waits for messages wherever it likes; its state is what its function has.
void counting(weft::self& me) {
  int n = 0;
  me.receive_loop([&](add m) { n += m.by; }, [&](get) { return n; });
}

// A behaviour is a set of handlers. Between messages it has no stack, so a million of them is fine.
weft::behavior counter(weft::self&) {
  const auto n = std::make_shared<int>(0);
  return {[n](add m) { *n += m.by; }, [n](get) { return *n; }};
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const weft::actor_ref first = weft::spawn_actor(counting);
    const weft::actor_ref second = weft::spawn_actor(counter);
    for (int i = 1; i <= 5; ++i) {
      first.send(add{i});
      second.send(add{i});
    }
    std::printf("the first one counts %d\n", first.ask<int>(get{}, 1s));
    std::printf("the second one counts %d\n", second.ask<int>(get{}, 1s));
  });
}
