#include <chrono>
#include <cstdio>
#include <optional>
#include <string>

#include <weft/weft.hpp>

using namespace std::chrono_literals;

// The next word, or "nothing" when none comes in time, or "closed".
std::string next_word(const weft::channel<std::string>& words, std::chrono::milliseconds patience) {
  return weft::select(words.receive_op().wrap(
                          [](std::optional<std::string> word) { return word.value_or("closed"); }),
                      weft::sleep_op(patience).wrap([] { return std::string("nothing"); }));
}

int main() {
  weft::runtime runtime;
  runtime.run([] {
    const weft::channel<std::string> words;
    auto speaker = weft::spawn([words] { words.send("hello"); });
    std::puts(next_word(words, 10s).c_str());
    speaker.join();
    std::puts(next_word(words, 1ms).c_str());
    words.close();
    std::puts(next_word(words, 10s).c_str());
  });
}
