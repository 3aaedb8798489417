// How messages wait: urgent ones, bounds, and what becomes of one too many.
#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "fixture.hpp"
#include "support/monitored.hpp"
#include "support/words.hpp"

namespace weft::contract {
namespace {

struct grow {
  mailbox_options to;
};

/// Appends to a text what it is sent, from when `open` lets it; `get` asks for the text.
class scribe {
 public:
  explicit scribe(mailbox_options bound = {})
      : actor(spawn_actor({.mailbox = bound}, [open = open_](self& me) {
          (void)open.receive();
          std::string seen;
          me.receive_loop([&](add m) { seen += std::to_string(m.by); }, [&](get) { return seen; },
                          [&](grow how) { me.set_mailbox(how.to); });
        })) {}

  void open() const { open_.send(1); }
  std::string seen() const { return actor.ask<std::string>(get{}, 10s); }
  std::string seen_when_there_is_room() const {
    for (;; this_fiber::yield()) {
      try {
        return seen();
      } catch (const mailbox_full&) {
      }
    }
  }

 private:
  channel<int> open_;

 public:
  const actor_ref actor;
};

/// Counts how often it was copied.
struct counted {
  explicit counted(int* copies) : copies(copies) {}
  counted(const counted& other) : copies(other.copies) { ++*copies; }
  counted(counted&&) = default;
  counted& operator=(counted&&) = default;
  int* copies;
};

TEST(Mailbox, CopiesNoMessage) {
  on_every_pool([] {
    int copies = 0;
    const actor_ref taker = spawn_actor({.mailbox = {.capacity = 2}}, [](self& me) {
      me.receive([](get) {});  // passes over the other
      me.receive([](counted m) { return m; });
    });
    auto asker = start_here([&] { return taker.ask<counted>(counted(&copies), 10s).copies; });
    taker.send(get{});
    EXPECT_EQ(*asker.join(), 0);
  });
}

TEST(Mailbox, PutsUrgentMessagesFirst) {
  on_every_pool([] {
    const scribe slow;
    for (int i = 1; i <= 3; ++i) slow.actor.send(add{i});
    for (int i = 7; i <= 9; ++i) slow.actor.send_urgent(add{i});
    slow.open();
    EXPECT_EQ(slow.seen(), "789123");
  });
}

TEST(Mailbox, CannotHaveACapacityOfZero) {
  on_every_pool([] {
    EXPECT_THROW(scribe({.capacity = 0}), std::invalid_argument);
    const scribe open;
    open.open();
    EXPECT_THROW(open.actor.ask<void>(grow{{.capacity = 0}}, 10s), std::invalid_argument);
    let_all_end();
  });
}

TEST(Mailbox, RefusesWhatIsTooMuchUnderFail) {
  on_every_pool([] {
    const scribe slow({.capacity = 2, .policy = overflow::fail});
    slow.actor.send(add{1});
    EXPECT_TRUE(slow.actor.try_send(add{2}).has_value());
    EXPECT_THROW(slow.actor.send(add{3}), mailbox_full);
    EXPECT_THROW(slow.actor.ask<void>(add{4}, 10s), mailbox_full);
    EXPECT_EQ(slow.actor.try_send(add{5}).error(), send_error::mailbox_full);
    slow.open();
    while (!slow.actor.try_send(add{6})) this_fiber::yield();
    EXPECT_EQ(slow.seen_when_there_is_room(), "126");
    EXPECT_EQ(runtime::current().stats().dead_letters, 0u);
  });
}

TEST(Mailbox, NeverLetsTrySendWait) {
  on_every_pool([] {
    const scribe slow({.capacity = 1});
    slow.actor.send(add{1});
    EXPECT_EQ(slow.actor.try_send(add{2}).error(), send_error::mailbox_full);
    slow.open();
    EXPECT_EQ(slow.seen(), "1");
  });
}

TEST(Mailbox, DropsTheNewest) {
  on_every_pool([] {
    const scribe slow({.capacity = 2, .policy = overflow::drop_newest});
    for (int i = 1; i <= 5; ++i) slow.actor.send(add{i});
    EXPECT_THROW(slow.actor.ask<void>(add{6}, 10s), mailbox_full);
    EXPECT_EQ(runtime::current().stats().dead_letters, 4u);
    slow.open();
    EXPECT_EQ(slow.seen_when_there_is_room(), "12");
  });
}

TEST(Mailbox, CountsWhatWasPassedOver) {
  on_every_pool([] {
    const channel<int> passed;
    const actor_ref picky =
        spawn_actor({.mailbox = {.capacity = 2, .policy = overflow::fail}}, [passed](self& me) {
          (void)me.receive_for(0s, [](get) {});
          (void)passed.receive();
          (void)me.receive_for(0s, [](get) {});
          (void)passed.receive();
        });
    picky.send(add{1});
    picky.send(add{2});
    passed.send(1);
    EXPECT_THROW(picky.send(add{3}), mailbox_full);
    passed.send(2);
  });
}

TEST(Mailbox, LosesTheMessageOfABlockedSenderThatIsCancelled) {
  on_every_pool([] {
    const scribe slow({.capacity = 1});
    slow.actor.send(add{1});
    auto blocked = start_here([&] { slow.actor.send(add{2}); });
    EXPECT_FALSE(blocked.done());
    blocked.cancel();
    EXPECT_THROW(blocked.join(), fiber_cancelled);
    slow.open();
    EXPECT_EQ(slow.seen(), "1");
  });
}

TEST(Mailbox, ReleasesBlockedSendersAtTheActorsEnd) {
  on_every_pool([] {
    const scribe slow({.capacity = 1});
    slow.actor.send(add{1});
    auto sender = start_here([&] { slow.actor.send(add{2}); });
    auto asker = start_here([&] { (void)slow.actor.ask<std::string>(get{}, 1h); });
    slow.actor.exit(exit_reason::user(value("closed")));
    sender.join();
    try {
      asker.join();
      ADD_FAILURE() << "an ended actor answered";
    } catch (const actor_down& down) {
      EXPECT_EQ(down.reason(), exit_reason::user(value("closed")));
    }
    EXPECT_EQ(runtime::current().stats().dead_letters, 3u);
  });
}

TEST(Mailbox, KeepsNoSignalOut) {
  on_every_pool([] {
    const channel<int> full;
    const actor_ref watcher =
        spawn_actor({.mailbox = {.capacity = 1, .policy = overflow::fail}}, [full](self& me) {
          me.trap_exit(true);
          const actor_ref watched = spawn_sleeper();
          const monitor_ref m = me.monitor(watched);
          me.link(watched);
          const actor_ref answerer =
              spawn_actor([](self& she) { she.receive([](get) { return 7; }); });
          (void)full.receive();
          watched.exit(exit_reason::shutdown());
          int told = 0;
          me.receive([&](const exited&) { ++told; });
          me.receive([&](const down& d) { told += d.monitor == m; });
          EXPECT_EQ(answerer.ask<int>(get{}, 10s), 7);
          me.receive([&](get) { return told; });
        });
    auto asker = start_here([&] { return watcher.ask<int>(get{}, 10s); });
    EXPECT_EQ(watcher.try_send(add{1}).error(), send_error::mailbox_full);
    full.send(1);
    EXPECT_EQ(asker.join(), 2);
  });
}

TEST(Mailbox, LetsBlockedSendersInWhenItGrows) {
  on_every_pool([] {
    const channel<int> steps;
    const actor_ref slow = spawn_actor({.mailbox = {.capacity = 1}}, [steps](self& me) {
      (void)steps.receive();
      me.set_mailbox({.capacity = unbounded});
      (void)steps.receive();
      std::string seen;
      for (int i = 0; i < 3; ++i) me.receive([&](add m) { seen += std::to_string(m.by); });
      me.receive([&](get) { return seen; });
    });
    slow.send(add{1});
    auto blocked = start_here([&] {
      slow.send(add{2});
      slow.send(add{3});
    });
    EXPECT_FALSE(blocked.done());
    steps.send(1);
    blocked.join();
    steps.send(2);
    EXPECT_EQ(slow.ask<std::string>(get{}, 10s), "123");
  });
}

TEST(Mailbox, DropsWhatIsTooMuchWhenItShrinks) {
  on_every_pool([] {
    const channel<int> steps;
    const actor_ref slow = spawn_actor([steps](self& me) {
      (void)steps.receive();
      me.set_mailbox({.capacity = 2, .policy = overflow::drop_oldest});
      std::string seen;
      while (me.receive_for(0s, [&](add m) { seen += std::to_string(m.by); })) {
      }
      me.receive([&](get) { return seen; });
    });
    for (int i = 1; i <= 5; ++i) slow.send(add{i});
    steps.send(1);
    EXPECT_EQ(slow.ask<std::string>(get{}, 10s), "45");
    EXPECT_EQ(runtime::current().stats().dead_letters, 3u);
  });
}

TEST(Mailbox, ChangesItsPolicyWhileTheActorRuns) {
  on_every_pool([] {
    const channel<int> steps;
    const actor_ref slow = spawn_actor({.mailbox = {.capacity = 1}}, [steps](self& me) {
      (void)steps.receive();
      me.set_mailbox({.capacity = 1, .policy = overflow::fail});
      (void)steps.receive();
    });
    slow.send(add{1});
    steps.send(1);
    for (;;) {  // until the change is there, this finds another policy
      auto sender = start_here([&] { slow.send(add{2}); });
      if (sender.done()) {
        EXPECT_THROW(sender.join(), mailbox_full);
        break;
      }
      sender.cancel();
      EXPECT_THROW(sender.join(), fiber_cancelled);
    }
    steps.send(2);
  });
}

/// The actor takes messages fast enough to let its senders in late; but not too late.
void let_senders_in_before(void (*wait_for_one)(semaphore& sent)) {
  constexpr int capacity = 64;
  constexpr int senders = 100;  // so that most of them wait at any time
  constexpr int count = senders * 13;
  semaphore sent(0);
  const channel<int> done;
  const actor_ref quick = spawn_actor({.mailbox = {.capacity = capacity}}, [&](self&) -> behavior {
    return {[&, taken = 0, waited_for = 0](add m) mutable {
      // There is room for as many more since this one was taken.
      if ((taken += m.by) % 97 == 0)
        for (; waited_for < std::min(taken + capacity, count); ++waited_for) wait_for_one(sent);
      if (taken == count) done.send(taken);
    }};
  });
  std::vector<fiber_handle<void>> all;
  for (int i = 0; i < senders; ++i)
    all.push_back(spawn([&] {
      for (int j = 0; j < count / senders; ++j) {
        quick.send(add{1});
        sent.release();
      }
    }));
  EXPECT_EQ(done.receive(), count);
  for (auto& one : all) one.join();
}

TEST(Mailbox, LetsSendersInBeforeItsActorWaits) {
  on_every_pool([] { let_senders_in_before([](semaphore& sent) { sent.acquire(); }); });
}

TEST(Mailbox, LetsSendersInBeforeItsActorYields) {
  on_every_pool([] {
    let_senders_in_before([](semaphore& sent) {
      while (!sent.try_acquire()) this_fiber::yield();
    });
  });
}

TEST(Mailbox, LetsNoActorWaitForItself) {
  on_every_pool([] {
    const channel<int> got;
    spawn_actor({.mailbox = {.capacity = 1}}, [got](self& me) {
      me.ref().send(add{1});
      EXPECT_THROW(me.ref().send(add{2}), mailbox_full);
      me.receive([&](add m) { got.send(m.by); });
    });
    EXPECT_EQ(got.receive(), 1);
  });
}

}  // namespace
}  // namespace weft::contract
