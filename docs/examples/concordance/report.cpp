#include "report.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdint>

#include "text.hpp"

namespace concordance {
namespace {

double megabytes_per_second(report const& from) {
  return static_cast<double>(from.sums.bytes) / 1e6 / std::max(from.seconds, 1e-9);
}

/// How many columns a text takes, as far as its characters take one each.
int columns(std::string_view text) {
  return static_cast<int>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

/// A JSON string. File names are bytes: those that are not UTF-8 lose what is not ASCII.
std::string quoted(std::string_view text) {
  bool const valid = is_text(text);
  std::string json = "\"";
  for (char const character : text) {
    auto const byte = static_cast<unsigned char>(character);
    if (byte < ' ') {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      json += escaped;
    } else if (byte >= 0x80 && !valid) {
      json += "\\ufffd";
    } else {
      if (byte == '"' || byte == '\\') json += '\\';
      json += character;
    }
  }
  return json += '"';
}

/// The items as a JSON array, each as `write(item)` has it.
template <class Items, class F>
std::string listed(Items const& items, F write) {
  std::string json = "[";
  for (auto const& item : items) {
    if (json.size() > 1) json += ',';
    json += write(item);
  }
  return json += ']';
}

}  // namespace

void print_text(report const& from) {
  std::printf("documents  %12" PRIu64 "\nwords      %12" PRIu64 "\ndistinct   %12" PRIu64 "\n\n",
              from.sums.documents, from.sums.words, from.sums.distinct);
  for (auto const& item : from.top)
    std::printf("%12" PRIu64 "  %s\n", item.count, item.word.c_str());
  std::printf("\n%.1f MB in %.3f s with %u %s: %.0f MB/s\n",
              static_cast<double>(from.sums.bytes) / 1e6, from.seconds, from.workers,
              from.workers == 1 ? "worker" : "workers", megabytes_per_second(from));
}

void print_json(report const& from) {
  auto const top = listed(from.top, [](ranked_word const& item) {
    return "[\"" + item.word + "\"," + std::to_string(item.count) + "]";
  });
  auto const files = listed(from.files, quoted);
  auto const skipped = listed(from.skipped, [](skipped_document const& one) {
    return "{\"document\":" + quoted(one.document) + ",\"reason\":" + quoted(one.reason) + "}";
  });
  std::printf("{\"documents\":%" PRIu64 ",\"words\":%" PRIu64 ",\"distinct\":%" PRIu64
              ",\"bytes\":%" PRIu64 ",\"workers\":%u,\"seconds\":%.6f,\n",
              from.sums.documents, from.sums.words, from.sums.distinct, from.sums.bytes,
              from.workers, from.seconds);
  std::printf("\"top\":%s,\n\"skipped\":%s,\n\"files\":%s}\n", top.c_str(), skipped.c_str(),
              files.c_str());
}

void print_hits(std::span<hit const> hits) {
  std::vector<std::string> places;
  int places_width = 0;
  int left_width = 0;
  for (auto const& one : hits) {
    places.push_back(printable(one.document) + ":" + std::to_string(one.line));
    places_width = std::max(places_width, columns(places.back()));
    left_width = std::max(left_width, columns(one.left));
  }
  for (std::size_t i = 0; i < hits.size(); ++i) {
    auto const& one = hits[i];
    std::printf("%s%*s  %*s%s[%s]%s\n", places[i].c_str(), places_width - columns(places[i]), "",
                left_width - columns(one.left), "", one.left.c_str(), one.word.c_str(),
                one.right.c_str());
  }
}

void print_skipped(std::span<skipped_document const> skipped) {
  for (auto const& one : skipped) {
    std::fprintf(stderr, "concordance: skipped %s: %s\n", printable(one.document).c_str(),
                 one.reason.c_str());
  }
}

}  // namespace concordance
