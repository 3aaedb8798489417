// What the user of the command line asks for.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace concordance {

struct options {
  std::optional<std::string> find;  // a word, in lower case
  std::size_t top = 10;
  unsigned workers = 0;  // 0: one for each core
  bool json = false;
  bool help = false;
  std::vector<std::string> paths;
};

extern char const* const usage;

/// The error is a sentence for people.
std::expected<options, std::string> parse(std::vector<std::string> const& arguments);

}  // namespace concordance
