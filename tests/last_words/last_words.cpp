// Programs that end badly, each in its own way:  last_words WAY
#include <cstdio>
#include <optional>
#include <string_view>

#include <weft/weft.hpp>

namespace {

using namespace std::chrono_literals;

/// Its frames are on the fiber's stack even under AddressSanitizer.
[[gnu::noinline, gnu::no_sanitize_address]] int deeper(int depth) {
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

/// Where a generator waits for the end of the run that it belongs to.
std::optional<weft::generator<int>> survivor;

/// Waits in vain, and goes on when it is told so.
int seen_deadlock() {
  auto late = weft::spawn({.name = "late"}, [] { weft::channel<int>().send(1); });
  try {
    late.join();
  } catch (const weft::deadlock& found) {
    std::printf("caught: %s\n", found.what());
  }
  return 3;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view way = argc > 1 ? argv[1] : "";
  weft::runtime runtime({.workers = 2});
  const int status = runtime.run([way] {
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
    if (way == "deadlock_shielded") weft::shield([&] { never.receive(); });
    if (way == "deadlock_caught") return seen_deadlock();
    if (way == "join_itself") {
      weft::channel<weft::fiber_handle<void>*> self;
      auto fiber =
          weft::spawn({.name = "ouroboros"}, [self]() mutable { (*self.receive())->join(); });
      self.send(&fiber);
      fiber.join();
    }
    if (way == "deep_generator")
      return weft::spawn({.name = "digger"},
                         [] {
                           weft::generator<int> digs(
                               [](auto& yield_value) { yield_value(deeper(100'000)); });
                           return *digs.resume();
                         })
          .join();
    if (way == "unlock_by_a_stranger") {
      weft::mutex mine;
      mine.lock();
      weft::spawn({.name = "stranger"}, [&] { mine.unlock(); }).join();
    }
    if (way == "generator_outlives_its_run") {
      survivor.emplace([](auto& yield_value) { yield_value(1); });
      survivor->resume();
    }
    return 0;
  });
  survivor.reset();
  return status;
}
