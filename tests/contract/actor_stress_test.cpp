// Mailboxes under load from several workers at once: what no seed of the simulation can bring about,
// because there no two workers run at the same moment.
#include "fixture.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace weft::contract {
namespace {

struct wanted {
  int sender, number;
};
struct other {
  int sender, number;
};
struct total {};

/// Sees whether each sender's messages come in the order they were sent, and all of them.
class in_order {
 public:
  explicit in_order(int senders) : next_(static_cast<std::size_t>(senders), 0) {}

  void see(int sender, int number) {
    kept_ = kept_ && next_[static_cast<std::size_t>(sender)]++ == number;
    ++count_;
  }
  bool kept() const { return kept_; }
  int count() const { return count_; }

 private:
  std::vector<int> next_;
  bool kept_ = true;
  int count_ = 0;
};

constexpr int senders = 4;

/// Each sends `each` pairs, in fibers that several workers run.
void send_pairs(const actor_ref& to, int each) {
  std::vector<fiber_handle<void>> all;
  for (int s = 0; s < senders; ++s)
    all.push_back(spawn([to, s, each] {
      for (int i = 0; i < each; ++i) {
        to.send(other{s, i});
        to.send(wanted{s, i});
        if (i % 16 == s) this_fiber::yield();
      }
    }));
  for (auto& one : all) one.join();
}

/// Takes all the wanted ones while the others come, then the others.
template <class ReceiveOne>
void take_wanted_first(self& me, int each, ReceiveOne receive_one) {
  in_order first(senders), rest(senders);
  while (first.count() < senders * each)
    receive_one(me, [&](wanted w) { first.see(w.sender, w.number); });
  for (int i = 0; i < senders * each; ++i)
    me.receive([&](other o) { rest.see(o.sender, o.number); });
  me.receive([&](total) { return first.kept() && rest.kept(); });
}

TEST(ActorStress, ASelectiveReceiveLosesNothingAndKeepsOrder) {
  on_every_pool([] {
    const int each = as_many_as_fit(2000);
    const actor_ref taker = spawn_actor([each](self& me) {
      take_wanted_first(me, each, [](self& own, auto handler) { own.receive(handler); });
    });
    send_pairs(taker, each);
    EXPECT_TRUE(taker.ask<bool>(total{}, 60s));
  });
}

TEST(ActorStress, AReceiveInAChoiceLosesNothingAndKeepsOrder) {
  on_every_pool([] {
    const int each = as_many_as_fit(1000);
    const channel<int> beside(1);
    const actor_ref taker = spawn_actor([each, beside](self& me) {
      take_wanted_first(me, each, [&](self& own, auto handler) {
        perform(
            choice(own.receive_op(handler), beside.receive_op().wrap([](std::optional<int>) {})));
      });
    });
    auto disturbing = spawn([beside] {
      for (;;) beside.send(1);
    });
    send_pairs(taker, each);
    EXPECT_TRUE(taker.ask<bool>(total{}, 60s));
    disturbing.cancel();
  });
}

TEST(ActorStress, AReceiveThatTimesOutLosesNothing) {
  on_every_pool([] {
    const int each = as_many_as_fit(500);
    const actor_ref taker = spawn_actor([each](self& me) {
      take_wanted_first(me, each, [](self& own, auto handler) {
        while (!own.receive_for(1us, handler)) {
        }
      });
    });
    send_pairs(taker, each);
    EXPECT_TRUE(taker.ask<bool>(total{}, 60s));
  });
}

TEST(ActorStress, BehavioursThatGoIdleAgainAndAgainMissNothing) {
  on_every_pool([] {
    const int rounds = as_many_as_fit(2000);
    std::vector<actor_ref> ring;
    const channel<int> done(1);
    constexpr std::size_t size = 16;
    const auto members = std::make_shared<std::vector<actor_ref>>();
    for (std::size_t i = 0; i < size; ++i)
      members->push_back(spawn_actor([members, i, done](self&) -> behavior {
        return {[members, i, done](wanted w) {
          if (w.number == 0)
            done.send(w.sender);
          else
            (*members)[(i + 1) % size].send(wanted{w.sender, w.number - 1});
        }};
      }));
    for (int s = 0; s < senders; ++s)
      (*members)[static_cast<std::size_t>(s)].send(wanted{s, rounds});
    int sum = 0;
    for (int s = 0; s < senders; ++s) sum += *done.receive();
    EXPECT_EQ(sum, 0 + 1 + 2 + 3);
    members->clear();  // they refer to each other
  });
}

TEST(ActorStress, ABoundHoldsAndLosesNothing) {
  on_every_pool([] {
    const int each = as_many_as_fit(1000);
    for (const std::size_t capacity : {1, 3, 64}) {
      const actor_ref narrow =
          spawn_actor(actor_options{.mailbox = {.capacity = capacity}}, [](self&) -> behavior {
            const auto seen = std::make_shared<in_order>(senders);
            return {[seen](other o) { seen->see(o.sender, 2 * o.number); },
                    [seen](wanted w) { seen->see(w.sender, 2 * w.number + 1); },
                    [seen](total) { return seen->kept() ? seen->count() : -1; }};
          });
      send_pairs(narrow, each);
      EXPECT_EQ(narrow.ask<int>(total{}, 60s), 2 * senders * each);
    }
  });
}

TEST(ActorStress, ChangesItsPolicyUnderLoadAndLosesNothing) {
  on_every_pool([] {
    const int each = as_many_as_fit(2000);
    const auto seen = std::make_shared<std::atomic<int>>(0);
    const actor_ref fickle = spawn_actor({.mailbox = {.capacity = 7}}, [seen](self& me) {
      const auto see = [&] {
        constexpr std::array policies{overflow::block, overflow::drop_oldest, overflow::block,
                                      overflow::drop_newest};
        if (const int now = ++*seen; now % 10 == 0) {
          const auto turn = static_cast<std::size_t>(now / 10);
          me.set_mailbox({.capacity = 1 + turn % 9, .policy = policies[turn % policies.size()]});
        }
      };
      me.receive_loop([&](other) { see(); }, [&](wanted) { see(); });
    });
    send_pairs(fickle, each);
    const auto sent = static_cast<std::uint64_t>(2 * senders * each);
    const auto arrived = [&] {
      return static_cast<std::uint64_t>(*seen) + runtime::current().stats().dead_letters;
    };
    while (arrived() < sent) this_fiber::sleep_for(1ms);
    EXPECT_EQ(arrived(), sent);
  });
}

TEST(ActorStress, DropsTheOldestUnderLoadAndKeepsOrder) {
  on_every_pool([] {
    const int each = as_many_as_fit(2000);
    const actor_ref lossy = spawn_actor(
        actor_options{.mailbox = {.capacity = 5, .policy = overflow::drop_oldest}}, [](self& me) {
          std::array<int, senders> last;
          last.fill(-1);
          bool rising = true;
          int seen = 0;
          const auto see = [&](int sender, int number) {
            int& before = last[static_cast<std::size_t>(sender)];
            rising = rising && before < number;
            before = number;
            ++seen;
          };
          me.receive_loop([&](other o) { see(o.sender, 2 * o.number); },
                          [&](wanted w) { see(w.sender, 2 * w.number + 1); },
                          [&](total) { return rising ? seen : -1; });
        });
    send_pairs(lossy, each);
    const int seen = lossy.ask<int>(total{}, 60s);
    EXPECT_GE(seen, 0);
    EXPECT_EQ(static_cast<std::uint64_t>(seen) + runtime::current().stats().dead_letters,
              static_cast<std::uint64_t>(2 * senders * each));
  });
}

TEST(ActorStress, KillsAndSendsMeet) {
  on_every_pool([] {
    const int rounds = as_many_as_fit(200);
    for (int i = 0; i < rounds; ++i) {
      const actor_ref victim = spawn_actor([](self& me) -> behavior {
        me.trap_exit(true);
        return {[](wanted) {}, [](exited) {}};
      });
      auto end = spawn([victim] { return perform(monitor_op(victim)); });
      auto talker = spawn([victim] {
        for (int k = 0; k < 20; ++k) victim.send(wanted{0, k});
        victim.exit(exit_reason::shutdown());
      });
      auto killer = spawn([victim] { victim.exit(exit_reason::kill()); });
      const exit_reason why = end.join();
      EXPECT_TRUE(why == exit_reason::killed() || why == exit_reason::noproc()) << why.what();
      talker.join();
      killer.join();
    }
  });
}

}  // namespace
}  // namespace weft::contract
