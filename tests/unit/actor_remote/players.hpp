// The actors and messages of the tests, and how they are run.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "network.hpp"

namespace weft::remote_test {

using namespace std::chrono_literals;

struct add {
  int by;
};
BOOST_DESCRIBE_STRUCT(add, (), (by))
struct get {};
BOOST_DESCRIBE_STRUCT(get, (), ())
struct fail {
  std::string how;
};
BOOST_DESCRIBE_STRUCT(fail, (), (how))
struct hand {
  actor_ref to;
};
BOOST_DESCRIBE_STRUCT(hand, (), (to))
struct plain {
  int* pointer;
};

/// Runs `test(network)` with many seeds.
template <class F>
void in_networks(F test, std::uint64_t seeds = 100) {
  testing::for_each_seed(seeds, [&](std::uint64_t seed) {
    testing::simulate({.seed = seed, .workers = 3}, [&] {
      network net;
      test(net);
    });
    return !::testing::Test::HasFailure();
  });
}

inline actor_ref spawn_counter() {
  return spawn_actor([](self& me) {
    int n = 0;
    me.receive_loop([&](add m) { n += m.by; }, [&](get) { return n; },
                    [&](fail m) -> int {
                      if (m.how == "range") throw std::out_of_range("too far");
                      if (m.how == "exit") me.exit(exit_reason::user("gone fishing"));
                      throw std::runtime_error("bad weather");
                    });
  });
}

/// Two nodes, and the ref that the second has of an actor of the first's.
struct pair_of_nodes {
  explicit pair_of_nodes(network& net, actor_ref actor = spawn_counter())
      : a(net.add("a")),
        b(net.add("b")),
        here(actor),
        there((net.link(a, b), net.pass(a, b, here))) {}
  place& a;
  place& b;
  actor_ref here;
  actor_ref there;
};

/// The reason that a monitor of `whom` is told after `act`.
template <class F>
exit_reason reason_after(const actor_ref& whom, F act) {
  channel<exit_reason> told(1);
  channel<int> watching(1);
  spawn_actor([whom, told, watching](self& me) mutable {
    const monitor_ref monitor = me.monitor(whom);
    watching.send(1);
    me.receive([&](down d) {
      EXPECT_EQ(d.monitor, monitor);
      EXPECT_EQ(d.actor, whom);
      told.send(d.reason);
    });
  });
  watching.receive();
  act();
  return *told.receive();
}

/// An actor that links `whom` and hands over how it learns of the end.
inline actor_ref linked_with(const actor_ref& whom, channel<exit_reason> told, bool traps) {
  channel<int> ready(1);
  const actor_ref one = spawn_actor([whom, told, ready, traps](self& me) mutable {
    me.trap_exit(traps);
    me.link(whom);
    ready.send(1);
    me.receive([&](exited e) {
      EXPECT_EQ(e.actor, whom);
      told.send(e.reason);
    });
  });
  ready.receive();
  return one;
}

}  // namespace weft::remote_test
