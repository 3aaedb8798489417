// The files that a user names, and what is in them.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "messages.hpp"

namespace concordance {

struct file_list {
  std::vector<std::string> files;  // each once, in the order given; those of a folder by name
  std::vector<skipped_document> skipped;
};

/// The regular files that `paths` name, and those inside the folders that they name.
///
/// Links to files are followed; links to folders only when they are named, not inside a folder: so
/// the walk ends. What is neither file nor folder, and what cannot be looked at, is skipped.
file_list find_files(std::vector<std::string> const& paths);

/// All bytes of a file; else the reason, in words. Blocks.
std::expected<weft::bytes, std::string> read_file(std::string const& path);

}  // namespace concordance
