// Monitors: one `down` each, with the reason, once nobody can find the actor any more.
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <vector>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

actor_ref spawn_stoppable() {
  return spawn_actor([](self& me) { me.receive([](stop) {}); });
}

/// What `body(self&)` returns, when it runs as an actor.
template <class F>
auto in_actor(F body) {
  using R = std::invoke_result_t<F&, self&>;
  return spawn_actor([body](self& me) {
           R result = body(me);
           me.receive([&](get) { return result; });
         })
      .template ask<R>(get{}, 10s);
}

TEST(Monitor, TellsOnceForEach) {
  on_every_pool([] {
    EXPECT_EQ(in_actor([](self& me) {
                const actor_ref watched = spawn_stoppable();
                std::unordered_set<monitor_ref> active;
                for (int i = 0; i < 3; ++i) active.insert(me.monitor(watched));
                EXPECT_EQ(active.size(), 3u);
                watched.send(stop{});
                for (int i = 0; i < 3; ++i)
                  me.receive([&](const down& d) {
                    EXPECT_EQ(d.actor, watched);
                    EXPECT_EQ(d.reason, exit_reason::normal());
                    EXPECT_EQ(active.erase(d.monitor), 1u);
                  });
                return me.receive_for(0s, [](const down&) {});
              }),
              false);
  });
}

TEST(Monitor, OfAnEndedActorIsNoproc) {
  on_every_pool([] {
    const actor_ref ended = spawn_actor([](self&) {});
    let_all_end();
    EXPECT_EQ(in_actor([ended](self& me) {
                (void)me.monitor(ended);
                std::string why;
                me.receive([&](const down& d) { why = d.reason.what(); });
                return why;
              }),
              "no such actor");
    EXPECT_EQ(perform(monitor_op(ended)), exit_reason::noproc());
  });
}

TEST(Monitor, CarriesTheException) {
  on_every_pool([] {
    EXPECT_EQ(in_actor([](self& me) {
                const actor_ref watched = spawn_actor([](self& she) {
                  she.receive([](stop) { throw std::domain_error("off limits"); });
                });
                (void)me.monitor(watched);
                watched.send(stop{});
                std::string why;
                me.receive([&](const down& d) {
                  try {
                    std::rethrow_exception(d.reason.exception());
                  } catch (const std::domain_error& error) {
                    why = error.what();
                  }
                });
                return why;
              }),
              "off limits");
  });
}

TEST(Monitor, OfItselfIsFine) {
  on_every_pool(
      [] { EXPECT_TRUE(in_actor([](self& me) { return me.demonitor(me.monitor(me.ref())); })); });
}

TEST(Demonitor, SaysWhetherTheMonitorWasActive) {
  on_every_pool([] {
    EXPECT_TRUE(in_actor([](self& me) {
      const actor_ref watched = spawn_stoppable();
      const monitor_ref taken_back = me.monitor(watched);
      const monitor_ref told = me.monitor(watched);
      EXPECT_TRUE(me.demonitor(taken_back));
      EXPECT_FALSE(me.demonitor(taken_back));
      watched.send(stop{});
      me.receive([&](const down& d) { EXPECT_EQ(d.monitor, told); });
      EXPECT_FALSE(me.demonitor(told));
      return !me.receive_for(0s, [](const down&) {});
    }));
  });
}

TEST(Demonitor, TakesADownThatHasComeOutOfTheMailbox) {
  on_every_pool([] {
    EXPECT_TRUE(in_actor([](self& me) {
      const actor_ref watched = spawn_stoppable();
      const monitor_ref flushed = me.monitor(watched);
      const monitor_ref left = me.monitor(watched);
      const monitor_ref later = me.monitor(watched);
      watched.send(stop{});
      me.receive_if([&](const down& d) { return d.monitor == later; }, [](const down&) {});
      EXPECT_FALSE(me.demonitor(flushed, flush_down::yes));
      EXPECT_FALSE(me.demonitor(left, flush_down::no));
      me.receive([&](const down& d) { EXPECT_EQ(d.monitor, left); });
      return !me.receive_for(0s, [](const down&) {});
    }));
  });
}

TEST(Monitor, TellsWhenNobodyCanFindTheActorAnyMore) {
  on_every_pool([] {
    EXPECT_TRUE(in_actor([](self& me) {
      const actor_ref watched = spawn_stoppable();
      EXPECT_TRUE(registry::add("watched", watched));
      (void)me.monitor(watched);
      const auto live = runtime::current().stats().actors_live;
      watched.send(stop{});
      bool clean = false;
      me.receive([&](const down&) {
        clean = !registry::whereis("watched").has_value() &&
                runtime::current().stats().actors_live == live - 1 &&
                watched.try_send(stop{}).error() == send_error::noproc;
      });
      return clean;
    }));
  });
}

TEST(Monitor, OfAWatcherThatEndsIsNoDeadLetter) {
  on_every_pool([] {
    const actor_ref watched = spawn_stoppable();
    const actor_ref watcher = spawn_actor([watched](self& me) { (void)me.monitor(watched); });
    (void)perform(monitor_op(watcher));
    watched.send(stop{});
    let_all_end();
    EXPECT_EQ(runtime::current().stats().dead_letters, 0u);
  });
}

TEST(MonitorOp, StandsInAChoice) {
  on_every_pool([] {
    const actor_ref watched = spawn_stoppable();
    const auto why = [&] {
      return perform(choice(monitor_op(watched).wrap([](const exit_reason& r) { return r.what(); }),
                            sleep_op(1ms).wrap([] { return std::string("alive"); })));
    };
    EXPECT_EQ(why(), "alive");
    auto waiting = start_here([&] { return perform(monitor_op(watched)); });
    watched.send(stop{});
    EXPECT_EQ(waiting.join(), exit_reason::normal());
  });
}

TEST(Monitor, OfManyActorsTellsOfAll) {
  on_every_pool([] {
    const int many = as_many_as_fit(2000);
    EXPECT_EQ(in_actor([many](self& me) {
                std::vector<actor_ref> all;
                for (int i = 0; i < many; ++i) {
                  all.push_back(spawn_stoppable());
                  (void)me.monitor(all.back());
                }
                for (const actor_ref& one : all) one.send(stop{});
                int told = 0;
                for (int i = 0; i < many; ++i) me.receive([&](const down&) { ++told; });
                return told;
              }),
              many);
  });
}

}  // namespace
}  // namespace weft::contract
