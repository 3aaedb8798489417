// How actors begin and end, and what is left of them.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <vector>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

TEST(ActorOptions, NameAndPlaceTheActor) {
  on_every_pool([] {
    const unsigned last = runtime::current().pool_size() - 1;
    const actor_ref actor = spawn_actor({.name = "clerk", .worker = last}, [last](self& me) {
      EXPECT_EQ(this_fiber::worker(), last);
      me.receive([](get) { return std::string(this_fiber::name()); });
    });
    EXPECT_EQ(actor.ask<std::string>(get{}, 10s), "clerk");
    const actor_ref idle = spawn_actor({.worker = last}, [](self&) -> behavior {
      return {[](get) { return this_fiber::worker(); }};
    });
    for (int i = 0; i < 10; ++i) EXPECT_EQ(idle.ask<unsigned>(get{}, 10s), last);
  });
}

TEST(ActorOptions, NameAWorkerThatExists) {
  on_every_pool([] {
    EXPECT_THROW(spawn_actor({.worker = 1000}, [](self&) {}), std::out_of_range);
    EXPECT_EQ(runtime::current().stats().actors_live, 0u);
  });
}

TEST(Actor, IsSpawnedInARunOnly) {
  EXPECT_THROW(spawn_actor([](self&) {}), std::logic_error);
}

TEST(Actor, MaySpawnOthers) {
  on_every_pool([] {
    struct tree {
      static int count(int depth) {
        if (depth == 0) return 1;
        const auto grow = [depth](self& me) {
          const int below = count(depth - 1) + count(depth - 1);
          me.receive([&](get) { return below; });
        };
        return spawn_actor(grow).ask<int>(get{}, 1h);
      }
    };
    EXPECT_EQ(tree::count(6), 64);
  });
}

TEST(Actor, DropsItsFunctionBeforeAnyoneLearnsOfItsEnd) {
  on_every_pool([] {
    const auto held = std::make_shared<int>(0);
    const actor_ref straight = spawn_actor([held](self& me) { me.receive([](stop) {}); });
    const actor_ref rests =
        spawn_actor([held](self&) -> behavior { return {[held](stop) { return loop::stop; }}; });
    for (const actor_ref& one : {straight, rests}) {
      monitored end(one);
      one.send(stop{});
      (void)end.reason();
    }
    EXPECT_EQ(held.use_count(), 1);
  });
}

TEST(Actor, IsReportedWhenItFailsUnseen) {
  for (const bool seen : {false, true}) {
    const auto reports = std::make_shared<std::string>();
    on_every_pool(
        [&] {
          reports->clear();
          const actor_ref fragile = spawn_actor({.name = "fragile"}, [](self& me) {
            me.receive([](stop) { throw std::runtime_error("alone"); });
          });
          std::optional<monitored> end;
          if (seen) end.emplace(fragile);
          fragile.send(stop{});
          let_all_end();
        },
        [&](runtime_options& options) {
          options.on_unhandled_failure = [reports](fiber_id, std::string_view name,
                                                   std::exception_ptr) { *reports = name; };
        });
    EXPECT_EQ(*reports, seen ? "" : "fragile");
  }
}

TEST(Actor, MayBlockItsFiber) {
  on_every_pool([] {
    const int many = as_many_as_fit(256);
    std::vector<actor_ref> all;
    for (int i = 0; i < many; ++i)
      all.push_back(spawn_actor(
          [](self& me) { me.receive([](add m) { return blocking([&] { return m.by * 2; }); }); }));
    int sum = 0;
    for (int i = 0; i < many; ++i)
      sum += perform(all[static_cast<std::size_t>(i)].ask_op<int>(add{i}));
    EXPECT_EQ(sum, many * (many - 1));
  });
}

TEST(Actor, IsEndedWithTheRunHoweverItWaits) {
  for (const unsigned workers : worker_counts) {
    in_every_round([&] {
      runtime under_test(options_for(workers));
      const auto alive = std::make_shared<int>(0);
      const int many = as_many_as_fit(2000);
      under_test.run([&] {
        for (int i = 0; i < many; ++i) {
          const actor_ref rests =
              spawn_actor([alive](self&) -> behavior { return {[alive](add) {}}; });
          const actor_ref receives =
              spawn_actor([alive](self& me) { me.receive_loop([](add) {}); });
          spawn_actor([alive, rests](self& me) {
            me.link(rests);
            (void)rests.ask<int>(get{}, 1h);
          });
          if (i % 2 == 0) rests.send(add{1});
          if (i % 3 == 0) receives.send(add{1});
        }
      });
      EXPECT_EQ(alive.use_count(), 1);
      expect_nothing_left(under_test);
    });
  }
}

TEST(ActorRef, OutlivesItsActorAndItsRuntime) {
  for (const unsigned workers : worker_counts) {
    in_every_round([&] {
      std::optional<actor_ref> straight, rests;
      {
        runtime under_test(options_for(workers));
        under_test.run([&] {
          straight = spawn_actor([](self& me) { me.receive([](stop) {}); });
          rests = spawn_actor([](self&) -> behavior { return {[](stop) {}}; });
        });
      }
      for (const actor_ref& left : {*straight, *rests}) {
        left.send(stop{});
        EXPECT_EQ(left.try_send(stop{}).error(), send_error::noproc);
        left.exit(exit_reason::shutdown());
        left.exit(exit_reason::kill());
        const actor_ref copy = left;
        EXPECT_EQ(copy, left);
      }
      EXPECT_NE(*straight, *rests);
      EXPECT_EQ((std::unordered_set<actor_ref>{*straight, *rests, *straight}).size(), 2u);
    });
  }
}

TEST(ActorRef, MayTravelInAMessage) {
  on_every_pool([] {
    struct meet {
      actor_ref other;
    };
    const actor_ref friendly = spawn_actor([](self& me) {
      me.receive([&](const meet& m) { return m.other.ask<int>(get{}, 10s) + 1; });
    });
    const actor_ref five = spawn_actor([](self& me) { me.receive([](get) { return 5; }); });
    EXPECT_EQ(friendly.ask<int>(meet{five}, 10s), 6);
  });
}

TEST(ActorRef, MayBeAskedForContainersOfAnything) {
  on_every_pool([] {
    struct item {
      int number;
    };
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive([](std::vector<item> m) { return m; });
      me.receive([](get) { return std::optional<item>(item{4}); });
      me.receive([](std::vector<std::unique_ptr<int>> m) { return *m.at(0); });
    });
    EXPECT_EQ(actor.ask<std::vector<item>>(std::vector<item>(3), 10s).size(), 3u);
    EXPECT_EQ(actor.ask<std::optional<item>>(get{}, 10s)->number, 4);
    std::vector<std::unique_ptr<int>> owned;
    owned.push_back(std::make_unique<int>(9));
    EXPECT_EQ(actor.ask<int>(std::move(owned), 10s), 9);
  });
}

}  // namespace
}  // namespace weft::contract
