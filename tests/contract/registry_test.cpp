// Names of actors, and letters that reach none.
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

struct letter {
  std::string text;
};

TEST(Registry, FindsAnActorByItsName) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) { me.receive_loop([](get) { return 4; }); });
    EXPECT_FALSE(registry::whereis("four").has_value());
    EXPECT_TRUE(registry::add("four", actor));
    EXPECT_EQ(registry::whereis("four"), actor);
    EXPECT_EQ(registry::whereis("four")->ask<int>(get{}, 10s), 4);
    EXPECT_TRUE(registry::remove("four"));
    EXPECT_FALSE(registry::remove("four"));
    EXPECT_FALSE(registry::whereis("four").has_value());
  });
}

TEST(Registry, GivesANameToOneActorOnly) {
  on_every_pool([] {
    const actor_ref one = spawn_sleeper();
    const actor_ref other = spawn_sleeper();
    EXPECT_TRUE(registry::add("name", one));
    EXPECT_FALSE(registry::add("name", other));
    EXPECT_TRUE(registry::add("another name", one));
    EXPECT_EQ(registry::whereis("name"), one);
    EXPECT_EQ(registry::whereis("another name"), one);
  });
}

TEST(Registry, FreesTheNamesOfAnActorThatEnds) {
  on_every_pool([] {
    for (int i = 0; i < 20; ++i) {
      const actor_ref actor = spawn_sleeper();
      EXPECT_TRUE(registry::add("name", actor));
      EXPECT_TRUE(registry::add("second name", actor));
      monitored end(actor);
      actor.exit(exit_reason::kill());
      (void)end.reason();
      EXPECT_FALSE(registry::whereis("name").has_value());
      EXPECT_FALSE(registry::whereis("second name").has_value());
    }
  });
}

TEST(Registry, HasNoNameForAnEndedActor) {
  on_every_pool([] {
    const actor_ref ended = spawn_actor([](self&) {});
    let_all_end();
    EXPECT_FALSE(registry::add("late", ended));
    EXPECT_FALSE(registry::whereis("late").has_value());
  });
}

TEST(Registry, NeverKeepsANameOfWhoEndsMeanwhile) {
  on_every_pool([] {
    for (int i = 0; i < as_many_as_fit(300); ++i) {
      const actor_ref actor = spawn_actor([](self&) {});
      (void)registry::add("name", actor);
      let_all_end();
      EXPECT_FALSE(registry::whereis("name").has_value());
    }
  });
}

TEST(DeadLetter, IsWhatAnEndedActorIsSent) {
  on_every_pool([] {
    const actor_ref ended = spawn_actor([](self&) {});
    let_all_end();
    ended.send(letter{"a"});
    ended.send_urgent(letter{"b"});
    EXPECT_EQ(ended.try_send(letter{"c"}).error(), send_error::noproc);  // still the sender's
    EXPECT_EQ(runtime::current().stats().dead_letters, 2u);
  });
}

TEST(DeadLetter, IsWhatAnActorLeavesInItsMailbox) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) { me.receive([](stop) {}); });
    actor.send(letter{"passed over"});
    actor.send(stop{});
    actor.send(letter{"not looked at"});
    let_all_end();
    EXPECT_EQ(runtime::current().stats().dead_letters, 2u);
  });
}

TEST(DeadLetter, IsToldToTheHook) {
  struct told {
    std::mutex lock;
    std::map<std::string, int> by_type;
  };
  const auto seen = std::make_shared<told>();
  on_every_pool(
      [seen] {
        seen->by_type.clear();
        const actor_ref ended = spawn_actor([](self&) {});
        let_all_end();
        ended.send(letter{"a"});
        ended.send(letter{"b"});
        ended.send(get{});
        const std::lock_guard lock(seen->lock);
        EXPECT_EQ(seen->by_type[typeid(letter).name()], 2);
        EXPECT_EQ(seen->by_type[typeid(get).name()], 1);
      },
      [seen](runtime_options& options) {
        options.on_dead_letter = [seen](const dead_letter& one) {
          const std::lock_guard lock(seen->lock);
          ++seen->by_type[one.type.name()];
        };
      });
}

TEST(Registry, IsForFibersOnly) { EXPECT_THROW((void)registry::whereis("name"), std::logic_error); }

}  // namespace
}  // namespace weft::contract
