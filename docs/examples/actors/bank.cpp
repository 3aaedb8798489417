#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

struct deposit {
  int amount;
};
struct withdraw {
  int amount;
};
struct balance {};
struct transfer {
  weft::actor_ref from, to;
  int amount;
};

// Only the account touches its money, one message after the other: there is nothing to lock.
weft::behavior account(weft::self&) {
  const auto held = std::make_shared<int>(100);
  return {[held](deposit m) { *held += m.amount; },
          [held](withdraw m) {
            if (*held < m.amount) return false;
            *held -= m.amount;
            return true;
          },
          [held](balance) { return *held; }};
}

// Money is taken before it is given, so it is never there twice.
void teller(weft::self& me) {
  me.receive_loop([](const transfer& order) {
    if (!order.from.ask<bool>(withdraw{order.amount}, 1s)) return false;
    order.to.ask<void>(deposit{order.amount}, 1s);
    return true;
  });
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    std::vector<weft::actor_ref> accounts, tellers;
    for (int i = 0; i < 3; ++i) {
      accounts.push_back(weft::spawn_actor(account));
      tellers.push_back(weft::spawn_actor(teller));
    }
    const auto move = [&](int who, int from, int to, int amount) {
      return weft::spawn([order = transfer{accounts[from], accounts[to], amount},
                          asked = tellers[who]] { return asked.ask<bool>(order, 1s); });
    };
    std::vector<weft::fiber_handle<bool>> orders;
    for (int i = 0; i < 30; ++i) orders.push_back(move(i % 3, i % 3, (i + 1) % 3, 3));
    orders.push_back(move(0, 0, 1, 1000));  // more than there is
    int refused = 0;
    for (auto& order : orders) refused += !order.join();

    int total = 0;
    for (const auto& one : accounts) total += one.ask<int>(balance{}, 1s);
    std::printf("refused: %d\nin the bank: %d\n", refused, total);
  });
}
