// A fiber that is cancelled at any of its suspension points leaves what it used fit for use.
#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "fixture.hpp"
#include "support/cancel_sweep.hpp"

namespace weft::contract {
namespace {

int drain(const channel<int>& from) {
  int count = 0;
  while (from.try_receive()) ++count;
  return count;
}

/// Nobody waits at `used`, which is empty, and values pass through it in order.
void expect_usable(channel<int> used) {
  EXPECT_EQ(used.try_receive().error(), channel_status::would_block);
  auto sender = spawn([=] {
    used.send(100);
    perform(choice(used.send_op(101), never<void>()));
  });
  EXPECT_EQ(used.receive(), 100);
  EXPECT_EQ(perform(choice(used.receive_op(), never<std::optional<int>>())), 101);
  sender.join();
  EXPECT_EQ(poll(used.receive_op()), std::nullopt);
}

/// Calls `help` whenever the victim waits where it is not to be cancelled, until it needs no help.
template <class F>
void help_along(victim& one, F help) {
  while (!one.done() && !one.struck()) {
    one.settle();
    help();
    this_fiber::yield();
  }
}

TEST(KillSafety, OfSends) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 1}) {
      cancel_at_every_step([&](victim& one) {
        const channel<int> numbers(capacity);
        std::atomic<int> sent = 0;
        one.start([&](victim& self) {
          for (int i = 0; i < 2; ++i) {
            self.step();
            numbers.send(i);
            ++sent;
            self.step();
            perform(choice(numbers.send_op(i), sleep_op(1h), never<void>()));
            ++sent;
          }
        });
        int received = 0;
        help_along(one, [&] { received += drain(numbers); });
        one.join();
        EXPECT_EQ(received + drain(numbers), sent);
        expect_usable(numbers);
      });
    }
  });
}

TEST(KillSafety, OfReceives) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 1}) {
      cancel_at_every_step([&](victim& one) {
        const channel<int> numbers(capacity), others;
        std::atomic<int> received = 0;
        one.start([&](victim& self) {
          for (int i = 0; i < 2; ++i) {
            self.step();
            numbers.receive();
            ++received;
            self.step();
            perform(choice(others.receive_op(), numbers.receive_op()));
            ++received;
          }
        });
        int sent = 0;
        help_along(one, [&] { sent += numbers.try_send(1).has_value(); });
        one.join();
        EXPECT_EQ(received + drain(numbers), sent);
        expect_usable(numbers);
        expect_usable(others);
      });
    }
  });
}

TEST(KillSafety, OfChoicesThatMeet) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      const channel<int> to, from;
      std::atomic<int> sent = 0, received = 0;
      one.start([&](victim& self) {
        for (int i = 0; i < 3; ++i) {
          self.step();
          perform(choice(to.send_op(i).wrap([&] { ++sent; }),
                         from.receive_op().wrap([&](std::optional<int>) { ++received; })));
        }
      });
      int given = 0, taken = 0;
      help_along(one, [&] {
        (void)poll(choice(from.send_op(1).wrap([&] { ++given; }),
                          to.receive_op().wrap([&](std::optional<int>) { ++taken; })));
      });
      one.join();
      EXPECT_EQ(taken, sent);
      EXPECT_EQ(given, received);
      expect_usable(to);
      expect_usable(from);
    });
  });
}

TEST(KillSafety, OfJoins) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      const channel<int> go;
      auto joined = spawn([=] { return *go.receive(); });
      one.start([&](victim& self) {
        self.step();
        EXPECT_EQ(perform(choice(joined.join_op(), never<int>())), 6);
        self.step();
        EXPECT_EQ(joined.join(), 6);
      });
      one.settle();
      go.send(6);
      one.join();
      EXPECT_EQ(joined.join(), 6);
    });
  });
}

TEST(KillSafety, OfNacks) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      const channel<int> numbers;
      std::atomic<int> made = 0, told = 0, won = 0;
      one.start([&](victim& self) {
        for (int i = 0; i < 3; ++i) {
          self.step();
          perform(with_nack([&](operation<void> nack) {
            ++made;
            (void)spawn([&told, lost = std::make_shared<operation<void>>(std::move(nack))] {
              perform(std::move(*lost));
              ++told;
            });
            return numbers.receive_op();
          }));
          ++won;
        }
      });
      help_along(one, [&] { (void)numbers.try_send(1); });
      one.join();
      while (told != made - won) this_fiber::yield();
      expect_usable(numbers);
    });
  });
}

TEST(KillSafety, OfScopes) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      const channel<int> go;
      std::atomic<int> begun = 0, ended = 0;
      auto child = [&, go] {
        ++begun;
        const std::shared_ptr<void> witness(nullptr, [&](void*) { ++ended; });
        go.receive();
      };
      one.start([&](victim& self) {
        self.step();
        with_scope([&](scope& children) {
          children.spawn(child);
          children.spawn([&, child] {
            with_scope([&](scope& grandchildren) { grandchildren.spawn(child); });
          });
          self.step();
          go.send(0);
          self.step();  // the next one is the end of the scope
        });
        EXPECT_EQ(begun, 2);
      });
      help_along(one, [&] { (void)go.try_send(1); });
      one.join();
      EXPECT_EQ(begun, ended);
      expect_usable(go);
    });
  });
}

TEST(KillSafety, OfLimits) {
  on_every_pool([] {
    cancel_at_every_step([](victim& one) {
      const channel<int> numbers;
      std::atomic<int> received = 0;
      one.start([&](victim& self) {
        cancel_after(1h, [&](timeout& outer) {
          move_on_after(2h, [&] {
            self.step();
            if (numbers.receive()) ++received;
            outer.reset();
            shield([&] { EXPECT_FALSE(move_on_after(0s, [&] { perform(never<void>()); })); });
            self.step();
            if (numbers.receive()) ++received;
          });
          self.step();
          this_fiber::yield();
        });
        self.step();
        this_fiber::sleep_for(0s);
      });
      int sent = 0;
      help_along(one, [&] { sent += numbers.try_send(1).has_value(); });
      one.join();
      EXPECT_EQ(received, sent);
      EXPECT_EQ(runtime::current().stats().timers_live, 0u);
      expect_usable(numbers);
    });
  });
}

}  // namespace
}  // namespace weft::contract
