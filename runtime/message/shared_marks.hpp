// What an encoder knows of identity: which nodes it has met, and where the marks belong that say so.
//
// Whether a node is shared shows only when it is met again. So nothing is written for a mark while a
// value is walked: its place is noted. At the end, if there were any, the bytes move apart and the
// marks go in between: tag 28 in front of what was met again, tag 29 with its number at each later
// place.
#pragma once

#include <cstddef>
#include <vector>

#include <weft/bytes.hpp>
#include <weft/detail/byte_writer.hpp>

#include "node_table.hpp"

namespace weft::detail {

class shared_marks {
 public:
  /// Notes that `met` is to be written at `position`. Whether it was met before: then it is not to
  /// be written, the mark says it all.
  bool meet(node const* met, std::size_t position);

  /// Bytes that `apply` will add.
  std::size_t size();

  /// Writes the marks into the part of `out` that begins at `start`, which is what positions count
  /// from.
  void apply(bytes& out, std::size_t start, std::vector<outside_bytes>* outside);

 private:
  static constexpr std::size_t unshared = static_cast<std::size_t>(-1);
  struct mark {
    std::size_t position;
    std::size_t first;   // the mark of the place where the node was met first; its own there
    std::size_t number;  // of a first mark
    bool is_first(std::size_t at) const noexcept { return first == at; }
  };

  void number_marks();
  std::size_t write(std::size_t at, std::byte* end) const noexcept;

  node_table first_mark_;
  std::vector<mark> marks_;  // in the order of the bytes
  bool met_again_ = false;
  bool numbered_ = false;
};

}  // namespace weft::detail
