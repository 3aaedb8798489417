#include <weft/testing.hpp>

#include <array>
#include <cinttypes>
#include <cstdio>

namespace weft::testing {
namespace {

std::string line_for(const trace::step& step) {
  constexpr std::int64_t second = 1'000'000'000;
  const std::int64_t at = step.at.count();
  std::array<char, 128> line{};
  const auto print = [&](const auto... rest) {
    std::snprintf(line.data(), line.size(), rest...);
    return std::string(line.data());
  };
  const std::string when =
      print("%6" PRId64 ".%09" PRId64 " s  ", std::int64_t{at / second}, std::int64_t{at % second});
  if (step.fiber == 0) return when + "a blocking job\n";
  return when + print("worker %u  fiber %" PRIu64 "\n", step.worker, std::uint64_t{step.fiber});
}

}  // namespace

std::string trace::text() const {
  std::string lines;
  for (const step& one : steps_) lines += line_for(one);
  return lines;
}

void trace::add(const step& next) {
  mix_in(static_cast<std::uint64_t>(next.at.count()));
  mix_in(next.worker);
  mix_in(next.fiber);
  ++length_;
  if (keeps_steps_) steps_.push_back(next);
}

/// Stirs one more word in. Every bit of the result depends on every bit of the words so far. (The
/// finaliser of SplitMix64; Steele, Lea and Flood, OOPSLA 2014.)
void trace::mix_in(std::uint64_t word) noexcept {
  std::uint64_t mixed = (digest_ ^ word) + 0x9e3779b97f4a7c15;
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
  digest_ = mixed ^ mixed >> 31;
}

}  // namespace weft::testing
