#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

struct job {
  int number;
};
struct finish {};

// Jobs that were handed out and are not done.
struct in_flight {
  std::atomic<int> now{0}, most{0}, done{0};

  void one_more() {
    const int count = ++now;
    for (int seen = most; seen < count && !most.compare_exchange_weak(seen, count);) {
    }
  }
  void one_less() {
    --now;
    ++done;
  }
};

int main() {
  constexpr int workers = 3;
  constexpr int waiting = 4;  // for each of them

  weft::runtime runtime;
  const auto count = std::make_shared<in_flight>();
  runtime.run([&] {
    std::vector<weft::actor_ref> pool;
    for (int i = 0; i < workers; ++i)
      pool.push_back(weft::spawn_actor({.mailbox = {.capacity = waiting}}, [count](weft::self& me) {
        me.receive_loop(
            [&](job) {
              weft::this_fiber::yield();  // here it would work
              count->one_less();
            },
            [](finish) { return weft::loop::stop; });
      }));

    // A full mailbox lets its senders wait. So jobs are made as fast as they are done, and no faster.
    for (int i = 0; i < 1000; ++i) {
      count->one_more();
      pool[static_cast<std::size_t>(i % workers)].send(job{i});
    }
    for (const auto& one : pool) one.ask<void>(finish{}, 10s);
  });
  std::printf("%d jobs done\n", count->done.load());
  // Each worker has one in its hands and some in its mailbox; the producer has one, too.
  constexpr int most = workers * (waiting + 1) + 1;
  std::printf("%s than %d of them at a time\n", count->most <= most ? "no more" : "more", most);
}
