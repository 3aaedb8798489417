// Plain threads beside fibers. Only where there are threads: not in WebAssembly, not under
// simulation.
#include <atomic>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "fixture.hpp"

namespace weft::contract {
namespace {

TEST(PlainThread, SendsToAndReceivesFromFibers) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 3}) {
      channel<int> to_fiber(capacity), to_thread(capacity);
      std::jthread thread([to_fiber, to_thread]() mutable {
        for (int i = 0; i < 1000; ++i) to_fiber.send(i);
        to_fiber.close();
        long sum = 0;
        for (const int n : to_thread) sum += n;
        EXPECT_EQ(sum, 1000L * 999 / 2);
      });
      std::vector<int> received;
      for (const int n : to_fiber) received.push_back(n);
      for (const int n : received) to_thread.send(n);
      to_thread.close();
    }
  });
}

TEST(PlainThread, AsksActorsAndMayRunOutOfTime) {
  struct get {};
  struct wait {};
  on_every_pool([] {
    const actor_ref actor = spawn_actor([](self& me) {
      me.receive_loop([](get) { return 7; }, [](wait) { this_fiber::sleep_for(1h); });
    });
    channel<bool> done;
    std::jthread thread([actor, done]() mutable {
      EXPECT_EQ(actor.ask<int>(get{}, 10s), 7);
      actor.send(wait{});
      EXPECT_THROW(actor.ask<int>(get{}, 1ms), timed_out);
      done.send(true);
    });
    EXPECT_EQ(done.receive(), true);
  });
}

TEST(PlainThread, JoinsAFiber) {
  on_every_pool([] {
    auto fiber = spawn([] {
      this_fiber::sleep_for(1ms);
      return 3;
    });
    channel<int> joined;
    std::jthread thread([&fiber, joined]() mutable { joined.send(fiber.join()); });
    EXPECT_EQ(joined.receive(), 3);
  });
}

TEST(PlainThread, CancelsAFiberThatWaits) {
  on_every_pool([] {
    auto fiber = spawn([] { this_fiber::sleep_for(1h); });
    std::jthread thread([&fiber] { fiber.cancel(); });
    EXPECT_THROW(fiber.join(), fiber_cancelled);
  });
}

/// The runtime may be gone by the time the thread comes back from the wake: its workers, which do not
/// sleep, see the value at once.
TEST(PlainThread, MayLetTheRunEnd) {
  for (int round = 0; round < 500; ++round) {
    channel<int> last;
    std::jthread thread([last] { last.send(7); });
    runtime brief({.workers = 1});
    brief.run([&last] {
      auto receiver = spawn([&last] { EXPECT_EQ(last.receive(), 7); });
      while (!receiver.done()) this_fiber::yield();
    });
  }
}

TEST(PlainThread, SharesAChannelWithManyOthersAndFibers) {
  on_every_pool([] {
    constexpr int each = 300;
    channel<int> numbers(2);
    std::vector<std::jthread> threads;
    std::vector<fiber_handle<void>> fibers;
    auto send_all = [numbers]() mutable {
      for (int i = 1; i <= each; ++i) numbers.send(i);
    };
    auto take_all = [numbers](long& sum) mutable {
      for (int i = 0; i < each; ++i) sum += *numbers.receive();
    };
    long by_fibers[3] = {}, by_threads[3] = {};
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back(send_all);
      threads.emplace_back([&sum = by_threads[i], take_all]() mutable { take_all(sum); });
      fibers.push_back(spawn(send_all));
      fibers.push_back(spawn([&sum = by_fibers[i], take_all]() mutable { take_all(sum); }));
    }
    for (auto& fiber : fibers) fiber.join();
    threads.clear();
    const long all = std::accumulate(by_fibers, by_fibers + 3, 0L) +
                     std::accumulate(by_threads, by_threads + 3, 0L);
    EXPECT_EQ(all, 6L * each * (each + 1) / 2);
  });
}

TEST(PlainThread, RethrowsWhatAFiberFailedWith) {
  on_every_pool([] {
    channel<int> go;
    auto fails = spawn([go]() mutable -> int {
      go.receive();
      throw std::domain_error("in the fiber");
    });
    channel<bool> thrown;
    std::jthread thread([&fails, thrown]() mutable {
      EXPECT_THROW(fails.join(), std::domain_error);
      thrown.send(true);
    });
    go.close();
    EXPECT_EQ(thrown.receive(), true);
  });
}

TEST(PlainThread, ChangesThePoolAndAPriority) {
  on_every_pool([] {
    runtime& here = runtime::current();
    channel<int> done;
    auto fiber = spawn([] {
      while (this_fiber::priority() != 4) this_fiber::yield();
    });
    std::jthread thread([&here, &fiber, done]() mutable {
      for (const unsigned size : {3u, 1u, 6u, 2u}) here.set_pool_size(size);
      fiber.set_priority(4);
      done.send(1);
    });
    fiber.join();
    EXPECT_EQ(done.receive(), 1);
    EXPECT_EQ(here.pool_size(), 2u);
    EXPECT_EQ(spawn({.worker = 1}, [] { return this_fiber::worker(); }).join(), 1u);
  });
}

/// The stall is told of by a thread that watches, while the fiber still keeps its worker.
TEST(PlainThread, TellsOfAStallWhileItLasts) {
  for (const unsigned workers : {1u, 3u}) {
    std::atomic<bool> told = false;
    runtime_options options = options_for(workers);
    options.stall_limit = 5ms;
    options.on_stall = [&](const stall& seen) {
      EXPECT_EQ(seen.name, "hog");
      EXPECT_GE(seen.so_far, 5ms);
      EXPECT_EQ(this_fiber::id(), 0u);
      told = true;
    };
    runtime under_test(options);
    under_test.run([&] {
      auto hog = spawn({.name = "hog"}, [&] {
        while (!told) continue;
      });
      hog.join();
    });
    EXPECT_TRUE(told);
  }
}

TEST(PlainThread, HasNoFiber) {
  EXPECT_EQ(this_fiber::id(), 0u);
  EXPECT_EQ(this_fiber::name(), "");
  this_fiber::yield();
  const auto start = clock::now();
  this_fiber::sleep_for(1ms);
  EXPECT_GE(clock::now() - start, 1ms);
  EXPECT_THROW(runtime::current(), std::logic_error);
}

}  // namespace
}  // namespace weft::contract
