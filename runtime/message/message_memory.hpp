// What the writer of a message remembers when the message has things that may be shared.
#pragma once

#include <unordered_set>
#include <vector>

#include "shared_marks.hpp"

namespace weft::detail {

class message_memory {
 public:
  shared_marks marks;
  /// Values made for this message. They live as long as the marks, which know nodes by address.
  std::vector<value> made;

  /// Whether, in all of `root`, a single place refers to the buffer at `buffer`. Walks through `root`
  /// at the first call.
  bool is_alone(value const& root, node const* buffer);

 private:
  void take_census(value const& root);

  bool census_taken_ = false;
  std::unordered_set<node const*> met_once_;
  std::unordered_set<node const*> met_again_;
};

}  // namespace weft::detail
