#include <cstdio>

#include <weft/testing.hpp>
#include <weft/weft.hpp>

// A transfer that forgets that others may be at work while it waits for the bank.
struct account {
  int balance = 100;
};

void withdraw(account& from, int amount) {
  if (from.balance < amount) return;
  weft::this_fiber::yield();
  from.balance -= amount;
}

bool never_overdrawn(std::uint64_t seed) {
  return weft::testing::simulate({.seed = seed, .workers = 2}, [] {
    account shared;
    auto one = weft::spawn({.worker = 0}, [&] { withdraw(shared, 60); });
    auto two = weft::spawn({.worker = 0}, [&] { withdraw(shared, 60); });
    one.join();
    two.join();
    return shared.balance >= 0;
  });
}

int main() {
  int overdrawn = 0;
  for (const std::uint64_t seed : weft::testing::seeds(100)) overdrawn += !never_overdrawn(seed);
  std::printf("%s\n", overdrawn > 0 && overdrawn < 100 ? "some seeds find the mistake" : "wrong");
}
