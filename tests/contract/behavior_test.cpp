#include "fixture.hpp"
#include "support/words.hpp"

#include <memory>
#include <string>
#include <vector>

namespace weft::contract {
namespace {

struct swap_sign {};

behavior counter(self&) {
  const auto n = std::make_shared<int>(0);
  return {[n](add m) { *n += m.by; }, [n](get) { return *n; }, [](stop) { return loop::stop; }};
}

TEST(Behavior, KeepsItsStateBetweenMessages) {
  on_every_pool([] {
    const actor_ref c = spawn_actor(counter);
    for (int i = 1; i <= 1000; ++i) c.send(add{i});
    EXPECT_EQ(c.ask<int>(get{}, 10s), 500500);
  });
}

TEST(Behavior, EndsNormallyWhenAHandlerSaysStop) {
  on_every_pool([] {
    const actor_ref c = spawn_actor(counter);
    c.send(stop{});
    const exit_reason why = perform(monitor_op(c));
    EXPECT_TRUE(why == exit_reason::normal() || why == exit_reason::noproc()) << why.what();
  });
}

TEST(Behavior, MaySuspendInAHandler) {
  on_every_pool([] {
    const channel<int> numbers;
    const actor_ref c = spawn_actor(
        [numbers](self&) -> behavior { return {[numbers](get) { return *numbers.receive(); }}; });
    auto first = spawn([c] { return c.ask<int>(get{}, 10s); });
    auto second = spawn([c] { return c.ask<int>(get{}, 10s); });
    numbers.send(1);
    numbers.send(2);
    EXPECT_EQ(first.join() + second.join(), 3);
  });
}

TEST(Behavior, TakesOtherMessagesAfterBecome) {
  on_every_pool([] {
    const actor_ref c = spawn_actor([](self& me) -> behavior {
      const auto n = std::make_shared<int>(0);
      return {[n, &me](swap_sign) {
        me.become({[n](add m) { *n -= m.by; }, [n](get) { return *n; }});
      }};
    });
    c.send(add{3});  // waits for the handlers to come
    c.send(swap_sign{});
    c.send(add{4});
    EXPECT_EQ(c.ask<int>(get{}, 10s), -7);
  });
}

TEST(Behavior, EndsWithTheErrorOfItsHandler) {
  on_every_pool([] {
    const actor_ref c = spawn_actor([](self&) -> behavior {
      return {[](add m) -> int { throw std::runtime_error("no " + std::to_string(m.by)); }};
    });
    auto end = spawn([c] { return perform(monitor_op(c)); });
    try {
      c.ask<int>(add{5}, 10s);
      FAIL() << "answered";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "no 5");
    }
    (void)end.join();
    EXPECT_FALSE(c.try_send(add{1}).has_value());
  });
}

TEST(Behavior, IsEndedWithTheRun) {
  for (const unsigned workers : worker_counts) {
    in_every_round([&] {
      runtime under_test(options_for(workers));
      const auto alive = std::make_shared<int>(0);
      under_test.run([&] {
        for (int i = 0; i < 100; ++i) {
          const actor_ref c = spawn_actor([alive](self&) -> behavior { return {[alive](add) {}}; });
          if (i % 2 == 0) c.send(add{1});
        }
      });
      EXPECT_EQ(alive.use_count(), 1);
      expect_nothing_left(under_test);
    });
  }
}

TEST(Behavior, OfAWorkerThatHasLeftThePoolGoesOn) {
  on_workers(4, [] {
    if (runtime::current().pool_size() < 4) return;  // this host has one worker
    const actor_ref c = spawn_actor(actor_options{.worker = 3}, counter);
    c.send(add{1});
    EXPECT_EQ(c.ask<int>(get{}, 10s), 1);
    runtime::current().set_pool_size(1);
    for (int i = 0; i < 20; ++i) {
      c.send(add{1});
      EXPECT_EQ(c.ask<int>(get{}, 10s), 2 + i);
      this_fiber::yield();
    }
    runtime::current().set_pool_size(4);
    EXPECT_EQ(c.ask<int>(get{}, 10s), 21);
  });
}

TEST(Signals, TellOfTheEndInOrder) {
  on_every_pool([] {
    const actor_ref watcher = spawn_actor([](self& me) {
      std::string seen;
      const actor_ref child = spawn_actor([to = me.ref()](self& c) {
        c.receive([](stop) {});
        for (int i = 1; i <= 3; ++i) to.send(add{i});
        c.exit(exit_reason::user(value("enough")));
      });
      const monitor_ref m = me.monitor(child);
      child.send(stop{});
      for (int i = 0; i < 4; ++i)
        me.receive(
            [&](add a) { seen += std::to_string(a.by); },
            [&](down d) { seen += d.monitor == m ? d.reason.user_value().as_string() : "?"; });
      me.receive([&](get) { return seen; });
    });
    EXPECT_EQ(watcher.ask<std::string>(get{}, 10s), "123enough");
  });
}

TEST(Signals, KillOvertakesAndCannotBeTrapped) {
  on_every_pool([] {
    const actor_ref sleeper = spawn_actor([](self& me) {
      me.trap_exit(true);
      me.receive_loop([](add) { this_fiber::sleep_for(1h); }, [](exited) {});
    });
    sleeper.send(add{1});
    auto end = start_here([sleeper] { return perform(monitor_op(sleeper)); });
    sleeper.exit(exit_reason::kill());
    EXPECT_EQ(end.join(), exit_reason::killed());
  });
}

TEST(Signals, EndTheLinkedActorUnlessTrapped) {
  on_every_pool([] {
    const actor_ref trapping = spawn_actor([](self& me) {
      me.trap_exit(true);
      const actor_ref child = spawn_actor([](self& c) {
        c.receive([](stop) {});
        c.exit(exit_reason::shutdown());
      });
      me.link(child);
      child.send(stop{});
      std::string seen;
      me.receive([&](exited e) { seen = e.reason.what(); });
      me.receive([&](get) { return seen; });
    });
    EXPECT_EQ(trapping.ask<std::string>(get{}, 10s), "shutdown");
    const actor_ref victim = spawn_actor([](self& me) { me.receive([](stop) {}); });
    auto end = start_here([victim] { return perform(monitor_op(victim)); });
    spawn_actor([victim](self& me) {
      me.link(victim);
      me.exit(exit_reason::user(value(7)));
    });
    EXPECT_EQ(end.join().user_value().as_number(), 7);
  });
}

TEST(ReceiveOp, StandsInAChoice) {
  on_every_pool([] {
    const channel<int> numbers;
    const actor_ref a = spawn_actor([numbers](self& me) {
      std::string seen;
      for (int i = 0; i < 2; ++i)
        perform(choice(me.receive_op([&](add m) { seen += "add" + std::to_string(m.by); }),
                       numbers.receive_op().wrap(
                           [&](std::optional<int> n) { seen += "number" + std::to_string(*n); })));
      me.receive([&](get) { return seen; });
    });
    auto asked = start_here([a] { return a.ask<std::string>(get{}, 10s); });
    a.send(add{1});
    numbers.send(2);
    const std::string seen = asked.join();
    EXPECT_TRUE(seen == "add1number2" || seen == "number2add1") << seen;
  });
}

TEST(Stash, KeepsOrder) {
  on_every_pool([] {
    const actor_ref a = spawn_actor([](self& me) {
      std::string seen;
      bool open = false;
      me.receive_loop(
          [&](add m) {
            if (!open) return me.stash();
            seen += std::to_string(m.by);
          },
          [&](stop) {
            open = true;
            me.unstash_all();
          },
          [&](get) { return seen; });
    });
    for (int i = 1; i <= 5; ++i) a.send(add{i});
    a.send(stop{});
    a.send(add{6});
    EXPECT_EQ(a.ask<std::string>(get{}, 10s), "123456");
  });
}

TEST(Mailbox, LetsSendersWaitWhenFull) {
  on_every_pool([] {
    const channel<int> go;
    const actor_ref slow = spawn_actor(actor_options{.mailbox = {.capacity = 2}}, [go](self& me) {
      (void)go.receive();
      int sum = 0;
      me.receive_loop([&](add m) { sum += m.by; }, [&](get) { return sum; });
    });
    auto sender = spawn([slow] {
      for (int i = 1; i <= 100; ++i) slow.send(add{i});
      return slow.ask<int>(get{}, 10s);
    });
    EXPECT_FALSE(sender.done());
    go.send(1);
    EXPECT_EQ(sender.join(), 5050);
  });
}

TEST(Mailbox, DropsTheOldest) {
  on_every_pool([] {
    const channel<int> go;
    const actor_ref slow = spawn_actor(
        actor_options{.mailbox = {.capacity = 3, .policy = overflow::drop_oldest}}, [go](self& me) {
          (void)go.receive();
          std::string seen;
          for (int i = 0; i < 3; ++i) me.receive([&](add m) { seen += std::to_string(m.by); });
          me.receive([&](get) { return seen; });
        });
    for (int i = 1; i <= 9; ++i) slow.send(add{i});
    go.send(1);
    while (runtime::current().stats().dead_letters != 6) this_fiber::yield();
    EXPECT_EQ(slow.ask<std::string>(get{}, 10s), "789");
  });
}

}  // namespace
}  // namespace weft::contract
