// Random programs over three nodes, one of which may be lost at any point.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <unordered_set>
#include <vector>

#include "network.hpp"

namespace weft::remote_test {
namespace {

using namespace std::chrono_literals;

struct number {
  int from;
  int sequence;
};
BOOST_DESCRIBE_STRUCT(number, (), (from, sequence))
struct question {
  bool last;  ///< who is asked ends instead of answering
};
BOOST_DESCRIBE_STRUCT(question, (), (last))

/// Expects the numbers of each sender in order, until somebody ends it.
void target(self& me) {
  std::map<int, int> latest;
  me.receive_loop(
      [&](number n) {
        EXPECT_LT(latest[n.from], n.sequence) << "from " << n.from;
        latest[n.from] = n.sequence;
      },
      [&](question q) {
        if (q.last) me.exit(exit_reason::user(42));
        return 42;
      });
}

/// Does this and that to actors elsewhere; then waits until it has been told of all their ends.
class watcher {
 public:
  watcher(self& me, int name, std::vector<actor_ref> others, std::uint64_t seed)
      : me_(me), name_(name), others_(std::move(others)), random_(seed) {}

  void run() {
    me_.trap_exit(true);
    for (int step = 0; step < 40; ++step) act();
  }

  void wait_for_all_ends() {
    for (int days = 0; !monitors_.empty() || !linked_.empty(); ++days) {
      ASSERT_LT(days, 100) << "never told of " << monitors_.size() << " monitors and "
                           << linked_.size() << " links of " << name_;
      take(24h);
    }
    EXPECT_FALSE(take(0s)) << "something was told twice";
  }

 private:
  std::size_t below(std::size_t count) { return random_() % count; }

  void act() {
    const actor_ref& other = others_[below(others_.size())];
    switch (below(8)) {
      case 0:
        monitors_.insert(me_.monitor(other).id());
        break;
      case 1:
        take_back();
        break;
      case 2:
        if (linked_.insert(other).second) me_.link(other);
        break;
      case 3:
        me_.unlink(other);
        while (take_exit()) {
        }
        linked_.erase(other);
        break;
      case 4:
        ask(other);
        break;
      case 5:
        take(0s);
        break;
      default:
        other.send(number{name_, ++sequence_});
    }
  }

  void take_back() {
    const actor_ref& other = others_[below(others_.size())];
    const monitor_ref fresh = me_.monitor(other);
    this_fiber::sleep_for(std::chrono::seconds(below(2)));
    me_.demonitor(fresh, flush_down::yes);
  }

  void ask(const actor_ref& other) {
    try {
      EXPECT_EQ(other.ask<int>(question{below(12) == 0}, 24h), 42);
    } catch (const actor_down&) {
    }
  }

  bool take(clock::duration limit) {
    return me_.receive_for(
        limit, [&](down d) { EXPECT_EQ(monitors_.erase(d.monitor.id()), 1u); },
        [&](exited e) { EXPECT_EQ(linked_.erase(e.actor), 1u); });
  }

  bool take_exit() {
    return me_.receive_for(0s, [&](exited e) { EXPECT_EQ(linked_.erase(e.actor), 1u); });
  }

  self& me_;
  const int name_;
  const std::vector<actor_ref> others_;
  std::mt19937_64 random_;
  std::set<std::uint64_t> monitors_;
  std::unordered_set<actor_ref> linked_;
  int sequence_ = 0;
};

class game {
 public:
  explicit game(std::uint64_t seed) : random_(seed) {
    for (const char* name : {"a", "b", "c"}) places_.push_back(&net_.add(name));
    net_.link(*places_[0], *places_[1]);
    net_.link(*places_[1], *places_[2]);
  }

  void play() {
    spawn_targets();
    wait_group done;
    std::vector<actor_ref> watchers;
    for (int at = 0; at < 3; ++at) {
      done.add(1);
      watchers.push_back(spawn_actor([&, at, others = known_at(at), seed = random_()](self& me) {
        watcher one(me, at, others, seed);
        one.run();
        over_.wait();
        one.wait_for_all_ends();
        done.done();  // also if it was not told of all
      }));
    }
    end_things();
    over_.set();
    done.wait();
  }

 private:
  void spawn_targets() {
    for (std::size_t at = 0; at < places_.size(); ++at)
      for (int i = 0; i < 2; ++i)
        targets_.push_back(spawn_actor({.mailbox = {.capacity = i == 0 ? unbounded : 2}}, target));
  }

  /// The refs that one place has of the others' targets; those of a third node by way of the middle.
  std::vector<actor_ref> known_at(std::size_t at) {
    std::vector<actor_ref> known;
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      const std::size_t home = i / 2;
      if (home == at) continue;
      const bool is_far = home != 1 && at != 1;
      const actor_ref middle =
          is_far ? net_.pass(*places_[home], *places_[1], targets_[i]) : targets_[i];
      known.push_back(net_.pass(*places_[is_far ? 1 : home], *places_[at], middle));
    }
    return known;
  }

  void end_things() {
    for (std::size_t left = random_() % 200; left > 0; --left) this_fiber::yield();
    if (random_() % 2 == 0) net_.kill(*places_[random_() % places_.size()]);
    for (const actor_ref& one : targets_) {
      if (random_() % 4 == 0) this_fiber::sleep_for(1s);
      one.exit(exit_reason::user(7));
    }
    for (const actor_ref& one : targets_)
      while (!one.core()->ended()) this_fiber::sleep_for(1s);
  }

  network net_;
  std::mt19937_64 random_;
  std::vector<place*> places_;
  std::vector<actor_ref> targets_;
  event over_;
};

TEST(RandomNodes, KeepOrderAndTellEveryEndOnce) {
  testing::for_each_seed(100, [](std::uint64_t seed) {
    testing::simulate({.seed = seed, .workers = 3}, [&] { game(seed).play(); });
    return !::testing::Test::HasFailure();
  });
}

/// Bytes that are lost, doubled or changed.
bytes damaged(bytes post, std::mt19937_64& random) {
  for (std::size_t hits = 1 + random() % 3; hits > 0 && !post.empty(); --hits) {
    const auto at = post.begin() + static_cast<std::ptrdiff_t>(random() % post.size());
    switch (random() % 4) {
      case 0:
        post.erase(at, post.end());
        break;
      case 1:
        post.insert(at, *at);
        break;
      default:
        *at = static_cast<std::byte>(random());
    }
  }
  return post;
}

/// A node that has seen asks, monitors and links of another, which has posted them.
void get_to_know(network& net, place& a, place& b) {
  const actor_ref there = net.pass(a, b, spawn_actor([](self& me) {
                                     me.receive_loop([](number) {}, [](question) { return 42; });
                                   }));
  spawn_actor([there](self& me) {
    me.monitor(there);
    me.link(there);
    me.unlink(there);
    for (int i = 1; i < 5; ++i) there.send(number{1, i});
    (void)there.ask<int>(question{false}, 1h);
    me.exit(there, exit_reason::normal());
    me.receive([](down) {});
  });
  b.node().spawn_at(b.peer_of(a), "anything", {to_value(there), 2});
  EXPECT_EQ(there.ask<int>(question{false}, 1h), 42);
}

TEST(RandomNodes, SurviveDamagedPostsAndGiveUpOnlyWhoSendsThem) {
  testing::for_each_seed(100, [](std::uint64_t seed) {
    testing::simulate({.seed = seed, .workers = 2}, [&] {
      network net;
      place& a = net.add("a");
      place& b = net.add("b");
      net.link(a, b);
      get_to_know(net, a, b);
      std::mt19937_64 random(seed);
      constexpr peer_id hostile = 1000;
      for (const bytes& post : b.posts) a.node().take(hostile, damaged(post, random));
      for (int i = 0; i < 20; ++i) {
        a.node().take(hostile + 1 + i, damaged(b.posts.front(), random));
        this_fiber::yield();
      }
      const actor_ref there = net.pass(a, b, spawn_actor(target));
      EXPECT_EQ(there.ask<int>(question{false}, 1h), 42);
    });
    return !::testing::Test::HasFailure();
  });
}

}  // namespace
}  // namespace weft::remote_test
