#include <cstdio>
#include <map>
#include <string>

#include <weft/weft.hpp>

struct add {
  std::string word;
};
struct count {
  std::string word;
};

int main() {
  using namespace std::chrono_literals;
  weft::runtime runtime;  // one worker per core
  runtime.run([] {
    // An actor owns its state; others reach it by messages only.
    const auto tally = weft::spawn_actor([](weft::self& me) {
      std::map<std::string, int> seen;
      me.receive_loop([&](add m) { ++seen[m.word]; },          // a message to take in
                      [&](count m) { return seen[m.word]; });  // and one to answer
    });

    // A fiber may wait anywhere: for room in a channel, for a message, for the time to pass.
    weft::channel<std::string> words(2);
    auto reader = weft::spawn([words] {
      for (const auto* word : {"warp", "weft", "warp"}) words.send(word);
      words.close();
    });

    for (const auto& word : words) tally.send(add{word});
    reader.join();
    std::printf("warp: %d\n", tally.ask<int>(count{"warp"}, 1s));
  });
}
