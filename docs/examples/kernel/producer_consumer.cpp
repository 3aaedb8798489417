#include <cstdio>
#include <vector>

#include <weft/weft.hpp>

int main() {
  weft::runtime runtime;
  runtime.run([] {
    // Room for two: the producer is at most two numbers ahead.
    const weft::channel<int> numbers(2);
    auto producer = weft::spawn([numbers] {
      for (int n = 1; n <= 100; ++n) numbers.send(n);
      numbers.close();  // what was sent can still be received
    });

    std::vector<weft::fiber_handle<int>> consumers;
    for (int i = 0; i < 3; ++i) {
      consumers.push_back(weft::spawn([numbers] {
        int sum = 0;
        for (const int n : numbers) sum += n;  // until the channel is closed and empty
        return sum;
      }));
    }

    producer.join();
    int sum = 0;
    for (auto& consumer : consumers) sum += consumer.join();
    std::printf("sum: %d\n", sum);
  });
}
