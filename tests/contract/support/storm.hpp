// Everything at once: fibers of a changing pool that talk, wait, choose, fail and are cancelled, all as
// a seed says. What goes in must come out.
#pragma once

#include <atomic>
#include <random>
#include <stdexcept>
#include <vector>

#include "../fixture.hpp"

namespace weft::contract {

/// What was put into the channels, and what came out.
struct ledger {
  std::atomic<long> sent = 0;
  std::atomic<long> received = 0;
  std::atomic<long> spawned = 0;
  std::atomic<long> destroyed = 0;
};

/// Counts the fibers whose stacks were unwound.
class counted {
 public:
  explicit counted(ledger& book) : book_(book) { ++book_.spawned; }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;
  ~counted() { ++book_.destroyed; }

 private:
  ledger& book_;
};

class storm {
 public:
  storm(ledger& book, std::uint32_t seed) : book_(book), random_(seed) {}

  /// In a fiber. `wait_for_outside` returns when `send_from_outside`, if anyone called it, has.
  template <class Wait>
  void run(Wait wait_for_outside) {
    std::vector<fiber_handle<void>> receivers;
    for (int i = 0; i < 4; ++i) receivers.push_back(spawn([this, i] { receive(i); }));
    std::vector<fiber_handle<void>> fibers;
    for (int i = 0; i < 150; ++i) {
      fibers.push_back(spawn(random_options(), [this, seed = random_()] { act(seed); }));
      if (random_() % 4 == 0) fibers[random_() % fibers.size()].cancel();
      if (random_() % 8 == 0) runtime::current().set_pool_size(1 + random_() % 6);
      if (random_() % 16 == 0) this_fiber::sleep_for(std::chrono::microseconds(random_() % 200));
    }
    for (auto& fiber : fibers) settle(fiber);
    wait_for_outside();
    for (auto& one : lanes_) one.close();
    for (auto& receiver : receivers) receiver.join();
  }

  /// Anywhere, beside `run`.
  void send_from_outside() {
    for (int i = 0; i < 100; ++i) {
      lanes_[static_cast<std::size_t>(i % 3)].send(1);
      ++book_.sent;
    }
  }

 private:
  spawn_options random_options() {
    spawn_options options{.priority = static_cast<int>(random_() % 3) - 1};
    const unsigned worker = random_() % 8;
    if (worker < runtime::current().pool_size() && random_() % 4 == 0) options.worker = worker;
    return options;
  }

  /// One of many short lives.
  void act(std::uint32_t seed) {
    const counted alive(book_);
    std::minstd_rand random(seed | 1);
    for (int step = 0; step < 30; ++step) {
      switch (random() % 7) {
        case 0:
          this_fiber::yield();
          break;
        case 1:
          this_fiber::sleep_for(std::chrono::microseconds(random() % 300));
          break;
        case 2:
          send(lanes_[random() % 3]);
          break;
        case 3:
          send_to_any();
          break;
        case 4:
          (void)move_on_after(std::chrono::microseconds(random() % 200),
                              [] { channel<int>().receive(); });
          break;
        case 5:
          settle_child(random());
          break;
        default:
          if (random() % 40 == 0) throw std::runtime_error("on purpose");
      }
    }
  }

  void send(channel<int>& lane) {
    lane.send(1);
    ++book_.sent;
  }

  void send_to_any() {
    perform(choice(lanes_[0].send_op(1), lanes_[1].send_op(1), lanes_[2].send_op(1)));
    ++book_.sent;
  }

  void settle_child(std::uint32_t seed) {
    auto child = spawn([&book = book_, seed] {  // may outlive this storm
      const counted alive(book);
      if (seed % 5 == 0) throw std::runtime_error("on purpose");
      if (seed % 3 == 0) this_fiber::sleep_for(50us);
    });
    if (seed % 2 == 0) child.cancel();
    settle(child);
  }

  /// However it ended, it has.
  static void settle(fiber_handle<void>& fiber) {
    try {
      fiber.join();
    } catch (const std::exception&) {
    }
  }

  void receive(int number) {
    for (;;) {
      const auto got = number % 2 == 0
                           ? perform(choice(lanes_[0].receive_op(), lanes_[1].receive_op(),
                                            lanes_[2].receive_op()))
                           : lanes_[static_cast<std::size_t>(number)].receive();
      if (!got) return drain();
      book_.received += *got;
    }
  }

  /// A choice may see one lane closed while another has something left.
  void drain() {
    for (auto& lane : lanes_)
      while (const auto left = lane.receive()) book_.received += *left;
  }

  ledger& book_;
  std::mt19937 random_;
  std::vector<channel<int>> lanes_{channel<int>(), channel<int>(2), channel<int>(64),
                                   channel<int>()};
};

inline void expect_balance(const ledger& book) {
  EXPECT_EQ(book.spawned, book.destroyed);
  EXPECT_EQ(book.received, book.sent);
}

}  // namespace weft::contract
