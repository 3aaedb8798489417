#include <chrono>
#include <cstdio>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const weft::channel<int> silent;

    if (!weft::move_on_after(1ms, [&] { silent.receive(); })) std::puts("moved on");

    try {
      weft::cancel_after(1ms, "the server is silent", [&] { silent.receive(); });
    } catch (const std::runtime_error& late) {
      std::puts(late.what());
    }

    // A limit on silence rather than on the whole: each value that comes starts the time anew.
    const weft::channel<int> chatty;
    auto speaker = weft::spawn([chatty] {
      for (int n = 0; n < 5; ++n) chatty.send(n);
      chatty.close();
    });
    int heard = 0;
    weft::move_on_after(10s, [&](weft::timeout& silence) {
      while (chatty.receive()) {
        silence.reset();
        ++heard;
      }
    });
    speaker.join();
    std::printf("heard %d\n", heard);
  });
}
