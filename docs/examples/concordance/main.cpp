// The concordance as a program: reads files, has the actors index them, prints what they know.
//
// Files are read by a plain thread, not by a fiber: a read may block, for a long time on a slow
// disk, and would hold up the indexers of its worker. The thread talks to the actors as a fiber
// would; its asks block it when the indexers have enough to do.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <future>
#include <string>
#include <vector>

#include <weft/weft.hpp>

#include "concordance.hpp"
#include "files.hpp"
#include "options.hpp"
#include "report.hpp"

namespace concordance {
namespace {

constexpr auto no_limit = weft::clock::duration::max();

/// A line on a terminal that tells how far the reading is; nothing where there is no terminal.
class progress {
 public:
  explicit progress(std::size_t files) : files_(files), shown_(isatty(STDERR_FILENO) == 1) {}
  ~progress() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
  }

  void file_read(std::size_t bytes) {
    ++files_read_;
    bytes_read_ += bytes;
    auto const now = weft::clock::now();
    if (!shown_ || now < next_) return;
    next_ = now + std::chrono::milliseconds(100);
    std::fprintf(stderr, "\r%zu of %zu files, %zu MB", files_read_, files_,
                 bytes_read_ / 1'000'000);
  }

 private:
  std::size_t const files_;
  bool const shown_;
  std::size_t files_read_ = 0;
  std::size_t bytes_read_ = 0;
  weft::time_point next_ = weft::time_point::min();
};

/// Reads the files and gives them to the splitter, in order. Returns those that could not be read.
std::vector<skipped_document> feed(weft::actor_ref const& splitter,
                                   std::vector<std::string> const& files) {
  std::vector<skipped_document> unreadable;
  progress line(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (auto text = read_file(files[i])) {
      line.file_read(text->size());
      splitter.ask<void>(document{files[i], i, std::move(*text)}, no_limit);
    } else {
      unreadable.push_back({files[i], text.error()});
    }
  }
  return unreadable;
}

/// Runs `work` on a thread of its own and returns its result; only the calling fiber waits.
template <class F>
auto on_a_thread(F work) {
  weft::channel<bool> ended;
  auto result = std::async(std::launch::async, [&] {
    struct at_end {
      weft::channel<bool>& channel;
      ~at_end() { channel.close(); }
    } const close_it{ended};
    return work();
  });
  ended.receive();
  return result.get();
}

void append(std::vector<skipped_document>& all, std::vector<skipped_document> more) {
  all.insert(all.end(), more.begin(), more.end());
}

void print_all_hits(weft::actor_ref const& merger, std::string const& word) {
  constexpr std::uint32_t hits_at_a_time = 1000;
  std::optional<text_position> at{std::in_place};
  while (at) {
    auto some = merger.ask<found>(find_word{word, *at, hits_at_a_time}, no_limit);
    print_hits(some.hits);
    at = std::move(some.next);
  }
}

report index_and_search(options const& wanted, file_list list) {
  report result;
  result.skipped = std::move(list.skipped);
  result.workers = weft::runtime::current().pool_size();
  auto const merger = spawn_merger();
  auto const splitter = spawn_splitter(merger, result.workers);
  auto const start = weft::clock::now();
  append(result.skipped, on_a_thread([&] { return feed(splitter, list.files); }));
  splitter.ask<void>(await_merged{}, no_limit);
  result.seconds = std::chrono::duration<double>(weft::clock::now() - start).count();
  append(result.skipped, merger.ask<std::vector<skipped_document>>(get_skipped{}, no_limit));
  result.sums = merger.ask<totals>(get_totals{}, no_limit);
  result.top = merger.ask<std::vector<ranked_word>>(get_top{static_cast<std::uint32_t>(wanted.top)},
                                                    no_limit);
  result.files = std::move(list.files);
  if (wanted.find) print_all_hits(merger, *wanted.find);
  return result;
}

int run(options const& wanted) {
  weft::runtime runtime({.workers = wanted.workers});
  auto const result =
      runtime.run([&] { return index_and_search(wanted, find_files(wanted.paths)); });
  print_skipped(result.skipped);
  if (wanted.json) {
    print_json(result);
  } else if (!wanted.find) {
    print_text(result);
  }
  if (result.sums.documents > 0) return 0;
  std::fputs("concordance: there is nothing to index\n", stderr);
  return 1;
}

}  // namespace
}  // namespace concordance

int main(int argc, char** argv) {
  auto const wanted = concordance::parse({argv + 1, argv + argc});
  if (!wanted) {
    std::fprintf(stderr, "concordance: %s\n%s", wanted.error().c_str(), concordance::usage);
    return 2;
  }
  if (wanted->help) {
    std::fputs(concordance::usage, stdout);
    return 0;
  }
  try {
    return concordance::run(*wanted);
  } catch (std::exception const& error) {
    std::fprintf(stderr, "concordance: %s\n", error.what());
    return 1;
  }
}
