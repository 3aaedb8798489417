#include <gtest/gtest.h>
#include <weft/platform/threads.hpp>

#include <atomic>
#include <thread>
#include <vector>

namespace weft::platform {
namespace {

/// Dekker's game: each side stores, fences, and looks for the other's store. Both sides are let go
/// at the same moment, so that without fences both stores are still on their way when both look.
class game {
 public:
  bool play_light(int round) { return play(round, mine_, theirs_, light_fence); }
  bool play_heavy(int round) { return play(round, theirs_, mine_, heavy_fence); }

  void meet() {
    const int now = met_.fetch_add(1) / 2;
    // The other side may be waiting for this very processor.
    for (int looks = 0; met_.load(std::memory_order_acquire) / 2 == now; ++looks)
      looks < 1'000 ? relax() : std::this_thread::yield();
  }

 private:
  static bool play(int round, std::atomic<int>& mine, std::atomic<int>& theirs, void (*fence)()) {
    mine.store(round, std::memory_order_relaxed);
    fence();
    return theirs.load(std::memory_order_relaxed) == round;
  }

  alignas(128) std::atomic<int> mine_{0};
  alignas(128) std::atomic<int> theirs_{0};
  alignas(128) std::atomic<int> met_{0};
};

TEST(Fences, LetAtLeastOneSideSeeTheOther) {
  constexpr int rounds = 50'000;
  game game;
  std::vector<char> light_saw(rounds + 1), heavy_saw(rounds + 1);
  std::thread heavy([&] {
    for (int round = 1; round <= rounds; ++round) {
      game.meet();
      heavy_saw[round] = game.play_heavy(round);
    }
  });
  for (int round = 1; round <= rounds; ++round) {
    game.meet();
    light_saw[round] = game.play_light(round);
  }
  heavy.join();
  int both_missed = 0;
  for (int round = 1; round <= rounds; ++round)
    both_missed += !light_saw[round] && !heavy_saw[round];
  EXPECT_EQ(both_missed, 0);
}

TEST(Threads, AreKnownToBeMoreThanOne) {
  std::thread([] { EXPECT_FALSE(single_threaded()); }).join();
  EXPECT_FALSE(single_threaded());
}

}  // namespace
}  // namespace weft::platform
