// Operations performed by plain threads, which block instead of parking. Only where there are threads.
#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(ThreadOperation, NeedsNoRuntime) {
  EXPECT_EQ(perform(choice(always(1), never<int>())), 1);
  EXPECT_EQ(poll(never<int>()), std::nullopt);
  EXPECT_EQ(perform(always(2).wrap([](int n) { return n + 1; })), 3);
  const auto start = clock::now();
  EXPECT_EQ(perform(choice(sleep_op(2ms).wrap([] { return 1; }), never<int>())), 1);
  EXPECT_GE(clock::now() - start, 2ms);
  channel<int> numbers;
  std::jthread sender([=] { perform(choice(numbers.send_op(5), sleep_op(1h))); });
  EXPECT_EQ(perform(choice(numbers.receive_op(), never<std::optional<int>>())), 5);
  EXPECT_THROW(perform(guard([]() -> operation<int> { throw std::domain_error("guard"); })),
               std::domain_error);
}

TEST(ThreadOperation, MeetsFibersInBothDirections) {
  on_every_pool([] {
    constexpr int turns = 5'000;
    channel<int> to, from;
    std::atomic<int> sent = 0, received = 0;
    auto swap = [&] {
      for (int i = 0; i < turns; ++i)
        perform(choice(to.send_op(1).wrap([&] { ++sent; }),
                       from.receive_op().wrap([&](std::optional<int>) { ++received; })));
    };
    auto mirrored = [&] {
      for (int i = 0; i < turns; ++i)
        perform(choice(from.send_op(1).wrap([&] { ++sent; }),
                       to.receive_op().wrap([&](std::optional<int>) { ++received; })));
    };
    channel<int> done;
    std::jthread thread([&] {
      swap();
      done.send(1);
    });
    spawn(mirrored).join();
    done.receive();
    EXPECT_EQ(sent, turns);
    EXPECT_EQ(received, turns);
  });
}

TEST(ThreadOperation, TakesEachValueOnceAmongThreadsAndFibers) {
  on_every_pool([] {
    constexpr int each = 2'000;
    channel<long> one, two(3);
    std::atomic<long> sum = 0;
    auto sends = [&] {
      for (int i = 1; i <= each; ++i) perform(choice(one.send_op(i), two.send_op(i)));
    };
    auto receives = [&] {
      for (int i = 0; i < each; ++i) sum += *perform(choice(one.receive_op(), two.receive_op()));
    };
    channel<int> done;
    std::vector<std::jthread> threads;
    threads.emplace_back([&] { sends(), done.send(1); });
    threads.emplace_back([&] { receives(), done.send(1); });
    auto sender = spawn(sends), receiver = spawn(receives);
    done.receive();
    done.receive();
    sender.join();
    receiver.join();
    EXPECT_EQ(sum, 2L * each * (each + 1) / 2);
  });
}

TEST(ThreadOperation, WaitsForFibersTimesAndLocks) {
  on_every_pool([] {
    auto fiber = spawn([] {
      this_fiber::sleep_for(1ms);
      return 8;
    });
    semaphore permits(0);
    mutex lock;
    channel<bool> checked;
    std::jthread thread([&] {
      const auto joined = select(fiber.join_op(), sleep_op(1h));
      const bool permitted = select(permits.acquire_op().wrap([] { return true; }),
                                    sleep_op(1h).wrap([] { return false; }));
      const bool late = select(permits.acquire_op().wrap([] { return false; }),
                               sleep_op(1ms).wrap([] { return true; }));
      perform(choice(lock.lock_op(), never<void>()));
      lock.unlock();
      checked.send(joined.index() == 0 && std::get<0>(joined) == 8 && permitted && late);
    });
    permits.release();
    EXPECT_EQ(checked.receive(), true);
  });
}

TEST(ThreadOperation, TellsItsNacks) {
  on_every_pool([] {
    channel<bool> told;
    std::jthread thread([&] {
      std::optional<operation<void>> lost;
      perform(choice(always(1), with_nack([&](operation<void> nack) {
                       lost.emplace(std::move(nack));
                       return never<int>();
                     })));
      perform(std::move(*lost));
      told.send(true);
    });
    EXPECT_EQ(told.receive(), true);
  });
}

/// A value is in one of two channels at every instant, moved by another thread: polls see it.
TEST(ThreadOperation, PollSeesAValueThatAThreadMoves) {
  channel<int> a(2), b(2);
  a.send(0);
  std::atomic<bool> stop = false;
  std::jthread mover([&] {
    while (!stop) {
      b.send(1);
      a.receive();
      a.send(1);
      b.receive();
    }
  });
  runtime under_test(options_for(2));
  under_test.run([&] {
    for (int i = 0; i < 20'000; ++i) {
      const auto which = poll(choice(a.receive_op().wrap([](std::optional<int>) { return 'a'; }),
                                     b.receive_op().wrap([](std::optional<int>) { return 'b'; })));
      ASSERT_TRUE(which.has_value()) << "look " << i;
      (*which == 'a' ? a : b).send(0);
    }
  });
  stop = true;
}

TEST(ThreadOperation, ShieldAndShutdownDoNotDisturbAThread) {
  channel<int> numbers;
  std::optional<int> got;
  std::jthread thread(
      [&] { got = perform(choice(numbers.receive_op(), never<std::optional<int>>())); });
  {
    runtime under_test(options_for(2));
    under_test.run([=] { numbers.send(3); });
  }
  thread.join();
  EXPECT_EQ(got, 3);
}

}  // namespace
}  // namespace weft::contract
