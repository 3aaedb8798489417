// Actors that plain threads send to and ask. Native only: under simulation and in WebAssembly there are none.
#include <string>
#include <thread>
#include <vector>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

actor_ref spawn_sum(mailbox_options bound = {}) {
  return spawn_actor({.mailbox = bound}, [](self& me) {
    int sum = 0;
    me.receive_loop([&](add m) { sum += m.by; }, [&](get) { return sum; });
  });
}

/// Runs `body(number)` on some threads while the caller's fiber waits.
template <class F>
void on_threads(F body) {
  blocking([&] {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&, i] { body(i); });
    for (std::thread& thread : threads) thread.join();
  });
}

TEST(ActorThread, MaySendInItsOwnOrder) {
  on_every_pool([] {
    struct item {
      int thread, number;
    };
    const actor_ref sink = spawn_actor([](self& me) {
      int next[4] = {};
      bool ordered = true;
      me.receive_loop([&](item m) { ordered = ordered && next[m.thread]++ == m.number; },
                      [&](get) { return ordered; });
    });
    on_threads([&](int thread) {
      for (int i = 0; i < 1000; ++i) sink.send(item{thread, i});
    });
    EXPECT_TRUE(sink.ask<bool>(get{}, 10s));
  });
}

TEST(ActorThread, MayAsk) {
  on_every_pool([] {
    const actor_ref echo =
        spawn_actor([](self& me) { me.receive_loop([](add m) { return m.by; }); });
    on_threads([&](int thread) {
      for (int i = 0; i < 100; ++i) EXPECT_EQ(echo.ask<int>(add{thread + i}, 10s), thread + i);
    });
  });
}

TEST(ActorThread, IsHeldUpByAFullMailbox) {
  on_every_pool([] {
    const actor_ref sum = spawn_sum({.capacity = 2});
    on_threads([&](int) {
      for (int i = 0; i < 250; ++i) sum.send(add{1});
    });
    EXPECT_EQ(sum.ask<int>(get{}, 10s), 1000);
  });
}

TEST(ActorThread, LearnsOfAnEnd) {
  on_every_pool([] {
    const actor_ref sleeper = spawn_sleeper();
    on_threads([&](int thread) {
      if (thread == 0) sleeper.exit(exit_reason::user(value(1)));
      const exit_reason why = perform(monitor_op(sleeper));
      EXPECT_TRUE(why == exit_reason::user(value(1)) || why == exit_reason::noproc()) << why.what();
      EXPECT_THROW((void)sleeper.ask<int>(get{}, 10s), actor_down);
    });
  });
}

TEST(ActorThread, MayEndWhatOthersAreSendingTo) {
  on_every_pool([] {
    for (int round = 0; round < 20; ++round) {
      const actor_ref sum = spawn_sum({.capacity = 1});
      on_threads([&](int thread) {
        for (int i = 0; i < 50; ++i)
          thread == 0 && i == 25 ? sum.exit(exit_reason::shutdown()) : sum.send(add{1});
      });
      let_all_end();
    }
  });
}

TEST(ActorThread, MayRunASupervisor) {
  on_every_pool([] {
    const actor_ref boss = supervise({.intensity = 1000}, {});
    on_threads([&](int thread) {
      const std::string name = std::to_string(thread);
      for (int i = 0; i < 20; ++i) {
        add_child(boss, {.name = name, .start = [] { return spawn_sum(); }})
            .exit(exit_reason::kill());
        EXPECT_TRUE(remove_child(boss, name));
      }
    });
    EXPECT_TRUE(children(boss).empty());
  });
}

}  // namespace
}  // namespace weft::contract
