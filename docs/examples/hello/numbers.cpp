#include <weft/web_module.hpp>

int primes_below(int limit) {
  int count = 0;
  for (int n = 2; n < limit; ++n) {
    bool prime = true;
    for (int d = 2; d * d <= n && prime; ++d) prime = n % d != 0;
    count += prime;
  }
  return count;
}

void weft_module(weft::web::module& module) { module.function("primesBelow", primes_below); }
