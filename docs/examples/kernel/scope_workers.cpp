#include <cstdio>
#include <string>
#include <vector>

#include <weft/weft.hpp>

// Workers take words from one channel and put their lengths into another; the body collects. No worker
// outlives the scope, and if one failed, the others would be cancelled and the failure thrown here.
int total_length(const std::vector<std::string>& words) {
  const weft::channel<std::string> work(4);
  const weft::channel<std::size_t> lengths(4);

  return weft::with_scope([&](weft::scope& scope) {
    scope.spawn([&] {
      for (const auto& word : words) work.send(word);
      work.close();
    });
    for (int i = 0; i < 3; ++i) {
      scope.spawn([=] {
        for (const auto& word : work) lengths.send(word.size());
      });
    }
    int total = 0;
    for (std::size_t seen = 0; seen < words.size(); ++seen)
      total += static_cast<int>(*lengths.receive());
    return total;
  });
}

int main() {
  weft::runtime runtime;
  std::printf("total: %d\n", runtime.run([] {
    return total_length({"warp", "weft", "heddle", "shuttle", "selvedge"});
  }));
}
