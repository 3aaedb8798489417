// What the program prints.
#pragma once

#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "messages.hpp"

namespace concordance {

/// What was found in which files, and how long that took.
struct report {
  totals sums;
  std::vector<ranked_word> top;
  std::vector<std::string> files;  // all that were looked at, documents or not
  std::vector<skipped_document> skipped;
  unsigned workers = 0;
  double seconds = 0;  // from the first byte read to the last piece merged
};

void print_text(report const& from);
void print_json(report const& from);
/// One line for each: `file:line  left [word] right`, the words below each other.
void print_hits(std::span<hit const> hits);
/// To standard error, each by name and with the reason.
void print_skipped(std::span<skipped_document const> skipped);

}  // namespace concordance
