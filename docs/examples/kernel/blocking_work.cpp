#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

// Stands for a call that blocks its thread: a file, a database, a long computation.
int slow_square(int n) {
  std::this_thread::sleep_for(1ms);
  return n * n;
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const int sum = weft::with_scope([](weft::scope& scope) {
      std::vector<weft::fiber_handle<int>> squares;
      for (int n = 1; n <= 10; ++n) {
        // The call is made on a thread of its own; only this fiber waits for it, no worker does.
        squares.push_back(
            scope.spawn([n] { return weft::blocking([n] { return slow_square(n); }); }));
      }
      int sum = 0;
      for (auto& square : squares) sum += square.join();
      return sum;
    });
    std::printf("sum: %d\n", sum);
  });
}
