#include <cstdio>

#include <weft/weft.hpp>

struct add {
  int by;
};
struct get {};

int main() {
  weft::runtime runtime;
  return runtime.run([] {
    using namespace std::chrono_literals;
    const auto counter = weft::spawn_actor([](weft::self& me) {
      int n = 0;
      me.receive_loop([&](add m) { n += m.by; }, [&](get) { return n; });
    });
    counter.send(add{40});
    counter.send(add{2});
    std::printf("the counter says %d\n", counter.ask<int>(get{}, 5s));
    return 0;
  });
}
