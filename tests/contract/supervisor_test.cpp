// What supervisors do about children that end, and how they end themselves.
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>

#include "fixture.hpp"
#include "support/troupe.hpp"

namespace weft::contract {
namespace {

TEST(Supervisor, StartsItsChildrenInOrder) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({}, {cast.child("a"), cast.child("b"), cast.child("c")});
    EXPECT_EQ(cast.seen(), "+a +b +c");
    EXPECT_EQ(children(boss).size(), 3u);
  });
}

TEST(Supervisor, RestartsOnlyTheChildThatEnded) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({}, {cast.child("a"), cast.child("b"), cast.child("c")});
    cast.fail("b");
    cast.wait_for_starts("b", 2);
    EXPECT_EQ(cast.starts("a"), 1);
    EXPECT_EQ(cast.starts("c"), 1);
    EXPECT_EQ(children(boss)[1].restarts, 1u);
  });
}

TEST(Supervisor, RestartsAllUnderOneForAll) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({.strategy = strategy::one_for_all},
                                     {cast.child("a"), cast.child("b"), cast.child("c")});
    cast.fail("b");
    cast.wait_for_starts("c", 2);
    EXPECT_EQ(cast.seen(), "+a +b +c -b -c -a +a +b +c");
  });
}

TEST(Supervisor, RestartsThoseBehindUnderRestForOne) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss =
        supervise({.strategy = strategy::rest_for_one},
                  {cast.child("a"), cast.child("b"), cast.child("c"), cast.child("d")});
    cast.fail("b");
    cast.wait_for_starts("d", 2);
    EXPECT_EQ(cast.seen(), "+a +b +c +d -b -d -c +b +c +d");
  });
}

TEST(Supervisor, RestartsAPermanentChildAfterEveryEnd) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({.intensity = 3}, {cast.child("a")});
    cast.finish("a");
    cast.wait_for_starts("a", 2);
    cast.fail("a");
    cast.wait_for_starts("a", 3);
    cast.end("a", exit_reason::shutdown());
    cast.wait_for_starts("a", 4);
  });
}

TEST(Supervisor, RestartsATransientChildAfterFailuresOnly) {
  on_every_pool([] {
    for (const bool fails : {false, true}) {
      const troupe cast;
      const actor_ref boss = supervise({}, {cast.child("a", restart::transient)});
      fails ? cast.fail("a") : cast.end("a", exit_reason::shutdown());
      if (fails) cast.wait_for_starts("a", 2);
      while (children(boss).at(0).actor.has_value() != fails) this_fiber::yield();
      EXPECT_EQ(cast.starts("a"), fails ? 2 : 1);
    }
  });
}

TEST(Supervisor, ForgetsATemporaryChildThatHasEnded) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({.intensity = 0}, {cast.child("a", restart::temporary)});
    cast.fail("a");
    while (!children(boss).empty()) this_fiber::yield();
    EXPECT_EQ(cast.starts("a"), 1);
  });
}

TEST(Supervisor, StartsChildrenAgainThatHadEndedWithTheOthers) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({.strategy = strategy::one_for_all},
                                     {cast.child("a"), cast.child("once", restart::transient),
                                      cast.child("never", restart::temporary)});
    cast.finish("once");
    while (children(boss)[1].actor) this_fiber::yield();
    cast.fail("a");
    cast.wait_for_starts("once", 2);
    EXPECT_EQ(cast.starts("never"), 1);
    EXPECT_EQ(children(boss).size(), 2u);
  });
}

TEST(Supervisor, GivesUpWithMoreFailuresThanItsIntensity) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss =
        supervise({.intensity = 2, .hooks = cast.hooks()}, {cast.child("a"), cast.child("b")});
    monitored end(boss);
    for (int i = 1; i <= 3; ++i) {
      cast.wait_for_starts("b", i);
      cast.fail("b");
    }
    EXPECT_EQ(end.reason(), exit_reason::shutdown());
    EXPECT_EQ(cast.starts("b"), 3);
    EXPECT_NE(cast.told().find("gave up: b failed; "), std::string::npos) << cast.told();
  });
}

TEST(Supervisor, ForgetsFailuresThatArePastItsPeriod) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({.intensity = 1, .period = 2ms}, {cast.child("a")});
    for (int i = 1; i <= 4; ++i) {
      cast.wait_for_starts("a", i);
      cast.fail("a");
      this_fiber::sleep_for(5ms);
    }
    cast.wait_for_starts("a", 5);
  });
}

TEST(Supervisor, GivesUpAtTheFirstFailureWithIntensityZero) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({.intensity = 0}, {cast.child("a"), cast.child("b")});
    monitored end(boss);
    cast.fail("a");
    EXPECT_EQ(end.reason(), exit_reason::shutdown());
    EXPECT_EQ(cast.seen(), "+a +b -a -b");
  });
}

TEST(Supervisor, StopsItsChildrenInReverseOrder) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({}, {cast.child("a"), cast.child("b"), cast.child("c")});
    monitored end(boss);
    boss.exit(exit_reason::shutdown());
    EXPECT_EQ(end.reason(), exit_reason::shutdown());
    EXPECT_EQ(cast.seen(), "+a +b +c -c -b -a");
  });
}

TEST(Supervisor, EndsWithTheReasonOfAnyExitSignalButNormal) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({}, {cast.child("a")});
    monitored end(boss);
    boss.exit(exit_reason::normal());
    EXPECT_EQ(children(boss).size(), 1u);
    boss.exit(exit_reason::user(value(3)));
    EXPECT_EQ(end.reason(), exit_reason::user(value(3)));
    EXPECT_EQ(cast.seen(), "+a -a");
  });
}

TEST(Supervisor, TakesItsChildrenAlongWhenItIsKilled) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({}, {cast.child("a"), cast.child("b")});
    boss.exit(exit_reason::kill());
    cast.wait_for_ends(2);
  });
}

TEST(Supervisor, KillsAChildThatDoesNotStopInTime) {
  on_every_pool([] {
    const troupe cast;
    child_spec deaf = cast.deaf_child("deaf");
    deaf.shutdown = 3ms;
    const actor_ref boss = supervise({.hooks = cast.hooks()}, {deaf});
    monitored end(boss);
    const auto start = clock::now();
    boss.exit(exit_reason::shutdown());
    EXPECT_EQ(end.reason(), exit_reason::shutdown());
    EXPECT_GE(clock::now() - start, 3ms);
    EXPECT_EQ(cast.told(), "started deaf; exited deaf: killed; ");
  });
}

TEST(Supervisor, KillsAtOnceAChildWithoutTime) {
  on_every_pool([] {
    const troupe cast;
    child_spec polite = cast.child("polite");
    polite.shutdown = 0s;
    const actor_ref boss = supervise({.hooks = cast.hooks()}, {polite});
    monitored end(boss);
    boss.exit(exit_reason::shutdown());
    (void)end.reason();
    EXPECT_EQ(cast.told(), "started polite; exited polite: killed; ");
  });
}

TEST(Supervisor, WaitsForAChildThatMayTakeForEver) {
  on_every_pool([] {
    const troupe cast;
    child_spec slow = cast.slow_child("slow", time_passes_while_running() ? 3ms : 3h);
    slow.shutdown = clock::duration::max();
    const actor_ref boss = supervise({.hooks = cast.hooks()}, {slow});
    monitored end(boss);
    boss.exit(exit_reason::shutdown());
    (void)end.reason();
    EXPECT_EQ(cast.told(), "started slow; exited slow: normal; ");
  });
}

TEST(Supervisor, CallsItsHooks) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss =
        supervise({.intensity = 1, .hooks = cast.hooks()}, {cast.child("a"), cast.child("b")});
    monitored end(boss);
    cast.fail("a");
    cast.wait_for_starts("a", 2);
    cast.fail("a");
    (void)end.reason();
    EXPECT_EQ(cast.told(),
              "started a; started b; exited a: a failed; restarted a; exited a: a failed; "
              "gave up: a failed; exited b: shutdown; ");
  });
}

TEST(Supervisor, MayItselfBeAChild) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref top =
        supervise({}, {{.name = "inner",
                        .start = [cast] { return supervise({.intensity = 0}, {cast.child("a")}); },
                        .shutdown = clock::duration::max()}});
    monitored end(top);
    cast.fail("a");  // the inner one gives up, and is started again
    cast.wait_for_starts("a", 2);
    top.exit(exit_reason::shutdown());
    (void)end.reason();
    EXPECT_EQ(cast.seen(), "+a -a +a -a");
  });
}

TEST(Supervisor, EndsWithTheSupervisorAboveIt) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref top = supervise(
        {}, {{.name = "inner", .start = [cast] { return supervise({}, {cast.child("a")}); }}});
    top.exit(exit_reason::kill());
    cast.wait_for_ends(1);
    while (runtime::current().stats().actors_live != 0) this_fiber::yield();
  });
}

TEST(Supervisor, CancelsTheScopeOfAChildThatItStops) {
  on_every_pool([] {
    event working;
    channel<int> ended(4);
    const auto stage = [&working, ended] {
      return spawn_actor([&working, ended](self&) {
        with_scope([&](scope& all) {
          for (int i = 0; i < 3; ++i)
            all.spawn([ended] {
              const std::shared_ptr<void> last(nullptr,
                                               [ended](void*) { (void)ended.try_send(1); });
              this_fiber::sleep_for(1h);
            });
          working.set();
        });
      });
    };
    const actor_ref boss = supervise({}, {{.name = "scope", .start = stage}});
    monitored end(boss);
    working.wait();
    boss.exit(exit_reason::shutdown());
    (void)end.reason();
    EXPECT_LE(ended.size(), 3u);
    EXPECT_EQ(runtime::current().stats().actors_live, 0u);
  });
}

TEST(Supervisor, RestartsAScopeThatFails) {
  on_every_pool([] {
    std::atomic<int> runs{0};
    event second;
    const actor_ref boss = supervise({}, {{.name = "scope", .start = [&] {
                                             return spawn_actor([&](self&) {
                                               with_scope([&](scope& all) {
                                                 const bool fails = ++runs == 1;
                                                 all.spawn([fails] {
                                                   if (fails) throw std::runtime_error("no");
                                                   this_fiber::sleep_for(1h);
                                                 });
                                                 if (!fails) second.set();
                                               });
                                             });
                                           }}});
    second.wait();
    EXPECT_EQ(runs, 2);
    monitored end(boss);
    boss.exit(exit_reason::shutdown());
    (void)end.reason();
  });
}

}  // namespace
}  // namespace weft::contract
