#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

/// Counts the primes below `limit`, the slow way.
int primes_below(int limit) {
  int count = 0;
  for (int n = 2; n < limit; ++n) {
    bool prime = true;
    for (int d = 2; d * d <= n && prime; ++d) prime = n % d != 0;
    count += prime;
  }
  return count;
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    weft::pool pool({.workers = 2});

    // The pool learns how long jobs of a method take, and starts the short ones sooner.
    std::vector<weft::job_handle<int>> counts;
    for (int i = 0; i < 10; ++i)
      counts.push_back(pool.submit({.method = "short"}, [] { return primes_below(100); }));
    auto report = pool.submit({.method = "long"}, [] { return primes_below(50'000); });

    // One that has not started in time is not worth starting.
    auto stale = pool.submit({.method = "short", .deadline = weft::clock::now()},
                             [] { return primes_below(100); });
    try {
      stale.join();
    } catch (const weft::deadline_passed&) {
      std::puts("too late for one");
    }

    // A job that waits does not keep others from starting; one that needs a worker for itself says so.
    auto waiting = pool.submit([] { weft::this_fiber::sleep_for(1ms); });
    auto alone = pool.submit({.exclusive = true}, [] { return std::string("alone"); });

    int sum = 0;
    for (auto& each : counts) sum += each.join();
    std::printf("%d short ones, %d in the report, %s\n", sum, report.join(), alone.join().c_str());
    waiting.join();
    pool.close();  // waits for what is left
  });
}
