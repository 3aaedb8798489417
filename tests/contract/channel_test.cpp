#include "fixture.hpp"

#include <atomic>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace weft::contract {
namespace {

TEST(Channel, HandsValuesOverInOrder) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 1, 3, 128}) {
      channel<int> numbers(capacity);
      auto producer = spawn([numbers]() mutable {
        for (int i = 0; i < 500; ++i) numbers.send(i);
        numbers.close();
      });
      int expected = 0;
      for (const int n : numbers) ASSERT_EQ(n, expected++);
      EXPECT_EQ(expected, 500);
      producer.join();
    }
  });
}

TEST(Channel, LosesAndDoublesNothingBetweenManyFibers) {
  on_every_pool([] {
    for (const std::size_t capacity : {0, 7}) {
      channel<int> numbers(capacity);
      std::vector<fiber_handle<void>> senders;
      std::vector<fiber_handle<long>> receivers;
      for (int s = 0; s < 8; ++s)
        senders.push_back(spawn([numbers, s]() mutable {
          for (int i = 0; i < 200; ++i) numbers.send(s * 200 + i);
        }));
      for (int r = 0; r < 5; ++r)
        receivers.push_back(spawn([numbers]() mutable {
          long sum = 0;
          for (const int n : numbers) sum += n;
          return sum;
        }));
      for (auto& sender : senders) sender.join();
      numbers.close();
      long sum = 0;
      for (auto& receiver : receivers) sum += receiver.join();
      EXPECT_EQ(sum, 1600L * 1599 / 2);
    }
  });
}

TEST(Channel, CarriesWhatCanOnlyMove) {
  on_every_pool([] {
    channel<std::unique_ptr<int>> owners;
    auto sender = spawn([owners]() mutable { owners.send(std::make_unique<int>(4)); });
    EXPECT_EQ(**owners.receive(), 4);
    sender.join();
  });
}

TEST(Channel, RendezvousBlocksTheSenderUntilSomebodyReceives) {
  on_every_pool([] {
    channel<int> meeting;
    auto sender = start_here([meeting]() mutable { meeting.send(1); });
    for (int i = 0; i < 10; ++i) this_fiber::yield();
    EXPECT_FALSE(sender.done());
    EXPECT_EQ(meeting.receive(), 1);
    sender.join();
  });
}

TEST(Channel, CloseWakesWaitersAndKeepsBufferedValues) {
  on_every_pool([] {
    channel<int> waiting_receiver;
    auto receiver = start_here([waiting_receiver]() mutable { return waiting_receiver.receive(); });
    channel<int> waiting_sender;
    auto sender = start_here([waiting_sender]() mutable { waiting_sender.send(1); });
    EXPECT_TRUE(waiting_receiver.close());
    EXPECT_FALSE(waiting_receiver.close());
    EXPECT_EQ(receiver.join(), std::nullopt);
    waiting_sender.close();
    EXPECT_THROW(sender.join(), channel_closed);

    channel<int> buffered(3);
    buffered.send(1);
    buffered.send(2);
    buffered.close();
    EXPECT_THROW(buffered.send(3), channel_closed);
    EXPECT_EQ(buffered.receive(), 1);
    EXPECT_EQ(buffered.receive(), 2);
    EXPECT_EQ(buffered.receive(), std::nullopt);
  });
}

TEST(Channel, TriesWithoutWaiting) {
  on_every_pool([] {
    channel<std::string> words(1);
    EXPECT_EQ(words.try_receive().error(), channel_status::would_block);
    EXPECT_TRUE(words.try_send("one"));
    std::string two = "two";
    EXPECT_EQ(words.try_send(std::move(two)).error(), channel_status::would_block);
    EXPECT_EQ(two, "two");
    EXPECT_EQ(words.size(), 1u);
    EXPECT_EQ(words.try_receive().value(), "one");
    words.close();
    EXPECT_EQ(words.try_send(std::move(two)).error(), channel_status::closed);
    EXPECT_EQ(words.try_receive().error(), channel_status::closed);
  });
}

TEST(Channel, SendsWithoutMakingTheSenderWait) {
  on_every_pool([] {
    const channel<std::unique_ptr<int>> numbers(1);
    for (int n = 1; n <= 5; ++n) numbers.send_detached(std::make_unique<int>(n));
    int sum = 0;
    for (int i = 0; i < 5; ++i) sum += **numbers.receive();
    EXPECT_EQ(sum, 15);

    numbers.send_detached(std::make_unique<int>(6));
    numbers.send_detached(std::make_unique<int>(7));  // still waits at the close, and is dropped
    this_fiber::yield();
    numbers.close();
    EXPECT_EQ(**numbers.receive(), 6);
    EXPECT_EQ(numbers.receive(), std::nullopt);
    EXPECT_THROW(numbers.send_detached(std::make_unique<int>(8)), channel_closed);
  });
}

TEST(Channel, RefusesImpossibleCapacities) {
  EXPECT_THROW(channel<int>(static_cast<std::size_t>(-1)), std::length_error);
}

TEST(Channel, ACancelledWaiterNeitherTakesNorDelivers) {
  on_every_pool([] {
    channel<int> meeting;
    auto lost_receiver = start_here([meeting]() mutable { meeting.receive(); });
    lost_receiver.cancel();
    EXPECT_THROW(lost_receiver.join(), fiber_cancelled);
    EXPECT_EQ(meeting.try_send(1).error(), channel_status::would_block);

    auto lost_sender = start_here([meeting]() mutable { meeting.send(2); });
    lost_sender.cancel();
    EXPECT_THROW(lost_sender.join(), fiber_cancelled);
    EXPECT_EQ(meeting.try_receive().error(), channel_status::would_block);
  });
}

TEST(Channel, IsASuspensionPointEvenWithoutWaiting) {
  on_every_pool([] {
    auto full = std::make_shared<channel<int>>(10);
    auto fiber = start_here([full] {
      try {
        this_fiber::sleep_for(1h);
      } catch (const cancelled&) {
      }
      full->send(1);
    });
    fiber.cancel();
    EXPECT_THROW(fiber.join(), fiber_cancelled);
    EXPECT_EQ(full->size(), 0u);
  });
}

}  // namespace
}  // namespace weft::contract
