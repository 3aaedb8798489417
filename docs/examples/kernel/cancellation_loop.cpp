#include <chrono>
#include <cstdio>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const weft::channel<int> started;
    auto worker = weft::spawn([started] {
      struct at_the_end {
        ~at_the_end() {
          weft::this_fiber::sleep_for(1ms);  // destructors may wait: the stack is unwinding already
          std::puts("cleaned up");
        }
      } const last;

      started.send(1);
      for (;;) {
        weft::this_fiber::sleep_for(1ms);  // a suspension point: here the loop ends
        weft::shield([] {
          // A step that must not be cut in half: cancellation waits until it is done.
          weft::this_fiber::sleep_for(1ms);
        });
      }
    });

    started.receive();
    worker.cancel();
    try {
      worker.join();
    } catch (const weft::fiber_cancelled&) {
      std::puts("cancelled");
    }
  });
}
