#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

#include <weft/weft.hpp>

using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct count_words {
  fs::path file;
};

int words_in(const fs::path& file) {
  std::ifstream in(file);
  int count = 0;
  for (std::string word; in >> word; ++count)
    if (word == "#poison") throw std::runtime_error("cannot read this");
  return count;
}

// It knows nothing of failures: a file that it cannot read ends it. Its supervisor starts another one.
void reader(weft::self& me) {
  me.receive_loop([](const count_words& order) {
    return weft::blocking([&] { return words_in(order.file); });  // may wait for the disk
  });
}

// Asks whoever is the reader now. A file that has ended one is not given to the next; one that came while
// it ended is.
std::optional<int> try_file(const fs::path& file) {
  for (;; weft::this_fiber::sleep_for(1ms)) {
    const auto now = weft::registry::whereis("reader");
    if (!now) continue;  // it is about to be started again
    try {
      return now->ask<int>(count_words{file}, 10s);
    } catch (const weft::actor_down&) {
    } catch (const std::runtime_error& error) {
      std::printf("%s makes the reader fail: %s\n", file.filename().c_str(), error.what());
      return std::nullopt;
    }
  }
}

void crawl(const fs::path& folder) {
  const auto start_reader = [] {
    const weft::actor_ref started = weft::spawn_actor({.name = "reader"}, reader);
    weft::registry::add("reader", started);
    return started;
  };
  const weft::actor_ref boss =
      weft::supervise({.intensity = 10}, {{.name = "reader", .start = start_reader}});

  int read = 0, words = 0, refused = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const auto count = try_file(entry.path());
    count ? (++read, words += *count) : ++refused;
  }
  std::printf("%d files, %d words, %d refused\n", read, words, refused);
  boss.exit(weft::exit_reason::shutdown());
}

int main() {
  const fs::path folder = fs::temp_directory_path() / "weft_crawler_example";
  fs::create_directories(folder / "deeper");
  std::ofstream(folder / "a.txt") << "three words here";
  std::ofstream(folder / "poison.txt") << "fine, and then #poison";
  std::ofstream(folder / "deeper" / "b.txt") << "and four words there";

  weft::runtime runtime;
  runtime.run([&] { crawl(folder); });
  fs::remove_all(folder);
}
