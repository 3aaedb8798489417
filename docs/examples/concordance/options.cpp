#include "options.hpp"

#include <charconv>
#include <limits>
#include <utility>

#include "words.hpp"

namespace concordance {
namespace {

template <class Integer>
bool read_number(std::string const& text, Integer max, Integer& number) {
  auto const* const end = text.data() + text.size();
  auto const [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end && number <= max;
}

constexpr unsigned workers_max = 64;

}  // namespace

char const* const usage =
    "usage: concordance [--find WORD] [--top N] [--workers N] [--json] PATH...\n"
    "\n"
    "Indexes the words of UTF-8 text files, and of all such files in folders.\n"
    "\n"
    "  --find WORD   print each place where the word stands: file:line, left, word, right\n"
    "  --top N       how many of the most frequent words to print (10)\n"
    "  --workers N   how many threads count words (one for each core)\n"
    "  --json        print the numbers and the list of files as JSON\n";

std::expected<options, std::string> parse(std::vector<std::string> const& arguments) {
  options result;
  auto const wrong = [](std::string text) { return std::unexpected(std::move(text)); };
  for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
    if (*argument == "--") {
      result.paths.insert(result.paths.end(), argument + 1, arguments.end());
      break;
    }
    if (!argument->starts_with("--")) {
      result.paths.push_back(*argument);
      continue;
    }
    auto const& name = *argument;
    if (name == "--json") {
      result.json = true;
    } else if (name == "--help") {
      result.help = true;
    } else if (name != "--find" && name != "--top" && name != "--workers") {
      return wrong("there is no option " + name);
    } else if (++argument == arguments.end()) {
      return wrong(name + " needs a value");
    } else if (name == "--find") {
      result.find = as_word(*argument);
      if (result.find->empty()) return wrong("'" + *argument + "' is not a word of letters a to z");
    } else if (name == "--top") {
      if (!read_number(*argument, std::size_t{std::numeric_limits<unsigned>::max()}, result.top)) {
        return wrong("'" + *argument + "' is not a number of words");
      }
    } else if (!read_number(*argument, workers_max, result.workers)) {
      return wrong("'" + *argument + "' is not a number of workers from 0 to 64");
    }
  }
  if (result.json && result.find) return wrong("--json and --find do not go together");
  if (result.paths.empty() && !result.help) return wrong("no file or folder is named");
  return result;
}

}  // namespace concordance
