// Nodes: their ends, introductions, full mailboxes, and what they start for each other.
#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "players.hpp"

namespace weft::remote_test {
namespace {

TEST(LostNode, EndsEveryActorOfItsWithNoconnection) {
  in_networks([](network& net) {
    pair_of_nodes two(net, spawn_actor([](self& me) { me.receive([](add) {}); }));
    channel<exit_reason> told(1);
    linked_with(two.there, told, true);
    auto asking = spawn([&] { return two.there.ask<int>(get{}, 1h); });
    const exit_reason down = reason_after(two.there, [&] { net.kill(two.a); });
    EXPECT_EQ(down, exit_reason::noconnection());
    EXPECT_EQ(*told.receive(), exit_reason::noconnection());
    try {
      asking.join();
      ADD_FAILURE();
    } catch (const actor_down& gone) {
      EXPECT_EQ(gone.reason(), exit_reason::noconnection());
    }
    EXPECT_EQ(reason_after(two.there, [] {}), exit_reason::noconnection());
    linked_with(two.there, told, true);
    EXPECT_EQ(*told.receive(), exit_reason::noconnection());
    EXPECT_THROW(two.there.ask<int>(get{}, 1h), actor_down);
    EXPECT_FALSE(two.there.core()->local());
  });
}

TEST(LostNode, EndsThoseThatItsActorsWereLinkedWith) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    linked_with(two.there, channel<exit_reason>(1), false);
    two.there.ask<int>(get{}, 1h);
    EXPECT_EQ(reason_after(two.here, [&] { net.kill(two.b); }), exit_reason::noconnection());
  });
}

TEST(LostNode, IsForgottenByTheActorsThatItMonitored) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    auto watching = spawn([&] { return perform(monitor_op(two.there)); });
    two.there.ask<int>(get{}, 1h);
    net.kill(two.b);
    EXPECT_EQ(watching.join(), exit_reason::noconnection());
    EXPECT_EQ(two.here.ask<int>(get{}, 1h), 0);
  });
}

TEST(ThirdNode, IsIntroducedWithTheFirstRefToAnActorOfIts) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    place& c = net.add("c");
    net.link(two.b, c);
    net.pass(c, two.b, spawn_counter());  // says who it is
    const actor_ref from_c = net.pass(two.b, c, two.there);
    from_c.send(add{4});
    EXPECT_EQ(from_c.ask<int>(get{}, 1h), 4);
    net.kill(two.b);
    EXPECT_EQ(from_c.ask<int>(get{}, 1h), 4) << "they have a link of their own";
    EXPECT_EQ(reason_after(from_c, [&] { net.kill(two.a); }), exit_reason::noconnection());
  });
}

TEST(ThirdNode, ThatIsLostHasActorsThatAreLost) {
  in_networks([](network& net) {
    pair_of_nodes two(net);
    place& c = net.add("c");
    net.link(two.b, c);
    net.pass(c, two.b, spawn_counter());
    reason_after(two.there, [&] { net.kill(two.a); });
    const actor_ref from_c = net.pass(two.b, c, two.there);
    EXPECT_EQ(reason_after(from_c, [] {}), exit_reason::noconnection());
  });
}

TEST(RemoteSender, ToAFullMailboxHoldsUpNobodyElseAndKeepsItsOrder) {
  in_networks([](network& net) {
    channel<int> go(1);
    channel<std::vector<int>> taken(1);
    pair_of_nodes two(net, spawn_actor({.mailbox = {.capacity = 2}}, [go, taken](self& me) mutable {
                        go.receive();
                        std::vector<int> seen;
                        while (seen.size() < 20) me.receive([&](add m) { seen.push_back(m.by); });
                        taken.send(seen);
                        me.receive([](get) { return 1; });
                        me.receive([](get) { return 2; });
                      }));
    const actor_ref other = net.pass(two.a, two.b, spawn_counter());
    std::vector<int> sent;
    for (int i = 0; i < 20; ++i) {
      two.there.send(add{i});
      sent.push_back(i);
    }
    EXPECT_EQ(other.ask<int>(get{}, 1h), 0) << "though it comes behind the twenty";
    auto answer = spawn([&] { return two.there.ask<int>(get{}, 1h); });
    while (answer.state() < fiber_state::waiting) this_fiber::yield();
    const exit_reason told = reason_after(two.there, [&] {
      go.send(1);
      EXPECT_EQ(*taken.receive(), sent);
      EXPECT_EQ(answer.join(), 1);
      two.there.exit(exit_reason::user("last"));
    });
    EXPECT_EQ(told, exit_reason::user("last"));
  });
}

TEST(RemoteSender, ToAFullMailboxThatFailsIsToldSo) {
  in_networks([](network& net) {
    channel<int> go(1);
    pair_of_nodes two(net, spawn_actor({.mailbox = {.capacity = 1, .policy = overflow::fail}},
                                       [go](self& me) mutable {
                                         go.receive();
                                         me.receive_loop([](get) { return 1; });
                                       }));
    auto first = spawn([&] { return two.there.ask<int>(get{}, 1h); });
    while (first.state() < fiber_state::waiting) this_fiber::yield();
    EXPECT_THROW(two.there.ask<int>(get{}, 1h), std::exception);
    go.send(1);
    EXPECT_EQ(first.join(), 1);
  });
}

TEST(NodeOnThreads, ServesManySendersAtOnce) {
  runtime({.workers = 4}).run([] {
    network net;
    pair_of_nodes two(net);
    std::vector<fiber_handle<void>> senders;
    for (int i = 0; i < 8; ++i) {
      senders.push_back(spawn([&] {
        for (int round = 0; round < 50; ++round) {
          two.there.send(add{1});
          EXPECT_GT(two.there.ask<int>(get{}, 1h), 0);
          const auto left = [] { return exit_reason::user("left"); };
          EXPECT_EQ(select(monitor_op(two.there), sleep_op(0s).wrap(left)), left());
          two.there.ask<int>(get{}, 1h);
          two.here.send(add{0});
        }
      }));
    }
    for (auto& one : senders) one.join();
    EXPECT_EQ(two.there.ask<int>(get{}, 1h), 400);
  });
}

TEST(RemoteSpawn, StartsAnActorOfATypeThatTheNodeOffers) {
  in_networks([](network& net) {
    place& a = net.add("a");
    place& b = net.add("b");
    a.node().offer("counter", [](const value::array& arguments) {
      const int start = from_value<int>(arguments.at(0)).value();
      const actor_ref made = spawn_counter();
      made.send(add{start});
      return made;
    });
    const auto [at_a, at_b] = net.link(a, b);
    const actor_ref there = b.node().spawn_at(at_b, "counter", {40});
    there.send(add{2});
    EXPECT_EQ(there.ask<int>(get{}, 1h), 42);
    EXPECT_EQ(net.pass(a, b, net.pass(b, a, there)), there) << "under the number that was chosen";
  });
}

TEST(RemoteSpawn, ThatFailsIsAnActorThatHasEndedWithTheError) {
  in_networks([](network& net) {
    place& a = net.add("a");
    place& b = net.add("b");
    a.node().offer("counter",
                   [](const value::array&) -> actor_ref { throw std::domain_error("not today"); });
    const auto [at_a, at_b] = net.link(a, b);
    for (const auto& [type, why] : {std::pair("counter", "not today"),
                                    std::pair("clock", "There is no type of actor called clock")}) {
      const actor_ref there = b.node().spawn_at(at_b, type, {});
      EXPECT_EQ(reason_after(there, [] {}).what(), why);
      EXPECT_THROW(there.ask<int>(get{}, 1h), actor_down);
    }
  });
}

}  // namespace
}  // namespace weft::remote_test
