// Looking for a word in a text.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "messages.hpp"

namespace concordance {

/// Searches the piece `text` from `at` on and appends what it finds to `hits`, until those are
/// `hits_max`.
///
/// Returns whether the piece was searched to its end; `at` is then where the next piece begins,
/// else the first hit that found no room.
bool search_piece(std::string_view text, std::string_view word, std::size_t hits_max,
                  text_position& at, std::vector<hit>& hits);

}  // namespace concordance
