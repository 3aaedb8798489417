// Links: the end of one is an exit signal to the other.
#include <memory>
#include <stdexcept>
#include <string>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

struct link_to {
  actor_ref other;
};
struct unlink_from {
  actor_ref other;
};

/// Links and unlinks as it is told to; `stop` is an error of it.
actor_ref spawn_linker(bool traps = false) {
  return spawn_actor([traps](self& me) {
    me.trap_exit(traps);
    int signals = 0;
    std::string last;
    me.receive_loop([&](const link_to& m) { me.link(m.other); },
                    [&](const unlink_from& m) { me.unlink(m.other); },
                    [&](stop) { throw std::runtime_error("stopped"); },
                    [&](const exited& e) {
                      ++signals;
                      last = e.reason.what();
                    },
                    [&](get) { return std::to_string(signals) + " " + last; });
  });
}

void link(const actor_ref& one, const actor_ref& other) { one.ask<void>(link_to{other}, 10s); }
void unlink(const actor_ref& one, const actor_ref& other) {
  one.ask<void>(unlink_from{other}, 10s);
}
std::string signals_of(const actor_ref& one) { return one.ask<std::string>(get{}, 10s); }

TEST(Link, WorksBothWays) {
  on_every_pool([] {
    for (const bool first_ends : {true, false}) {
      const actor_ref one = spawn_linker();
      const actor_ref other = spawn_linker();
      link(one, other);
      monitored end(first_ends ? other : one);
      (first_ends ? one : other).send(stop{});
      EXPECT_EQ(end.reason().what(), "stopped");
    }
  });
}

TEST(Link, CarriesTheErrorItself) {
  on_every_pool([] {
    const actor_ref one = spawn_linker();
    const actor_ref other = spawn_linker();
    link(one, other);
    monitored first(one);
    monitored second(other);
    one.send(stop{});
    EXPECT_EQ(first.reason(), second.reason());
    EXPECT_THROW(std::rethrow_exception(second.reason().exception()), std::runtime_error);
  });
}

TEST(Link, IsIdempotent) {
  on_every_pool([] {
    const actor_ref trapper = spawn_linker(true);
    const actor_ref other = spawn_linker();
    link(trapper, other);
    link(trapper, other);
    link(other, trapper);
    monitored end(other);
    other.send(stop{});
    (void)end.reason();
    EXPECT_EQ(signals_of(trapper), "1 stopped");
  });
}

TEST(Link, IsUndoneByOneUnlinkOfEitherSide) {
  on_every_pool([] {
    for (const bool same_side : {true, false}) {
      const actor_ref one = spawn_linker();
      const actor_ref other = spawn_linker();
      link(one, other);
      link(one, other);
      same_side ? unlink(one, other) : unlink(other, one);
      monitored end(other);
      other.send(stop{});
      EXPECT_EQ(end.reason().what(), "stopped");
      EXPECT_EQ(signals_of(one), "0 ");
    }
  });
}

TEST(Link, ToItselfIsNothing) {
  on_every_pool([] {
    const actor_ref one = spawn_linker(true);
    link(one, one);
    EXPECT_EQ(signals_of(one), "0 ");
    unlink(one, one);
  });
}

TEST(Link, ToAnEndedActorIsNoproc) {
  on_every_pool([] {
    const actor_ref ended = spawn_actor([](self&) {});
    let_all_end();
    const actor_ref trapper = spawn_linker(true);
    link(trapper, ended);
    EXPECT_EQ(signals_of(trapper), "1 no such actor");
    const actor_ref fragile = spawn_linker();
    monitored end(fragile);
    fragile.send(link_to{ended});
    EXPECT_EQ(end.reason(), exit_reason::noproc());
  });
}

TEST(Link, DoesNotPassOnANormalEnd) {
  on_every_pool([] {
    const actor_ref survivor = spawn_linker();
    const actor_ref other = spawn_actor([](self& me) { me.receive([](stop) {}); });
    link(survivor, other);
    monitored end(other);
    other.send(stop{});
    EXPECT_EQ(end.reason(), exit_reason::normal());
    EXPECT_EQ(signals_of(survivor), "0 ");
  });
}

TEST(Link, PassesAnEndOnFromActorToActor) {
  on_every_pool([] {
    const int many = as_many_as_fit(1000);
    const actor_ref first = spawn_linker();
    actor_ref last = first;
    for (int i = 0; i < many; ++i) {
      const actor_ref next = spawn_linker();
      link(last, next);
      last = next;
    }
    monitored end(last);
    first.send(stop{});
    EXPECT_EQ(end.reason().what(), "stopped");
    let_all_end();
  });
}

TEST(Link, LeavesNothingWhenBothEndAtOnce) {
  on_every_pool(
      [] {
        for (int i = 0; i < as_many_as_fit(500); ++i) {
          const actor_ref one = spawn_linker();
          const actor_ref other = spawn_linker();
          link(one, other);
          one.send(stop{});
          other.send(stop{});
        }
        let_all_end();
      },
      quietly);
}

TEST(Unlink, LeavesASignalThatWasTrapped) {
  on_every_pool([] {
    const actor_ref trapper = spawn_actor([](self& me) {
      me.trap_exit(true);
      const actor_ref other = spawn_linker();
      me.link(other);
      const monitor_ref m = me.monitor(other);
      other.send(stop{});
      me.receive([&](const down& d) { EXPECT_EQ(d.monitor, m); });  // after the exit signal
      me.unlink(other);
      const bool stayed = me.receive_for(0s, [](const exited&) {});
      me.receive([&](get) { return stayed; });
    });
    EXPECT_TRUE(trapper.ask<bool>(get{}, 10s));
  });
}

TEST(Unlink, SavesFromAnEndThatHasComeAlready) {
  on_every_pool([] {
    const actor_ref careful = spawn_actor([](self& me) {
      const actor_ref other = spawn_linker();
      shield([&] {  // here the signal cannot end it
        me.link(other);
        other.send(stop{});
        (void)perform(monitor_op(other));
        me.unlink(other);
      });
      me.receive([](get) { return 1; });
    });
    EXPECT_EQ(careful.ask<int>(get{}, 10s), 1);
  });
}

}  // namespace
}  // namespace weft::contract
