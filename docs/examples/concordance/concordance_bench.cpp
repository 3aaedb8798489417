// How fast text in memory becomes an index: `index_1w` and, where the runtime can have two workers,
// `index_2w`, in MB/s; the median of five rounds. One source for every host.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weft/weft.hpp>

#include "concordance.hpp"

namespace concordance {
namespace {

constexpr std::size_t document_bytes = 4'000'000;
constexpr int documents = 8;
constexpr int rounds = 5;
constexpr auto no_limit = weft::clock::duration::max();

/// Words as in a language: a few that are everywhere, many that are rare, and short ones more
/// often.
class text_maker {
 public:
  text_maker() {
    for (auto& word : vocabulary_) {
      word.resize(2 + random_() % 5 + random_() % 6);
      for (char& letter : word) letter = static_cast<char>('a' + random_() % 26);
    }
  }

  weft::bytes text() {
    std::string text;
    text.reserve(document_bytes + 64);
    while (text.size() < document_bytes) {
      auto const start = text.size();
      text += vocabulary_[rank()];
      if (random_() % 12 == 0) text[start] = static_cast<char>(text[start] - 'a' + 'A');
      text += std::string_view("       , ,.\n").substr(random_() % 12, 1);
    }
    auto const bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
  }

 private:
  /// About one in rank.
  std::size_t rank() {
    auto const u = static_cast<double>(random_()) / static_cast<double>(std::mt19937::max());
    return static_cast<std::size_t>(std::pow(static_cast<double>(vocabulary_.size() - 1), u));
  }

  std::mt19937 random_;
  std::vector<std::string> vocabulary_ = std::vector<std::string>(50'000);
};

double index_once(std::vector<weft::bytes> texts, unsigned indexers) {
  auto const merger = spawn_merger();
  auto const splitter = spawn_splitter(merger, indexers);
  double bytes = 0;
  auto const start = weft::clock::now();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    bytes += static_cast<double>(texts[i].size());
    splitter.ask<void>(document{std::to_string(i), i, std::move(texts[i])}, no_limit);
  }
  splitter.ask<void>(await_merged{}, no_limit);
  auto const seconds = std::chrono::duration<double>(weft::clock::now() - start).count();
  return bytes / 1e6 / seconds;
}

void measure(std::vector<weft::bytes> const& texts, unsigned workers) {
  std::array<double, rounds> figures;
  for (double& figure : figures) {
    weft::runtime runtime({.workers = workers});
    if (runtime.pool_size() != workers) return;
    figure = runtime.run([&] { return index_once(texts, workers); });
  }
  std::ranges::nth_element(figures, figures.begin() + rounds / 2);
  std::printf("index_%uw %.1f MB/s\n", workers, figures[rounds / 2]);
}

}  // namespace
}  // namespace concordance

int main() {
  concordance::text_maker maker;
  std::vector<weft::bytes> texts;
  for (int i = 0; i < concordance::documents; ++i) texts.push_back(maker.text());
  concordance::measure(texts, 1);
  concordance::measure(texts, 2);
}
