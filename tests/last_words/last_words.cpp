// Programs that end badly, each in its own way:  last_words WAY
#include <cstdio>
#include <string_view>

#include <weft/weft.hpp>

namespace {

using namespace std::chrono_literals;

[[gnu::noinline]] int deeper(int depth) {
  volatile char frame[400] = {};
  frame[depth % 400] = 1;
  return depth == 0 ? 0 : deeper(depth - 1) + frame[depth % 400];
}

volatile double seen = 1;

/// Waits at the bottom, with many values alive in every frame.
[[gnu::noinline]] double deeper_and_wait(int depth) {
  const double a = seen, b = seen, c = seen, d = seen, e = seen, f = seen, g = seen, h = seen;
  const double i = seen, j = seen, k = seen, l = seen, m = seen, n = seen, o = seen, p = seen;
  double below = 0;
  if (depth == 0)
    weft::this_fiber::sleep_for(1ms);
  else
    below = deeper_and_wait(depth - 1);
  return below + a * b + c * d + e * f + g * h + i * j + k * l + m * n + o * p;
}

[[gnu::noinline]] int deeper_than_any_engine(int depth) {
  volatile int here = depth;
  if (depth > 0) here = here + deeper_than_any_engine(depth - 1);
  return here;
}

void (*volatile touch)(char*) = [](char* at) { *at = 1; };

[[gnu::noinline]] int one_large_frame() {
  char frame[200 * 1024];
  touch(frame);  // at its far end, beyond any guard
  return frame[0];
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view way = argc > 1 ? argv[1] : "";
  weft::runtime runtime({.workers = 2});
  return runtime.run([way] {
    // Others that must not be written over.
    weft::channel<int> never;
    for (int i = 0; i < 10; ++i) (void)weft::spawn([never]() mutable { never.receive(); });
    weft::this_fiber::sleep_for(1ms);
    if (way == "deep")
      return weft::spawn({.name = "digger"}, [] { return deeper(100'000); }).join();
    if (way == "large_frame") return weft::spawn({.name = "digger"}, one_large_frame).join();
    if (way == "small_stack")
      return weft::spawn({.name = "digger", .stack_bytes = 16 * 1024}, [] { return deeper(100); })
          .join();
    if (way == "deep_wait")
      return weft::spawn(
                 {.name = "digger", .stack_bytes = 16 << 20},
                 [] {
                   return deeper_and_wait(4'000) > 0;
                 }).join()
                 ? 1
                 : 0;
    if (way == "deep_engine")
      return weft::spawn({.name = "digger", .stack_bytes = 64 << 20},
                         [] { return deeper_than_any_engine(1'000'000); })
          .join();
    if (way == "deadlock") never.receive();
    if (way == "join_itself") {
      weft::channel<weft::fiber_handle<void>*> self;
      auto fiber =
          weft::spawn({.name = "ouroboros"}, [self]() mutable { (*self.receive())->join(); });
      self.send(&fiber);
      fiber.join();
    }
    return 0;
  });
}
