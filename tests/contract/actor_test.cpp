#include "fixture.hpp"
#include "support/words.hpp"

#include <memory>
#include <string>
#include <vector>

namespace weft::contract {
namespace {

actor_ref spawn_counter() {
  return spawn_actor({.name = "counter"}, [](self& me) {
    int n = 0;
    me.receive_loop([&](add m) { n += m.by; }, [&](get) { return n; },
                    [](stop) { return loop::stop; });
  });
}

TEST(Actor, KeepsItsStateBetweenMessages) {
  on_every_pool([] {
    const actor_ref counter = spawn_counter();
    for (int i = 1; i <= 100; ++i) counter.send(add{i});
    EXPECT_EQ(counter.ask<int>(get{}, 10s), 5050);
    counter.ask<void>(stop{}, 10s);
  });
}

TEST(Actor, KeepsTheOrderOfEachSender) {
  on_every_pool([] {
    struct item {
      int sender, number;
    };
    const actor_ref sink = spawn_actor([](self& me) {
      std::vector<int> last(4, -1);
      bool ordered = true;
      me.receive_loop(
          [&](item i) {
            ordered = ordered && last[static_cast<std::size_t>(i.sender)] == i.number - 1;
            last[static_cast<std::size_t>(i.sender)] = i.number;
          },
          [&](get) { return ordered && last == std::vector<int>(4, 499); });
    });
    std::vector<fiber_handle<void>> senders;
    for (int s = 0; s < 4; ++s)
      senders.push_back(spawn([sink, s] {
        for (int i = 0; i < 500; ++i) sink.send(item{s, i});
      }));
    for (auto& sender : senders) sender.join();
    EXPECT_TRUE(sink.ask<bool>(get{}, 10s));
  });
}

TEST(Actor, TakesMessagesThatCanOnlyMove) {
  on_every_pool([] {
    const actor_ref owner = spawn_actor([](self& me) {
      me.receive([](std::unique_ptr<int> number) { return std::make_unique<int>(*number + 1); });
    });
    EXPECT_EQ(*owner.ask<std::unique_ptr<int>>(std::make_unique<int>(41), 10s), 42);
  });
}

TEST(Receive, LeavesTheOthersInOrder) {
  on_every_pool([] {
    const actor_ref picky = spawn_actor([](self& me) {
      std::string seen;
      me.receive([&](stop) { seen += "stop "; });
      for (int i = 0; i < 3; ++i) me.receive([&](add m) { seen += std::to_string(m.by); });
      me.receive([&](get) { return seen; });
    });
    for (int i = 1; i <= 3; ++i) picky.send(add{i});
    picky.send(stop{});
    EXPECT_EQ(picky.ask<std::string>(get{}, 10s), "stop 123");
  });
}

TEST(Receive, MayNestInAHandler) {
  on_every_pool([] {
    const actor_ref outer = spawn_actor([](self& me) {
      me.receive([&](get) {
        int inner = 0;
        me.receive([&](add m) { inner = m.by; });
        return inner;
      });
    });
    auto asker = spawn([outer] { return outer.ask<int>(get{}, 10s); });
    this_fiber::yield();
    outer.send(add{7});
    EXPECT_EQ(asker.join(), 7);
  });
}

TEST(ReceiveFor, LooksAtTheMailboxFirstForZeroToo) {
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive([](stop) {});  // the add has arrived before
      const bool there = me.receive_for(0s, [](add) {});
      const bool again = me.receive_for(0s, [](add) {});
      const auto start = clock::now();
      const bool late = me.receive_for(3ms, [](add) {});
      const bool waited = clock::now() - start >= 3ms;
      me.receive([&](get) { return there && !again && !late && waited; });
    });
    actor.send(add{1});
    actor.send(stop{});
    EXPECT_TRUE(actor.ask<bool>(get{}, 10s));
  });
}

TEST(Ask, TimesOutAndDropsTheLateAnswer) {
  on_every_pool([] {
    const channel<int> answers(1);
    const actor_ref slow = spawn_actor(
        [answers](self& me) { me.receive_loop([&](get) { return *answers.receive(); }); });
    EXPECT_THROW(slow.ask<int>(get{}, 1ms), timed_out);
    answers.send(1);
    answers.send(2);
    EXPECT_EQ(slow.ask<int>(get{}, 10s), 2);
  });
}

TEST(Ask, AnswersAtOnceWhenTheActorIsDown) {
  on_every_pool([] {
    const actor_ref counter = spawn_counter();
    counter.ask<void>(stop{}, 10s);
    while (runtime::current().stats().actors_live != 0) this_fiber::yield();
    try {
      counter.ask<int>(get{}, 1h);
      FAIL() << "an ended actor answered";
    } catch (const actor_down& down) {
      EXPECT_EQ(down.reason(), exit_reason::noproc());
    }
    counter.send(add{1});
    EXPECT_EQ(runtime::current().stats().dead_letters, 2u);
  });
}

TEST(Ask, LearnsWhyTheActorEndedBeforeAnswering) {
  on_every_pool(
      [] {
        const actor_ref fragile = spawn_actor(
            [](self& me) { me.receive([](add) { throw std::runtime_error("too much"); }); });
        auto waiting = start_here([fragile] { return fragile.ask<int>(get{}, 1h); });
        EXPECT_THROW(fragile.ask<void>(add{1}, 10s), std::runtime_error);
        try {
          waiting.join();
          FAIL() << "an ended actor answered";
        } catch (const actor_down& down) {
          EXPECT_EQ(down.reason().kind(), exit_reason::kind_type::error);
          EXPECT_STREQ(down.what(), "weft: the actor has ended: too much");
        }
      },
      [](runtime_options& options) {
        options.on_unhandled_failure = [](fiber_id, std::string_view, std::exception_ptr) {};
      });
}

TEST(Ask, SaysSoWhenTheAnswerHasAnotherType) {
  on_every_pool(
      [] { EXPECT_THROW(spawn_counter().ask<std::string>(get{}, 10s), std::logic_error); });
}

}  // namespace
}  // namespace weft::contract
