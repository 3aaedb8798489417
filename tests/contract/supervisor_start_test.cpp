// How supervisors start children: what becomes of those that cannot start, waits between restarts, and
// children that come and go at run time.
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/troupe.hpp"

namespace weft::contract {
namespace {

/// Cannot be started for `times` times, or ever.
child_spec unwilling(const troupe& cast, std::string name, int times) {
  child_spec spec = cast.child(name);
  spec.start = [start = spec.start, name, left = std::make_shared<std::atomic<int>>(times)] {
    if ((*left)-- > 0) throw std::runtime_error(name + " does not start");
    return start();
  };
  return spec;
}

/// Starts once, and then cannot be started for `times` times.
child_spec unwilling_again(const troupe& cast, std::string name, int times) {
  child_spec spec = cast.child(name);
  spec.start = [start = spec.start, name, calls = std::make_shared<std::atomic<int>>(0), times] {
    const int before = (*calls)++;
    if (before > 0 && before <= times) throw std::runtime_error(name + " does not start");
    return start();
  };
  return spec;
}

TEST(Supervise, ThrowsWhatAStartThrows) {
  on_every_pool([] {
    const troupe cast;
    try {
      supervise({}, {cast.child("a"), cast.child("b"), unwilling(cast, "c", 1), cast.child("d")});
      ADD_FAILURE() << "a supervisor without a child";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "c does not start");
    }
    EXPECT_EQ(cast.seen(), "+a +b -b -a");
    let_all_end();
  });
}

TEST(Supervise, RefusesWhatMakesNoSense) {
  on_every_pool([] {
    const troupe cast;
    EXPECT_THROW(supervise({}, {cast.child("a"), cast.child("a")}), std::invalid_argument);
    EXPECT_THROW(supervise({}, {{.name = "a", .start = {}}}), std::invalid_argument);
    EXPECT_THROW(supervise({.backoff = backoff{.factor = 0}}, {}), std::invalid_argument);
    const actor_ref shared = spawn_sleeper();
    const auto same = [shared] { return shared; };
    EXPECT_THROW(supervise({}, {{.name = "a", .start = same}, {.name = "b", .start = same}}),
                 std::logic_error);
    EXPECT_EQ(cast.seen(), "");
    let_all_end();
  });
}

TEST(Supervise, MayHaveNoChildren) {
  on_every_pool([] {
    const actor_ref boss = supervise({}, {});
    EXPECT_TRUE(children(boss).empty());
  });
}

TEST(Supervise, LeavesNothingWhenItsCallerIsCancelled) {
  on_every_pool([] {
    const troupe cast;
    const channel<int> started, go;
    child_spec slow = cast.child("slow");
    slow.start = [=, start = slow.start] {
      started.send(1);
      (void)go.receive();
      return start();
    };
    auto caller = spawn([&] { return supervise({}, {slow}); });
    (void)started.receive();
    caller.cancel();
    EXPECT_THROW(caller.join(), fiber_cancelled);
    go.send(1);
    let_all_end();
    EXPECT_EQ(cast.seen(), "+slow -slow");
  });
}

TEST(Supervisor, CountsAStartThatThrowsAsAFailure) {
  on_every_pool([] {
    for (const int times : {2, 3}) {
      const troupe cast;
      const actor_ref boss =
          supervise({.intensity = 3, .hooks = cast.hooks()}, {unwilling_again(cast, "a", times)});
      monitored end(boss);
      cast.fail("a");  // one failure, and one for each start
      if (times == 2) {
        cast.wait_for_starts("a", 2);
        EXPECT_EQ(children(boss)[0].restarts, 1u);
      } else {
        EXPECT_EQ(end.reason(), exit_reason::shutdown());
        EXPECT_NE(cast.told().find("gave up: a does not start; "), std::string::npos);
      }
    }
  });
}

TEST(Supervisor, StartsAllAnewWhenOneOfThemCannotStart) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss =
        supervise({.strategy = strategy::one_for_all, .intensity = 2},
                  {cast.child("a"), unwilling_again(cast, "b", 1), cast.child("c")});
    cast.fail("c");
    cast.wait_for_starts("c", 2);
    EXPECT_EQ(cast.seen(), "+a +b +c -c -b -a +a -a +a +b +c");
  });
}

TEST(Supervisor, KnowsWhyAChildEndedThatItCouldNotLink) {
  on_every_pool([] {
    const troupe cast;
    const auto end_at_once = [](exit_reason why) {
      return [why] {
        const actor_ref short_lived = spawn_actor([why](self& me) { me.exit(why); });
        (void)perform(monitor_op(short_lived));
        return short_lived;
      };
    };
    const actor_ref calm =
        supervise({.intensity = 0}, {{.name = "done",
                                      .start = end_at_once(exit_reason::normal()),
                                      .restart = restart::transient}});
    const actor_ref boss =
        supervise({.intensity = 0, .hooks = cast.hooks()},
                  {{.name = "broken", .start = end_at_once(exit_reason::user(value("x")))}});
    while (boss.try_send(0)) this_fiber::yield();
    EXPECT_FALSE(children(calm).at(0).actor.has_value());
    EXPECT_EQ(cast.told(),
              "started broken; exited broken: a reason of the program's own; "
              "gave up: a reason of the program's own; ");
  });
}

TEST(Supervisor, WaitsLongerBeforeEachRestart) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss =
        supervise({.intensity = 9,
                   .backoff = backoff{.initial = 2ms, .max = 5ms, .factor = 2, .jitter = 0.5}},
                  {cast.child("a")});
    const clock::duration least[] = {1ms, 2ms, 2500us, 2500us};
    int starts = 1;
    for (const clock::duration wait : least) {
      const auto before = clock::now();
      cast.fail("a");
      cast.wait_for_starts("a", ++starts);
      EXPECT_GE(clock::now() - before, wait);
    }
  });
}

TEST(Supervisor, AnswersWhileAChildWaitsForItsRestart) {
  on_every_pool([] {
    const troupe cast;
    for (const strategy kind : {strategy::one_for_one, strategy::one_for_all}) {
      const actor_ref boss =
          supervise({.strategy = kind, .backoff = backoff{.initial = 1h, .max = 1h}},
                    {cast.child("a"), cast.child("b")});
      monitored end(boss);
      cast.fail("a");
      while (children(boss).at(0).actor) this_fiber::yield();
      EXPECT_EQ(children(boss).at(1).actor.has_value(), kind == strategy::one_for_one);
      boss.exit(exit_reason::shutdown());
      EXPECT_EQ(end.reason(), exit_reason::shutdown());
    }
  });
}

TEST(Supervisor, TakesChildrenAtRunTime) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({.hooks = cast.hooks()}, {cast.child("a")});
    const actor_ref added = add_child(boss, cast.child("b"));
    EXPECT_EQ(added, cast.actor("b"));
    EXPECT_THROW(add_child(boss, cast.child("b")), std::invalid_argument);
    EXPECT_THROW(add_child(boss, unwilling(cast, "c", 1)), std::runtime_error);
    EXPECT_EQ(children(boss).size(), 2u);
    cast.fail("b");
    cast.wait_for_starts("b", 2);
    EXPECT_EQ(children(boss).at(1).name, "b");
    EXPECT_EQ(cast.told(), "started a; started b; exited b: b failed; restarted b; ");
  });
}

TEST(Supervisor, RemovesAChildInAnyState) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise(
        {.backoff = backoff{.initial = 1h, .max = 1h}},
        {cast.child("runs"), cast.child("waits"), cast.child("ended", restart::transient)});
    cast.fail("waits");
    cast.finish("ended");
    while (children(boss).at(1).actor || children(boss).at(2).actor) this_fiber::yield();
    for (const char* const name : {"waits", "runs", "ended"}) {
      EXPECT_TRUE(remove_child(boss, name)) << name;
      EXPECT_FALSE(remove_child(boss, name)) << name;
    }
    EXPECT_TRUE(children(boss).empty());
    cast.wait_for_ends(3);
    EXPECT_EQ(cast.starts("waits"), 1);
  });
}

TEST(Supervisor, TellsThoseWhoAskItTooLate) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({}, {});
    monitored end(boss);
    boss.exit(exit_reason::shutdown());
    (void)end.reason();
    EXPECT_THROW(children(boss), actor_down);
    EXPECT_THROW(remove_child(boss, "a"), actor_down);
    EXPECT_THROW(add_child(boss, cast.child("a")), actor_down);
  });
}

TEST(Supervisor, EndsWithTheErrorOfItsHook) {
  on_every_pool(
      [] {
        const troupe cast;
        const actor_ref boss = supervise(
            {.hooks = {.restarted = [](auto&, auto&) { throw std::domain_error("hook"); }}},
            {cast.child("a"), cast.child("b")});
        monitored end(boss);
        cast.fail("a");
        EXPECT_EQ(end.reason().what(), "hook");
        EXPECT_EQ(cast.seen(), "+a +b -a +a -b -a");
      },
      quietly);
}

TEST(Supervisor, HasChildrenOnOtherWorkers) {
  on_every_pool([] {
    const troupe cast;
    const auto there = [](unsigned worker) {
      return [worker] {
        return spawn_actor({.worker = worker}, [](self& me) { me.receive([](int) {}); });
      };
    };
    std::vector<child_spec> specs;
    for (unsigned i = 0; i < runtime::current().pool_size(); ++i)
      specs.push_back({.name = std::to_string(i), .start = there(i)});
    const actor_ref boss = supervise({.strategy = strategy::one_for_all}, specs);
    monitored end(boss);
    children(boss).back().actor->exit(exit_reason::kill());
    while (children(boss).back().restarts == 0) this_fiber::yield();
    boss.exit(exit_reason::shutdown());
    (void)end.reason();
    EXPECT_EQ(runtime::current().stats().actors_live, 0u);
  });
}

TEST(Supervisor, HasThousandsOfChildren) {
  on_every_pool([] {
    const int many = as_many_as_fit(10000);
    std::vector<child_spec> specs;
    for (int i = 0; i < many; ++i)
      specs.push_back({.name = std::to_string(i), .start = [] {
                         return spawn_actor([](self&) -> behavior { return {[](int) {}}; });
                       }});
    const actor_ref boss = supervise({.strategy = strategy::one_for_all}, specs);
    monitored end(boss);
    children(boss).front().actor->exit(exit_reason::kill());
    while (children(boss).back().restarts == 0) this_fiber::sleep_for(1ms);
    EXPECT_EQ(runtime::current().stats().actors_live, static_cast<unsigned>(many) + 1);
    boss.exit(exit_reason::shutdown());
    (void)end.reason();
    EXPECT_EQ(runtime::current().stats().actors_live, 0u);
  });
}

TEST(Supervisor, SurvivesWhateverComesAtOnce) {
  on_every_pool([] {
    const troupe cast;
    const actor_ref boss = supervise({.strategy = strategy::rest_for_one, .intensity = 1000},
                                     {cast.child("a"), cast.child("b"), cast.child("c")});
    std::vector<fiber_handle<void>> others;
    for (int i = 0; i < 3; ++i)
      others.push_back(spawn([cast, boss, i] {
        const std::string name = "extra" + std::to_string(i);
        for (int j = 0; j < as_many_as_fit(200); ++j) {
          add_child(boss, cast.child(name, j % 2 ? restart::temporary : restart::permanent));
          for (const child_info& child : children(boss))
            if (child.actor) child.actor->exit(exit_reason::user(value(j)));
          remove_child(boss, name);
        }
      }));
    for (auto& other : others) other.join();
    monitored end(boss);
    boss.exit(exit_reason::shutdown());
    EXPECT_EQ(end.reason(), exit_reason::shutdown());
    EXPECT_EQ(runtime::current().stats().actors_live, 0u);
  });
}

}  // namespace
}  // namespace weft::contract
