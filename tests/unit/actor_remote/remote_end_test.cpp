// Monitors, links and exit signals between actors of two nodes.
#include <gtest/gtest.h>

#include "players.hpp"

namespace weft::remote_test {
namespace {

TEST(RemoteMonitor, TellsTheReason) {
  in_networks([](network& net) {
    for (const exit_reason& reason :
         {exit_reason::shutdown(), exit_reason::user(value::array{1, "two"})}) {
      const actor_ref here = spawn_counter();
      static int round = 0;
      place& a = net.add("a" + std::to_string(++round));
      place& b = net.add("b" + std::to_string(round));
      net.link(a, b);
      const actor_ref there = net.pass(a, b, here);
      EXPECT_EQ(reason_after(there, [&] { there.exit(reason); }), reason);
      EXPECT_EQ(reason_after(there, [] {}), exit_reason::noproc());
    }
  });
}

TEST(RemoteMonitor, TellsWhatWasThrown) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    const exit_reason told = reason_after(two.there, [&] { two.there.send(fail{"range"}); });
    ASSERT_EQ(told.kind(), exit_reason::kind_type::error);
    EXPECT_THROW(std::rethrow_exception(told.exception()), std::out_of_range);
    EXPECT_EQ(told.what(), "too far");
  });
}

TEST(RemoteMonitor, TellsOfAKill) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    EXPECT_EQ(reason_after(two.there, [&] { two.there.exit(exit_reason::kill()); }),
              exit_reason::killed());
  });
}

TEST(RemoteMonitor, MayBeTakenBack) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    channel<bool> was_told(1);
    spawn_actor([&two, was_told](self& me) mutable {
      const monitor_ref monitor = me.monitor(two.there);
      EXPECT_TRUE(me.demonitor(monitor));
      EXPECT_FALSE(me.demonitor(monitor));
      two.there.exit(exit_reason::shutdown());
      perform(monitor_op(two.there));
      was_told.send(me.receive_for(1h, [](down) {}));
    });
    EXPECT_EQ(was_told.receive(), false);
  });
}

TEST(RemoteMonitor, AsAnOperationLosesAndWinsChoices) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    const auto left = [] { return exit_reason::user("left"); };
    EXPECT_EQ(select(monitor_op(two.there), sleep_op(1h).wrap(left)), left());
    two.there.exit(exit_reason::shutdown());
    EXPECT_EQ(select(monitor_op(two.there), sleep_op(1h).wrap(left)), exit_reason::shutdown());
    EXPECT_EQ(perform(monitor_op(two.there)), exit_reason::noproc());
  });
}

/// Whether nobody has a name of `whom` any more when a monitor of it, or a link, tells of its end.
template <class F>
bool is_nameless_when_told(const actor_ref& whom, bool by_link, F end) {
  channel<bool> nameless(1);
  channel<int> ready(1);
  spawn_actor([=](self& me) mutable {
    const auto note = [&] {
      nameless.send(!registry::whereis("one") && !registry::whereis("two"));
    };
    me.trap_exit(true);
    by_link ? me.link(whom) : (void)me.monitor(whom);
    EXPECT_TRUE(registry::add("one", whom));
    EXPECT_TRUE(registry::add("two", whom));
    EXPECT_EQ(registry::whereis("one"), whom);
    ready.send(1);
    me.receive([&](down) { note(); }, [&](exited) { note(); });
  });
  ready.receive();
  end();
  return *nameless.receive();
}

TEST(RemoteName, IsFreeBeforeAnyoneLearnsThatTheNodeIsLost) {
  for (const bool by_link : {false, true})
    in_networks([by_link](network& net) {
      pair_of_nodes two(net);
      EXPECT_TRUE(is_nameless_when_told(two.there, by_link, [&] { net.kill(two.a); }));
      EXPECT_FALSE(registry::add("late", two.there));
      EXPECT_FALSE(registry::whereis("late"));
    });
}

TEST(RemoteName, IsFreeBeforeAnyoneLearnsOfTheEnd) {
  for (const bool by_link : {false, true})
    in_networks([by_link](network& net) {
      pair_of_nodes two(net);
      const auto end = [&] { two.there.exit(exit_reason::shutdown()); };
      EXPECT_TRUE(is_nameless_when_told(two.there, by_link, end));
      EXPECT_FALSE(registry::add("late", two.there));
    });
}

TEST(RemoteName, IsFreeWhenTheActorEndsUnwatched) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    EXPECT_TRUE(registry::add("name", two.there));
    two.there.exit(exit_reason::shutdown());
    while (registry::whereis("name")) this_fiber::yield();
  });
}

TEST(RemoteLink, EndsWhoDoesNotTrapAndTellsWhoDoes) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    channel<exit_reason> told(1);
    linked_with(two.there, told, true);
    const actor_ref other = linked_with(two.there, told, false);
    EXPECT_EQ(reason_after(other, [&] { two.there.exit(exit_reason::user(7)); }),
              exit_reason::user(7));
    EXPECT_EQ(*told.receive(), exit_reason::user(7));
  });
}

TEST(RemoteLink, GoesBothWays) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    const actor_ref other = linked_with(two.there, channel<exit_reason>(1), false);
    two.there.ask<int>(get{}, 1h);  // behind the link
    other.exit(exit_reason::user("other"));
    EXPECT_EQ(perform(monitor_op(two.here)), exit_reason::user("other"));
  });
}

TEST(RemoteLink, WithAnEndedActorIsNoproc) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    two.here.exit(exit_reason::shutdown());
    perform(monitor_op(two.here));
    channel<exit_reason> told(1);
    linked_with(two.there, told, true);
    EXPECT_EQ(*told.receive(), exit_reason::noproc());
  });
}

TEST(RemoteLink, MayBeTakenBack) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    channel<bool> was_told(1);
    const actor_ref one = spawn_actor([&two, was_told](self& me) mutable {
      me.trap_exit(true);
      me.link(two.there);
      me.unlink(two.there);
      two.there.exit(exit_reason::shutdown());
      perform(monitor_op(two.there));
      was_told.send(me.receive_for(1h, [](exited) {}));
    });
    EXPECT_EQ(was_told.receive(), false);
  });
}

TEST(RemoteLink, ThatTheOtherSideMadeMayBeTakenBackHere) {
  in_networks([](network& net) {
    channel<actor_ref> to_unlink(1);
    channel<int> unlinked(1);
    pair_of_nodes two(net, spawn_actor([to_unlink, unlinked](self& me) mutable {
                        me.receive([](get) { return 0; });
                        me.unlink(*to_unlink.receive());
                        unlinked.send(1);
                        me.receive([](get) { return 1; });
                      }));
    const actor_ref other = linked_with(two.there, channel<exit_reason>(1), false);
    two.there.ask<int>(get{}, 1h);
    to_unlink.send(net.pass(two.b, two.a, other));
    unlinked.receive();
    other.exit(exit_reason::shutdown());
    perform(monitor_op(other));
    EXPECT_EQ(two.there.ask<int>(get{}, 1h), 1);
  });
}

TEST(RemoteExit, SaysWhoSentIt) {
  in_networks([](network& net) {
    channel<actor_ref> from(1);
    pair_of_nodes two(net, spawn_actor([from](self& me) mutable {
                        me.trap_exit(true);
                        me.receive([](get) { return 0; });
                        me.receive([&](exited e) { from.send(e.actor); });
                      }));
    const actor_ref sender = spawn_actor([&](self& me) {
      two.there.ask<int>(get{}, 1h);
      me.exit(two.there, exit_reason::user("you"));
      me.receive([](get) {});
    });
    EXPECT_EQ(net.pass(two.a, two.b, *from.receive()), sender);
  });
}

}  // namespace
}  // namespace weft::remote_test
