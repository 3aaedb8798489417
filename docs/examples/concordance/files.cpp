#include "files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <new>
#include <system_error>
#include <unordered_set>

namespace concordance {
namespace {

namespace fs = std::filesystem;

class walk {
 public:
  void visit(fs::path const& path) {
    std::error_code error;
    auto const status = fs::status(path, error);
    if (fs::is_directory(status)) return enter(path);
    if (fs::is_regular_file(status)) return take(path);
    skip(path, error ? error.message() : "it is neither a file nor a folder");
  }

  file_list result;

 private:
  void enter(fs::path const& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    // Step by step, as the operators that a `for` would use throw.
    for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
         at.increment(error)) {
      entries.push_back(at->path());
    }
    if (error) skip(folder, error.message());
    std::ranges::sort(entries);
    for (auto const& entry : entries) {
      if (!is_link_to_folder(entry)) visit(entry);
    }
  }

  static bool is_link_to_folder(fs::path const& path) {
    std::error_code error;
    return fs::is_symlink(path, error) && fs::is_directory(path, error);
  }

  void take(fs::path const& file) {
    if (taken_.insert(file.string()).second) result.files.push_back(file.string());
  }

  void skip(fs::path const& path, std::string reason) {
    result.skipped.push_back({path.string(), std::move(reason)});
  }

  std::unordered_set<std::string> taken_;
};

struct closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string last_error() { return std::generic_category().message(errno); }

std::expected<weft::bytes, std::string> read_all(std::string const& path) {
  constexpr std::size_t room_min = 64 * 1024;
  std::unique_ptr<std::FILE, closer> const file(std::fopen(path.c_str(), "rb"));
  if (!file) return std::unexpected(last_error());
  std::setvbuf(file.get(), nullptr, _IONBF, 0);  // we read in large blocks
  std::error_code unknown;
  auto const size = fs::file_size(path, unknown);
  // A hint only: the file may grow or shrink while we read, and some say 0 and have content.
  weft::bytes content(unknown || size == 0 ? room_min : size + 1);
  std::size_t used = 0;
  while (auto const got = std::fread(content.data() + used, 1, content.size() - used, file.get())) {
    used += got;
    if (used == content.size()) content.resize(2 * used);
  }
  if (std::ferror(file.get())) return std::unexpected(last_error());
  bool const roomy = used < content.size() / 2;
  content.resize(used);
  if (roomy) content.shrink_to_fit();  // it is kept
  return content;
}

}  // namespace

file_list find_files(std::vector<std::string> const& paths) {
  walk through;
  for (auto const& path : paths) through.visit(path);
  return std::move(through.result);
}

std::expected<weft::bytes, std::string> read_file(std::string const& path) try {
  return read_all(path);
} catch (std::bad_alloc const&) {
  return std::unexpected("it does not fit into memory");
}

}  // namespace concordance
