// What every benchmark program shares: a clock, the line it prints, and the check of its own
// answer.
//
// A program measures once and prints `name value unit` for each figure. run.mjs runs it several
// times, in turn with its peers, and takes the medians.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace bench {

class stopwatch {
 public:
  double nanoseconds() const {
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start_)
        .count();
  }
  double milliseconds() const { return nanoseconds() / 1e6; }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// A number of the command line, from 1. Ends the program with exit code 2 when there is none.
inline std::uint64_t count_from(const char* word) {
  char* end = nullptr;
  const std::uint64_t count = word != nullptr ? std::strtoull(word, &end, 10) : 0;
  if (count > 0 && *end == '\0' && *word != '-') return count;
  std::fprintf(stderr, "a count is missing on the command line\n");
  std::exit(2);
}

/// Runs `turn` a thousand times. A function of its own, because a WebAssembly engine that has
/// optimised a function uses the result from its next call on, not in the call that is under way.
template <class Turn>
[[gnu::noinline]] void thousand(Turn& turn) {
  for (int i = 0; i < 1000; ++i) turn();
}

/// How often `nanoseconds_per_turn` takes a turn: to be measured, and a quarter as often to warm
/// up.
constexpr std::uint64_t turns_taken(std::uint64_t thousands) {
  return (thousands / 4 + thousands) * 1000;
}

/// What a turn takes on average.
template <class Turn>
double nanoseconds_per_turn(std::uint64_t thousands, Turn turn) {
  for (std::uint64_t i = 0; i < thousands / 4; ++i) thousand(turn);
  const stopwatch watch;
  for (std::uint64_t i = 0; i < thousands; ++i) thousand(turn);
  return watch.nanoseconds() / (static_cast<double>(thousands) * 1000);
}

inline void print(const char* name, double value, const char* unit) {
  std::printf("%s %.3f %s\n", name, value, unit);
}

/// Ends the program with exit code 3 unless `holds`: a figure of a wrong answer is worth nothing.
inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "wrong answer: %s\n", what);
  std::exit(3);
}

}  // namespace bench
