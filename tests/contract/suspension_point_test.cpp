// Which calls throw what cancellation throws, and where they do not.
#include <functional>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

/// A call to be made in a cancelled fiber. What it needs is ready: none has to wait.
struct call {
  const char* name;
  std::function<void()> make;
};

/// Every call that may park.
std::vector<call> suspension_points() {
  static channel<int> closed = [] {
    channel<int> made;
    made.close();
    return made;
  }();
  return {
      {"yield", [] { this_fiber::yield(); }},
      {"check_cancel", [] { this_fiber::check_cancel(); }},
      {"sleep_for zero", [] { this_fiber::sleep_for(0s); }},
      {"sleep_for", [] { this_fiber::sleep_for(1ns); }},
      {"sleep_until the past", [] { this_fiber::sleep_until(time_point::min()); }},
      {"send with room", [] { channel<int>(1).send(1); }},
      {"send to a closed channel", [] { closed.send(1); }},
      {"receive from a closed channel", [] { closed.receive(); }},
      {"the loop over a closed channel",
       [] {
         for ([[maybe_unused]] const int n : closed) {
         }
       }},
      {"perform always", [] { perform(always()); }},
      {"perform a ready choice", [] { perform(choice(always(1), never<int>())); }},
      {"select", [] { select(always(1), always(2.0)); }},
      {"join an ended fiber",
       [] {
         auto ended = shield([] { return start_here([] {}); });
         ended.join();
       }},
      {"lock a free mutex", [] { mutex().lock(); }},
      {"acquire a free semaphore", [] { semaphore(1).acquire(); }},
      {"wait for a set event",
       [] {
         event set;
         set.set();
         set.wait();
       }},
      {"wait for an empty wait group", [] { wait_group().wait(); }},
      {"arrive at a barrier for one", [] { barrier(1).arrive_and_wait(); }},
      {"blocking", [] { blocking([] { ADD_FAILURE() << "the work began"; }); }},
      {"a turn of every", [] { every(1ns, [] { return loop::stop; }); }},
      {"a turn of throttled_loop", [] { throttled_loop(1e9, [] { return loop::stop; }); }},
  };
}

/// Makes `calls` one after another in a fiber that has been cancelled, and tells which of them threw.
template <class F>
void in_a_cancelled_fiber(F body) {
  auto fiber = start_here([&] {
    try {
      this_fiber::sleep_for(1h);
    } catch (const cancelled&) {
      body();
    }
  });
  fiber.cancel();
  fiber.join();
}

/// How many were made: all but those that begin work on another thread.
int make_each_and_expect_no_cancellation() {
  int made = 0;
  for (const auto& [name, make] : suspension_points()) {
    if (std::string(name).starts_with("blocking")) continue;
    try {
      make();
    } catch (const cancelled&) {
      ADD_FAILURE() << name;
    } catch (const channel_closed&) {
    }
    ++made;
  }
  return made;
}

TEST(SuspensionPoint, ThrowsInACancelledFiberThoughItNeedNotWait) {
  on_every_pool([] {
    in_a_cancelled_fiber([] {
      for (const auto& [name, make] : suspension_points()) EXPECT_THROW(make(), cancelled) << name;
    });
  });
}

TEST(SuspensionPoint, DoesNotThrowInsideAShield) {
  on_every_pool([] {
    in_a_cancelled_fiber(
        [] { shield([] { EXPECT_GT(make_each_and_expect_no_cancellation(), 15); }); });
  });
}

TEST(SuspensionPoint, DoesNotThrowWhileTheStackUnwinds) {
  on_every_pool([] {
    int made = 0;
    struct at_the_end {
      int& made;
      ~at_the_end() { made = make_each_and_expect_no_cancellation(); }
    };
    auto fiber = start_here([&] {
      const at_the_end last{made};
      this_fiber::sleep_for(1h);
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_GT(made, 15);
  });
}

TEST(SuspensionPoint, IsNoneOfTheCallsThatNeverWait) {
  on_every_pool([] {
    in_a_cancelled_fiber([] {
      channel<int> buffer(2);
      EXPECT_TRUE(buffer.try_send(1));
      EXPECT_EQ(buffer.try_receive(), 1);
      EXPECT_TRUE(poll(always()));
      EXPECT_TRUE(poll(choice(buffer.send_op(1), never<void>())));
      EXPECT_TRUE(buffer.close());
      mutex free;
      EXPECT_TRUE(free.try_lock());
      free.unlock();
      semaphore permits(1);
      EXPECT_TRUE(permits.try_acquire());
      permits.release();
      event flag;
      flag.set();
      wait_group count;
      count.add();
      count.done();
      auto child = spawn([] { return 1; });
      child.cancel();
      EXPECT_TRUE(this_fiber::cancel_requested());
      (void)this_fiber::id();
      (void)child.done();
      (void)clock::now();
    });
  });
}

}  // namespace
}  // namespace weft::contract
