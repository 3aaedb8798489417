// Exit signals: who is ended by which, when, and with what reason.
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

/// Traps exits and writes them down; `get` asks for the text.
actor_ref spawn_trapper() {
  const channel<int> traps;
  const actor_ref made = spawn_actor([traps](self& me) {
    me.trap_exit(true);
    traps.send(1);
    std::string seen;
    me.receive_loop([&](const exited& e) { seen += e.reason.what() + "; "; },
                    [&](get) { return seen; });
  });
  (void)traps.receive();
  return made;
}

TEST(Signals, EndAnActorWithTheirReason) {
  on_every_pool([] {
    const std::vector<exit_reason> reasons{
        exit_reason::shutdown(),
        exit_reason::user(value("because")),
        exit_reason::noproc(),
        exit_reason::noconnection(),
        exit_reason::killed(),
        exit_reason::error(std::make_exception_ptr(std::runtime_error("broken")))};
    for (const exit_reason& reason : reasons) {
      const actor_ref victim = spawn_sleeper();
      monitored end(victim);
      victim.exit(reason);
      EXPECT_EQ(end.reason(), reason) << reason.what();
    }
  });
}

TEST(Signals, EndABehaviourToo) {
  on_every_pool([] {
    const actor_ref victim = spawn_actor([](self&) -> behavior { return {[](add) {}}; });
    monitored end(victim);
    victim.send(add{1});
    victim.exit(exit_reason::user(value(1)));
    EXPECT_EQ(end.reason(), exit_reason::user(value(1)));
  });
}

TEST(Signals, OfNormalEndNobodyElse) {
  on_every_pool([] {
    const actor_ref survivor =
        spawn_actor([](self& me) { me.receive_loop([](get) { return 1; }); });
    survivor.exit(exit_reason::normal());
    EXPECT_EQ(survivor.ask<int>(get{}, 10s), 1);
    const actor_ref sender =
        spawn_actor([survivor](self& me) { me.exit(survivor, exit_reason::normal()); });
    (void)perform(monitor_op(sender));
    EXPECT_EQ(survivor.ask<int>(get{}, 10s), 1);
  });
}

TEST(Signals, OfNormalEndTheirSenderItself) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive([](get) {});
      me.exit(me.ref(), exit_reason::normal());
      me.receive([](stop) {});
    });
    monitored end(actor);
    actor.send(get{});
    EXPECT_EQ(end.reason(), exit_reason::normal());
  });
}

TEST(Signals, AreMessagesToWhoTrapsThem) {
  on_every_pool([] {
    const actor_ref trapper = spawn_trapper();
    trapper.exit(exit_reason::normal());
    trapper.exit(exit_reason::shutdown());
    trapper.exit(exit_reason::user(value(1)));
    EXPECT_EQ(trapper.ask<std::string>(get{}, 10s),
              "normal; shutdown; a reason of the program's own; ");
  });
}

TEST(Signals, NameTheirSender) {
  on_every_pool([] {
    const actor_ref trapper = spawn_actor([](self& me) {
      me.trap_exit(true);
      const actor_ref mine = me.ref();
      const actor_ref other =
          spawn_actor([mine](self& she) { she.exit(mine, exit_reason::shutdown()); });
      bool from_other = false;
      bool from_itself = false;
      me.receive([&](const exited& e) { from_other = e.actor == other; });
      mine.exit(exit_reason::shutdown());
      me.receive([&](const exited& e) { from_itself = e.actor == mine; });
      me.receive([&](get) { return from_other && from_itself; });
    });
    EXPECT_TRUE(trapper.ask<bool>(get{}, 10s));
  });
}

TEST(Signals, TakeTheirTurnAmongTheMessagesOfAReceiver) {
  on_every_pool([] {
    const auto taken = std::make_shared<std::string>();
    const actor_ref actor = spawn_actor(
        [taken](self& me) { me.receive_loop([&](add m) { *taken += std::to_string(m.by); }); });
    monitored end(actor);
    auto sender = spawn([actor] {
      for (int i = 1; i <= 3; ++i) actor.send(add{i});
      actor.exit(exit_reason::shutdown());
      actor.send(add{4});
    });
    sender.join();
    EXPECT_EQ(end.reason(), exit_reason::shutdown());
    EXPECT_EQ(*taken, "123");
  });
}

TEST(Signals, EndASelectiveReceiveThatPassesThem) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) { me.receive([](stop) {}); });
    monitored end(actor);
    actor.send(add{1});
    actor.exit(exit_reason::shutdown());
    actor.send(stop{});
    EXPECT_EQ(end.reason(), exit_reason::shutdown());
  });
}

TEST(Signals, EndAnActorThatWaitsElsewhereAtOnce) {
  on_every_pool([] {
    const channel<int> sleeps;
    const auto unwound = std::make_shared<bool>(false);
    const actor_ref sleeper = spawn_actor([sleeps, unwound](self&) {
      const std::shared_ptr<void> last(nullptr, [&](void*) { *unwound = true; });
      sleeps.send(1);
      this_fiber::sleep_for(1h);
    });
    monitored end(sleeper);
    (void)sleeps.receive();
    sleeper.exit(exit_reason::shutdown());
    EXPECT_EQ(end.reason(), exit_reason::shutdown());
    EXPECT_TRUE(*unwound);
  });
}

TEST(Signals, WaitForTheEndOfAShield) {
  on_every_pool([] {
    const channel<int> shielded, go;
    const auto done = std::make_shared<bool>(false);
    const actor_ref careful = spawn_actor([=](self&) {
      shield([&] {
        shielded.send(1);
        (void)go.receive();
        *done = true;
      });
      this_fiber::sleep_for(1h);
    });
    monitored end(careful);
    (void)shielded.receive();
    careful.exit(exit_reason::kill());
    go.send(1);
    EXPECT_EQ(end.reason(), exit_reason::killed());
    EXPECT_TRUE(*done);
  });
}

TEST(Signals, OfKillPassAllMessages) {
  on_every_pool([] {
    const channel<int> go;
    const actor_ref busy = spawn_actor([go](self& me) {
      me.trap_exit(true);
      (void)go.receive();
      me.receive_loop([](const exited&) {});
    });
    monitored end(busy);
    for (int i = 0; i < 5; ++i) busy.exit(exit_reason::shutdown());
    busy.exit(exit_reason::kill());
    EXPECT_EQ(end.reason(), exit_reason::killed());
  });
}

TEST(Signals, OfKillFromALinkCanBeTrapped) {
  on_every_pool([] {
    const actor_ref trapper = spawn_actor([](self& me) {
      me.trap_exit(true);
      const actor_ref other = spawn_actor([](self& she) { she.exit(exit_reason::kill()); });
      me.link(other);
      std::string why;
      me.receive([&](const exited& e) { why = e.reason.what(); });
      me.receive([&](get) { return why; });
    });
    const std::string why = trapper.ask<std::string>(get{}, 10s);
    EXPECT_TRUE(why == "kill" || why == "no such actor") << why;
  });
}

TEST(Signals, ThatWereTrappedStayMessages) {
  on_every_pool([] {
    const channel<int> signalled;
    const actor_ref actor = spawn_actor([signalled](self& me) {
      me.trap_exit(true);
      me.ref().send(stop{});
      (void)signalled.receive();
      me.receive([](stop) {});
      me.trap_exit(false);
      me.receive([](get) { return 1; });
      bool kept = false;
      me.receive([&](const exited&) { kept = true; });
      me.receive([&](get) { return kept ? 2 : 0; });
    });
    actor.exit(exit_reason::shutdown());
    signalled.send(1);
    EXPECT_EQ(actor.ask<int>(get{}, 10s), 1);
    EXPECT_EQ(actor.ask<int>(get{}, 10s), 2);
  });
}

TEST(Signals, ToAnEndedActorAreNothing) {
  on_every_pool([] {
    const actor_ref ended = spawn_actor([](self&) {});
    let_all_end();
    ended.exit(exit_reason::shutdown());
    ended.exit(exit_reason::kill());
    EXPECT_EQ(runtime::current().stats().dead_letters, 0u);
  });
}

TEST(Exit, EndsTheCallerWithItsReason) {
  on_every_pool([] {
    const auto unwound = std::make_shared<bool>(false);
    const actor_ref actor = spawn_actor([unwound](self& me) {
      me.receive([&](stop) {
        const std::shared_ptr<void> last(nullptr, [&](void*) { *unwound = true; });
        me.exit(exit_reason::user(value("enough")));
      });
    });
    monitored end(actor);
    actor.send(stop{});
    EXPECT_EQ(end.reason(), exit_reason::user(value("enough")));
    EXPECT_TRUE(*unwound);
  });
}

TEST(Exit, LeavesABehaviourToo) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) -> behavior {
      return {[&me](stop) { me.exit(exit_reason::user(value(2))); }};
    });
    monitored end(actor);
    actor.send(stop{});
    EXPECT_EQ(end.reason(), exit_reason::user(value(2)));
  });
}

TEST(ExitReason, EqualsWhatSaysTheSame) {
  const auto broken = std::make_exception_ptr(std::runtime_error("broken"));
  EXPECT_EQ(exit_reason::normal(), exit_reason::normal());
  EXPECT_NE(exit_reason::normal(), exit_reason::shutdown());
  EXPECT_EQ(exit_reason::error(broken), exit_reason::error(broken));
  EXPECT_EQ(exit_reason::user(value("a")), exit_reason::user(value("a")));
  EXPECT_NE(exit_reason::user(value("a")), exit_reason::user(value("b")));
  EXPECT_EQ(exit_reason::error(broken).what(), "broken");
}

}  // namespace
}  // namespace weft::contract
